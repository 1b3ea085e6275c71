using System.Buffers;
using Veil.Data.Cells;
using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>Labels as they stand in a file: quoted where they must be.</summary>
internal static class LabelText
{
    /// <summary>Encodes one label.</summary>
    /// <param name="label">UTF-8 bytes.</param>
    /// <param name="dialect">Delimiter and quote.</param>
    /// <param name="excelSafe">Whether a text that a spreadsheet would run gets an apostrophe in front.</param>
    /// <param name="mustQuote">Whether it is quoted in any case.</param>
    public static byte[] Encode(ReadOnlySpan<byte> label, CsvDialect dialect, bool excelSafe, bool mustQuote)
    {
        var text = new ArrayBufferWriter<byte>(label.Length + 4);
        Encode(label, dialect, excelSafe, mustQuote, text);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>Encodes one label to the end of <paramref name="text"/>.</summary>
    public static void Encode(
        ReadOnlySpan<byte> label, CsvDialect dialect, bool excelSafe, bool mustQuote, ArrayBufferWriter<byte> text)
    {
        var quote = (byte)dialect.Quote;
        var apostrophe = excelSafe && IsFormula(label, dialect.DecimalMark);
        ReadOnlySpan<byte> special = [(byte)dialect.Delimiter, quote, (byte)'\n', (byte)'\r'];

        // At the start of a file a label could be taken for its byte order mark.
        var quoted = mustQuote
            || label.ContainsAny(special)
            || label.StartsWith("\uFEFF"u8)
            || (apostrophe && quote == '\'');
        if (quoted)
        {
            text.Write([quote]);
        }

        if (apostrophe)
        {
            text.Write(quote == '\'' ? "''"u8 : "'"u8);
        }

        for (var next = label.IndexOf(quote); next >= 0; next = label.IndexOf(quote))
        {
            text.Write(label[..(next + 1)]);
            text.Write([quote]);
            label = label[(next + 1)..];
        }

        text.Write(label);
        if (quoted)
        {
            text.Write([quote]);
        }
    }

    private static bool IsFormula(ReadOnlySpan<byte> label, char decimalMark) =>
        label.Length > 0
        && label[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r'
        && !ValueKinds.IsNumber(ValueKinds.Of(label, decimalMark));
}
