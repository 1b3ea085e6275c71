using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>A distance read as a sample of the real rows that is as far.</summary>
internal static class SampleEquivalentShare
{
    /// <summary>The share of the real rows whose sample, drawn without repetition, is as near by sets of three columns.</summary>
    public static Metric<SetComparison> Metric { get; } = new(
        "joint.sample-equivalent",
        "Share of the real rows whose sample is as near",
        sets => Measurement.Of(
            sets.Data.Measure(table => sets.Samples.ShareAt(sets.Distances.Of(table)?.Mean)),
            sets.Sets.Count,
            value => $"Of three columns, the synthetic table tells as much as a sample of {Words.Share(value)} of the real rows would.",
            sets.Samples.Means.Count == 0
                ? SetTotalVariation.Reason
                : $"The table is farther from the real rows than a sample of {Words.Share(SampleEquivalent.Shares[0])} of them."))
    {
        Most = 1,
        Direction = Direction.Larger,
        OnCopy = 1,
    };
}
