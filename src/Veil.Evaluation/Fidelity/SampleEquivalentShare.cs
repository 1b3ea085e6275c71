using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The size of the sample of the real rows with the same distance.</summary>
internal static class SampleEquivalentShare
{
    /// <summary>
    /// The share of the real rows whose sample, drawn without replacement, has the same distance over sets of three columns.
    /// </summary>
    public static Metric<SetComparison> Metric { get; } = new(
        "joint.sample-equivalent",
        "Share of the real rows in an equivalent sample",
        sets => Measurement.Of(
            sets.Data.Measure(table => sets.Samples.ShareAt(sets.Distances.Of(table)?.Mean)),
            sets.Sets.Count,
            value =>
                $"Over sets of three columns, the synthetic table is as accurate as a sample of {Words.Share(value)} of the real rows.",
            sets.Samples.Means.Count == 0
                ? SetTotalVariation.Reason
                : $"The table is farther from the real rows than a sample of {Words.Share(SampleEquivalent.Shares[0])} of them."))
    {
        Most = 1,
        Direction = Direction.Larger,
        OnCopy = 1,
    };
}
