using System.Text;
using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>Turns the bytes of any encoding that is read into UTF-8 without a byte order mark.</summary>
internal static class CsvText
{
    /// <summary>What a byte order mark at the start says; null when there is none.</summary>
    public static (TextEncoding Encoding, int Length)? ByteOrderMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (TextEncoding.Utf8, 3),
        [0xFF, 0xFE, ..] => (TextEncoding.Utf16LittleEndian, 2),
        [0xFE, 0xFF, ..] => (TextEncoding.Utf16BigEndian, 2),
        _ => null,
    };

    /// <summary>The rest of the content as UTF-8.</summary>
    public static Stream ToUtf8(PeekableStream content, TextEncoding encoding)
    {
        if (ByteOrderMark(content.Peek(3)) is { } mark && mark.Encoding == encoding)
        {
            Span<byte> skipped = stackalloc byte[mark.Length];
            content.ReadExactly(skipped);
        }

        return encoding == TextEncoding.Utf8
            ? content
            : Encoding.CreateTranscodingStream(content, Decoder(encoding), Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>The decoder of an encoding; it throws on bytes that are not text.</summary>
    public static Encoding Decoder(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf16LittleEndian => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
        TextEncoding.Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
        TextEncoding.Latin1 => Encoding.Latin1,
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
    };
}
