using System.Text.Unicode;
using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>Knows files that are no delimited text by their first bytes.</summary>
internal static class FileSignatures
{
    /// <summary>Refuses a file that is not text.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="text">The part that must be text; it may be UTF-8 or Latin-1, which holds no NUL where its first line is.</param>
    /// <param name="file">Its name in messages.</param>
    /// <exception cref="VeilException">It is not text.</exception>
    public static void RefuseBinary(ReadOnlySpan<byte> start, ReadOnlySpan<byte> text, string file)
    {
        var firstLine = text.TrimStart("\r\n"u8);
        firstLine = firstLine.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0 ? firstLine[..end] : firstLine;
        var guess = text.Contains((byte)0) || !Utf8.IsValid(text) ? Guess(start) : string.Empty;
        if (guess.Length > 0 || firstLine.Contains((byte)0))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "csv-binary",
                $"{file}: this is not a text file{guess}.",
                "Export the table as CSV, UTF-8, and give that file; if it is UTF-16, say ‹encoding› utf-16le.");
        }
    }

    /// <summary>The kind of file that a file which is not text may be.</summary>
    private static string Guess(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => " but a ZIP archive or an Excel workbook",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => " but an old Excel workbook",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => " but a Parquet file",
        [(byte)'S', (byte)'Q', (byte)'L', (byte)'i', (byte)'t', (byte)'e', ..] => " but an SQLite database",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => " but a PDF document",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => " but a zstd archive",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => " but a bzip2 archive",
        _ => string.Empty,
    };
}
