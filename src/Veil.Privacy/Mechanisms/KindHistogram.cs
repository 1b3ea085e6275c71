using System.Collections.Immutable;
using Veil.Data.Cells;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Mechanisms;

/// <summary>Noisy counts of the kinds of text of a column: enough to choose a type without looking at a value.</summary>
/// <param name="Counts">A noisy count for each <see cref="ValueKind"/>.</param>
/// <param name="Distinct">The noisy number of distinct texts.</param>
/// <param name="StandardDeviation">Standard deviation of the noise of each number.</param>
public sealed record NoisyKinds(ImmutableArray<long> Counts, long Distinct, double StandardDeviation);

/// <summary>The kinds of text in a column.</summary>
internal static class KindHistogram
{
    /// <summary>Charges, counts and releases.</summary>
    public static NoisyKinds Measure(MechanismContext context, string column, double cost)
    {
        context.RequireLabels(column);

        // One vector: the counts of kinds and, beside them, the number of distinct texts.
        double distinct = Sensitivities.DistinctCount(context.Unit, context.Neighbours);
        var l2 = Math.BitIncrement(Math.Sqrt(Math.BitIncrement((context.L2 * context.L2) + (distinct * distinct))));
        var paid = context.Charge(cost, context.L1 + distinct, l2, $"kinds of value of '{column}'");
        var counts = context.Counts.Kinds(column);
        paid.Release(counts, context.Answers);
        return new NoisyKinds([.. counts[..^1]], counts[^1], paid.Noise.StandardDeviation);
    }
}
