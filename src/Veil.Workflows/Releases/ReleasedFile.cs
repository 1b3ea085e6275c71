using Veil.Data.Errors;
using Veil.Data.Text;

namespace Veil.Workflows.Releases;

/// <summary>Reads the files that a release is made of, and bundles: whole, up to the size of the largest bundle.</summary>
internal static class ReleasedFile
{
    /// <summary>The bytes of a file.</summary>
    /// <exception cref="VeilException">It is absent, may not be read, or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > BundleZip.Largest)
            {
                throw TooLarge(path);
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VeilException(
                FaultKind.BadInput, "release-unreadable", $"'{path}' does not exist or cannot be read.",
                "Check the path and its permissions.", fault);
        }
    }

    /// <summary>The refusal of what is too large for a bundle.</summary>
    public static VeilException TooLarge(string path) => new(
        FaultKind.CannotFinish, "bundle-too-large", $"'{path}' is larger than a bundle can be, {NumberText.Bytes(BundleZip.Largest)}.",
        "Draw fewer rows.");
}
