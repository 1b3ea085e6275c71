using System.Collections.Immutable;
using Veil.Data.Cells;
using Veil.Data.Tables;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>What the texts of a column look like, in noisy counts: enough to choose a type without looking at a value.</summary>
/// <param name="Counts">A noisy count for each <see cref="ValueKind"/>.</param>
/// <param name="Distinct">The noisy number of distinct texts.</param>
/// <param name="StandardDeviation">Standard deviation of the noise of each number.</param>
public sealed record NoisyKinds(ImmutableArray<long> Counts, long Distinct, double StandardDeviation);

/// <summary>Counts the kinds of text in a column: each row has exactly one kind, the kinds are fixed in advance.</summary>
internal static class KindHistogram
{
    /// <summary>Releases the noisy counts of a column of raw text.</summary>
    public static NoisyKinds Release(LabelColumn column, PaidNoise paid, AnswerGate gate)
    {
        var counts = Count(column);
        paid.Release(counts, gate);
        return new NoisyKinds([.. counts[..^1]], counts[^1], paid.Noise.StandardDeviation);
    }

    /// <summary>The exact number of rows of each kind, then the number of distinct texts.</summary>
    internal static long[] Count(LabelColumn column)
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
