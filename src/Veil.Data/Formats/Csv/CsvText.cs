using System.Text;
using Veil.Data.Files;

namespace Veil.Data.Formats.Csv;

/// <summary>Turns the bytes of any encoding that is read into UTF-8, and detects encodings from their bytes.</summary>
internal static class CsvText
{
    /// <summary>The byte that old programs put at the end of a file. A line that holds nothing else is blank.</summary>
    public const byte EndMark = 0x1A;

    /// <summary>The encoding that a byte order mark at the start names; null when there is none.</summary>
    public static (TextEncoding Encoding, int Length)? ByteOrderMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (TextEncoding.Utf8, 3),
        [0xFF, 0xFE, ..] => (TextEncoding.Utf16LittleEndian, 2),
        [0xFE, 0xFF, ..] => (TextEncoding.Utf16BigEndian, 2),
        _ => null,
    };

    /// <summary>The encoding whose every other byte is zero, as in UTF-16 of most languages; null when neither half is.</summary>
    /// <param name="text">Some bytes of the file.</param>
    /// <param name="offset">Their offset in the file.</param>
    public static TextEncoding? FindUtf16(ReadOnlySpan<byte> text, int offset)
    {
        const double Most = 0.7;
        const double Least = 0.1;
        var even = 0;
        var odd = 0;
        for (var i = 0; i < text.Length; i++)
        {
            even += text[i] == 0 && (i + offset) % 2 == 0 ? 1 : 0;
            odd += text[i] == 0 && (i + offset) % 2 == 1 ? 1 : 0;
        }

        var half = text.Length / 2.0;
        return odd > Most * half && even < Least * half ? TextEncoding.Utf16LittleEndian
            : even > Most * half && odd < Least * half ? TextEncoding.Utf16BigEndian
            : null;
    }

    /// <summary>Some text as UTF-8. What the end cuts becomes U+FFFD.</summary>
    public static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> text, TextEncoding encoding)
    {
        if (encoding == TextEncoding.Utf8)
        {
            return text;
        }

        using var all = new MemoryStream();
        using var decoded = Decode(new MemoryStream(text.ToArray()), encoding);
        decoded.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>
    /// The text from the header or first row on, as UTF-8 that the tokenizer reads: without the byte order mark of the file, or of each
    /// line where there is no header.
    /// </summary>
    public static Stream Open(PeekableStream content, CsvDialect dialect, bool linesAreRecords)
    {
        if (dialect.HasHeader && ByteOrderMark(content.Peek(3)) is { } mark && mark.Encoding == dialect.Encoding)
        {
            Span<byte> skipped = stackalloc byte[mark.Length];
            content.ReadExactly(skipped);
        }

        var text = dialect.Encoding == TextEncoding.Utf8 ? content : Decode(content, dialect.Encoding);
        if (dialect.SkipLines > 0)
        {
            var lines = text as PeekableStream ?? new PeekableStream(text);
            LinesAbove.Skip(lines, dialect.SkipLines);
            text = lines;
        }

        text = dialect.HasHeader ? text : new LineMarkFilter(text);
        return dialect.IsRare ? new DialectFilter(text, dialect, linesAreRecords) : text;
    }

    private static Stream Decode(Stream bytes, TextEncoding encoding)
    {
        var decoder = CodePages.Get((int)encoding);
        return decoder.IsSingleByte ? new SingleByteText(bytes, decoder)
            : decoder is UnicodeEncoding or UTF32Encoding
            ? Encoding.CreateTranscodingStream(bytes, decoder, CodePages.Get(CodePages.Utf8), leaveOpen: true)
            : new LineByLineText(bytes, decoder);
    }
}
