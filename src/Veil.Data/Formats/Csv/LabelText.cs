using System.Buffers;
using Veil.Data.Cells;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Labels as they stand in a file: quoted where they must be. Where the dialect knows no quotes, only labels that could not be
/// written at all without them are quoted, which no label is that was read so.
/// </summary>
internal static class LabelText
{
    /// <summary>Encodes one label.</summary>
    /// <param name="label">UTF-8 bytes.</param>
    /// <param name="dialect">Delimiter and quote.</param>
    /// <param name="excelSafe">True when a text that a spreadsheet would run gets an apostrophe in front.</param>
    /// <param name="mustQuote">True when it is quoted in any case.</param>
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
        var knowsQuotes = dialect.Quote != CsvDialect.NoQuote;
        var quote = QuoteOf(dialect);
        var apostrophe = excelSafe && IsFormula(label, dialect.DecimalMark);
        ReadOnlySpan<byte> special = [(byte)dialect.Delimiter, (byte)'\n', (byte)'\r'];

        // At the start of a file a label could be taken for its byte order mark.
        var quoted = label.ContainsAny(special)
            || (knowsQuotes && (mustQuote || label.Contains(quote) || label.StartsWith("\uFEFF"u8) || (apostrophe && quote == '\'')));
        if (quoted)
        {
            text.Write([quote]);
        }

        if (apostrophe)
        {
            text.Write(quote == '\'' ? "''"u8 : "'"u8);
        }

        for (var next = label.IndexOf(quote); next >= 0 && quoted; next = label.IndexOf(quote))
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

    /// <summary>The quote to write.</summary>
    public static byte QuoteOf(CsvDialect dialect) => (byte)(dialect.Quote == CsvDialect.NoQuote ? '"' : dialect.Quote);

    private static bool IsFormula(ReadOnlySpan<byte> label, char decimalMark) =>
        label.Length > 0
        && label[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r'
        && !ValueKinds.IsNumber(ValueKinds.Of(label, decimalMark));
}
