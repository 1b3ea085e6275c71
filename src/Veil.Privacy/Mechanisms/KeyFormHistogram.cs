using System.Collections.Immutable;
using Veil.Data.Schemas;

namespace Veil.Privacy.Mechanisms;

/// <summary>Noisy counts of the forms of keys of a column.</summary>
/// <param name="Counts">A noisy count for each of <see cref="KeyForms.All"/>.</param>
/// <param name="StandardDeviation">Standard deviation of the noise of each number.</param>
public sealed record NoisyKeyForms(ImmutableArray<long> Counts, double StandardDeviation);

/// <summary>The forms of the texts in a column of keys.</summary>
internal static class KeyFormHistogram
{
    /// <summary>Charges, counts and releases.</summary>
    public static NoisyKeyForms Measure(MechanismContext context, string column, double cost)
    {
        context.RequireLabels(column);
        var paid = context.Charge(cost, context.L1, context.L2, $"form of the keys of '{column}'");
        var counts = context.Counts.KeyForms(column);
        paid.Release(counts, context.Answers);
        return new NoisyKeyForms([.. counts], paid.Noise.StandardDeviation);
    }
}
