using System.Buffers;
using Veil.Data.Cells;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>The fault of a file whose lines no delimiter splits although they look like records.</summary>
internal static class OneColumn
{
    private const int LeastRecords = 20;
    private const double LeastShare = 0.9;

    private static readonly SearchValues<byte> s_delimiters = SearchValues.Create(",;\t|:^"u8);

    /// <summary>Refuses lines that are nearly all different texts, most of which hold what may be a delimiter.</summary>
    /// <param name="records">The lines, with their quotes.</param>
    /// <param name="quote">The quote; in quotes no character is a delimiter.</param>
    /// <param name="file">The name of the file in messages.</param>
    /// <exception cref="VeilException">They are such.</exception>
    public static void RefuseUnsplit(List<byte[][]> records, byte quote, string file)
    {
        if (records.Count < LeastRecords)
        {
            return;
        }

        var texts = records.Where(record => record.Length == 1).Select(record => record[0]).ToList();
        var different = texts.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count();
        if (texts.Count(text => MayBeRecord(text, quote)) >= LeastShare * records.Count && different >= LeastShare * records.Count)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "csv-no-delimiter",
                $"{file}: no delimiter splits its lines into the same number of fields, and they would be one column of different texts.",
                "Say the delimiter with ‹delimiter›; it is a comma for a file that has one column. Lines above the header are passed over "
                    + "with ‹skip-lines›.");
        }
    }

    private static bool MayBeRecord(byte[] line, byte quote)
    {
        var kind = ValueKinds.Of(line, '.');
        return line is [var first, ..] && first != quote && !ValueKinds.IsNumber(kind) && !ValueKinds.IsCalendar(kind)
            && (line.AsSpan().ContainsAny(s_delimiters) || line.AsSpan().IndexOf("  "u8) >= 0);
    }
}
