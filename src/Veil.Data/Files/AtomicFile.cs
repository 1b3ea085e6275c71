using Veil.Data.Errors;

namespace Veil.Data.Files;

/// <summary>Writes files that are there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder and renames it at the end. When <paramref name="write"/> throws,
    /// cancellation included, the temporary file is deleted and what was there before stays.
    /// </summary>
    /// <param name="path">Where the file is to be. A device such as /dev/stdout is written to directly.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="write">Writes the content; it need not flush or close the stream.</param>
    /// <exception cref="VeilException">
    /// The file exists and may not be replaced, or the disk is full, or the folder cannot be written to.
    /// </exception>
    public static void Write(string path, bool overwrite, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        if (IsDevice(path))
        {
            WriteFaults.Guard(path, () =>
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                write(device);
            });
            return;
        }

        if (Directory.Exists(path))
        {
            throw new VeilException(FaultKind.Usage, "file-is-a-directory", $"{path} is a folder.", "Give the path of a file.");
        }

        if (!overwrite && File.Exists(path))
        {
            throw Exists(path, null);
        }

        // A link keeps pointing where it did: what it points to is replaced.
        var target = new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);
        var temporary = Path.Combine(
            Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            WriteFaults.Guard(path, () =>
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                Rename(temporary, target, overwrite, path);
            });
        }
        catch
        {
            Delete(temporary);
            throw;
        }
    }

    private static void Rename(string temporary, string target, bool overwrite, string path)
    {
        try
        {
            File.Move(temporary, target, overwrite);
        }
        catch (IOException fault) when (!overwrite && File.Exists(target))
        {
            // It came into being while we were writing.
            throw Exists(path, fault);
        }
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report.
        }
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path)
        && !Path.GetFullPath(path).StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static VeilException Exists(string path, Exception? inner) => new(
        FaultKind.Usage, "file-exists", $"{path} exists already.", "Choose another name, or replace it with --force.", inner);
}
