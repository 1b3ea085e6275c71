namespace Veil.Data.Formats.Csv;

/// <summary>The records at the beginning of a file, split plainly: small enough that clarity may cost time.</summary>
internal static class DialectSample
{
    private const int MostRecords = 2000;

    /// <summary>Splits a sample of a file of some dialect, rare or not.</summary>
    public static List<byte[][]> Split(ReadOnlySpan<byte> text, CsvDialect dialect, bool isWhole)
    {
        if (!dialect.IsRare)
        {
            return Split(text, (byte)dialect.Delimiter, (byte)dialect.Quote, isWhole);
        }

        using var plain = new MemoryStream();
        new DialectFilter(new MemoryStream(text.ToArray()), dialect, linesAreRecords: false).CopyTo(plain);
        return Split(plain.ToArray(), (byte)dialect.Delimiter, (byte)DialectFilter.QuoteOfOutput(dialect), isWhole);
    }

    /// <summary>Splits a sample.</summary>
    /// <param name="text">UTF-8 bytes.</param>
    /// <param name="delimiter">Delimiter to try.</param>
    /// <param name="quote">Quote to try.</param>
    /// <param name="isWhole">True when the sample is the whole file; if not, its last record is cut and left out.</param>
    public static List<byte[][]> Split(ReadOnlySpan<byte> text, byte delimiter, byte quote, bool isWhole)
    {
        var records = new List<byte[][]>();
        var fields = new List<byte[]>();
        var field = new List<byte>();
        var inQuotes = false;
        var wasQuoted = false;
        for (var i = 0; i < text.Length && records.Count < MostRecords; i++)
        {
            var b = text[i];
            if (inQuotes)
            {
                if (b != quote)
                {
                    field.Add(b);
                }
                else if (i + 1 < text.Length && text[i + 1] == quote)
                {
                    field.Add(b);
                    i++;
                }
                else
                {
                    inQuotes = false;
                }
            }
            else if (b == quote && field.Count == 0 && !wasQuoted)
            {
                inQuotes = wasQuoted = true;
            }
            else if (b == delimiter)
            {
                EndField();
            }
            else if (b is (byte)'\n' or (byte)'\r')
            {
                EndRecord();
            }
            else
            {
                field.Add(b);
            }
        }

        if (isWhole && records.Count < MostRecords && !inQuotes)
        {
            EndRecord();
        }

        return records;

        void EndField()
        {
            fields.Add([.. field]);
            field.Clear();
            wasQuoted = false;
        }

        void EndRecord()
        {
            if (fields.Count > 0 || field.Count > 0 || wasQuoted)
            {
                EndField();
                records.Add([.. fields]);
                fields.Clear();
            }
        }
    }

    /// <summary>The number of fields that begin and end with a quote.</summary>
    public static int CountQuoted(ReadOnlySpan<byte> text, byte quote)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != quote || !(i == 0 || IsBoundary(text[i - 1])))
            {
                continue;
            }

            var close = text[(i + 1)..].IndexOf(quote);
            if (close < 0)
            {
                break;
            }

            i += close + 1;
            count += i + 1 == text.Length || IsBoundary(text[i + 1]) ? 1 : 0;
        }

        return count;
    }

    private static bool IsBoundary(byte b) => b is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|' or (byte)'\n' or (byte)'\r';
}
