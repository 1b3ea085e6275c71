using System.IO.Compression;
using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>A ZIP archive that holds one file, which is read as if it were given itself.</summary>
internal static class ZipOfOneFile
{
    private const string Extension = ".zip";

    /// <summary>True for the path of a ZIP archive.</summary>
    public static bool IsNameOf(string? path) => path?.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The name of the file in an archive such as people.csv.zip, as far as the archive's name tells it.</summary>
    public static string WithoutExtension(string name) => IsNameOf(name) ? name[..^Extension.Length] : name;

    /// <summary>Opens the file in an archive.</summary>
    /// <exception cref="VeilException">The archive is damaged, or holds no file or more than one.</exception>
    public static OpenInput Open(FileStream file, string name, int maxRatio)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var files = archive.Entries.Where(IsFile).ToList();
            if (files is not [var only])
            {
                archive.Dispose();
                throw new VeilException(
                    FaultKind.BadInput,
                    "zip-not-one-file",
                    $"{name}: the archive holds {(files.Count == 0 ? "no file" : "more than one file")}.",
                    "Unpack it and give one of its files.");
            }

            var inflated = new InflatingStream(only.Open(), () => only.CompressedLength, maxRatio, name);
            var counted = new CountingStream(inflated);
            return new OpenInput(new PeekableStream(counted), counted, archive, isGzip: false, only.Length);
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException)
        {
            file.Dispose();
            throw new VeilException(
                FaultKind.BadInput,
                "zip-broken",
                $"{name}: the archive is damaged, encrypted or none.",
                "Unpack it with the program that made it, and give the file.",
                fault);
        }
    }

    // A folder, and what one operating system adds to every archive.
    private static bool IsFile(ZipArchiveEntry entry) =>
        !entry.FullName.EndsWith('/') && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal);
}
