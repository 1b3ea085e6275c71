using Veil.Data.Inference;

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
        var quote = (byte)dialect.Quote;
        var apostrophe = excelSafe && IsFormula(label, dialect.DecimalMark);
        ReadOnlySpan<byte> special = [(byte)dialect.Delimiter, quote, (byte)'\n', (byte)'\r'];

        // At the start of a file a label could be taken for its byte order mark.
        var quoted = mustQuote
            || label.ContainsAny(special)
            || label.StartsWith("\uFEFF"u8)
            || (apostrophe && quote == '\'');
        var text = new List<byte>(label.Length + 3);
        if (quoted)
        {
            text.Add(quote);
        }

        if (apostrophe)
        {
            text.Add((byte)'\'');
            if (quote == '\'')
            {
                text.Add(quote);
            }
        }

        foreach (var b in label)
        {
            text.Add(b);
            if (b == quote)
            {
                text.Add(quote);
            }
        }

        if (quoted)
        {
            text.Add(quote);
        }

        return [.. text];
    }

    private static bool IsFormula(ReadOnlySpan<byte> label, char decimalMark) =>
        label.Length > 0
        && label[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r'
        && !ValueKinds.IsNumber(ValueKinds.Of(label, decimalMark));
}
