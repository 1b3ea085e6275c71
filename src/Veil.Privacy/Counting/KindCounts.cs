using Veil.Data.Cells;
using Veil.Data.Tables;

namespace Veil.Privacy.Counting;

/// <summary>Counts the kinds of text in a column: each row has exactly one kind, and the kinds are fixed in advance.</summary>
internal static class KindCounts
{
    /// <summary>The number of rows of each kind, then the number of distinct texts.</summary>
    public static long[] Of(LabelColumn column)
    {
        var counts = new long[ValueKinds.Count + 1];
        var perLabel = new long[column.Labels.Count];
        foreach (var code in column.Codes)
        {
            // A missing value counts as an empty text, or it would be a row without a kind.
            if (code == LabelColumn.Missing)
            {
                counts[(int)ValueKind.Empty]++;
            }
            else
            {
                perLabel[code]++;
            }
        }

        for (var code = 0; code < perLabel.Length; code++)
        {
            counts[(int)ValueKinds.Of(column.Labels.Utf8(code), column.DecimalMark)] += perLabel[code];
            counts[^1] += perLabel[code] > 0 ? 1 : 0;
        }

        return counts;
    }
}
