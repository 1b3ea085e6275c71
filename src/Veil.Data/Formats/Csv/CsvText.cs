using System.Text;

namespace Veil.Data.Formats.Csv;

/// <summary>Turns the bytes of any encoding that is read into UTF-8, and detects encodings from their bytes.</summary>
internal static class CsvText
{
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

    /// <summary>Some text as UTF-8.</summary>
    public static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> text, TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => text,
        TextEncoding.Latin1 => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(text)),
        TextEncoding.Utf16LittleEndian => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(text)),
        _ => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(text)),
    };

    /// <summary>The content as UTF-8, without the byte order mark of the file, or of each line where there is no header.</summary>
    public static Stream ToUtf8(PeekableStream content, TextEncoding encoding, bool hasHeader)
    {
        if (hasHeader && ByteOrderMark(content.Peek(3)) is { } mark && mark.Encoding == encoding)
        {
            Span<byte> skipped = stackalloc byte[mark.Length];
            content.ReadExactly(skipped);
        }

        var text = encoding == TextEncoding.Utf8
            ? content
            : Encoding.CreateTranscodingStream(content, Decoder(encoding), Encoding.UTF8, leaveOpen: true);
        return hasHeader ? text : new LineMarkFilter(text);
    }

    /// <summary>The decoder of an encoding; it puts U+FFFD for what is not text.</summary>
    private static Encoding Decoder(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf16LittleEndian => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        TextEncoding.Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        TextEncoding.Latin1 => Encoding.Latin1,
        _ => Encoding.UTF8,
    };
}
