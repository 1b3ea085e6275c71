using System.Text;
using Veil.Data.Errors;
using Veil.Workflows.Files;

namespace Veil.Workflows.Releases;

/// <summary>The request of a new key pair.</summary>
public sealed record KeyRequest
{
    /// <summary>The path that the private key goes to; the public one goes beside it.</summary>
    public required string Output { get; init; }
}

/// <summary>A new key pair.</summary>
/// <param name="Private">Path of the private key, which only its owner may read.</param>
/// <param name="Public">Path of the public key.</param>
/// <param name="KeyId">Names the key: the SHA-256 of its public half, in hexadecimal digits.</param>
public sealed record KeyResult(string Private, string Public, string KeyId);

/// <summary>
/// Makes a pair of keys with which releases are signed and verified. It never replaces a file: a lost key cannot be made again.
/// </summary>
public sealed class KeyJob : IJob<KeyRequest, KeyResult>
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public void Check(KeyRequest request)
    {
        OutputFiles.Check(request.Output, overwrite: true);
        OutputFiles.Check(PublicPath(request.Output), overwrite: true);
        foreach (var path in new[] { request.Output, PublicPath(request.Output) }.Where(File.Exists))
        {
            throw Exists(path);
        }
    }

    /// <inheritdoc/>
    public KeyResult Run(KeyRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        using var key = SigningKey.Create();
        var (secret, open) = (request.Output, PublicPath(request.Output));
        Write(open, key.PublicPem, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        try
        {
            Write(secret, key.PrivatePem, OwnerOnly);
        }
        catch
        {
            File.Delete(open);
            throw;
        }

        return new KeyResult(secret, open, key.Id);
    }

    private static string PublicPath(string path) => Path.ChangeExtension(path, ".pub.pem");

    // The file has its mode from the moment at which it exists.
    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var file = Open(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
    }

    private static FileStream Open(string path, FileStreamOptions options)
    {
        try
        {
            return new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw Exists(path);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new VeilException(
                FaultKind.CannotFinish, "write-permission-denied", $"{path} cannot be written: permission denied.",
                "Choose another folder, or change its permissions.", fault);
        }
    }

    private static VeilException Exists(string path) => new(
        FaultKind.Usage, "file-exists", $"'{path}' exists already, and a key is never replaced.", "Choose another name with ‹output›.");
}
