using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The differences between synthetic and real measures of association of two columns.</summary>
internal static class AssociationDifference
{
    /// <summary>The mean difference of Cramér's V, bias-corrected.</summary>
    public static Metric<PairComparison> CramersV { get; } = new(
        "pairs.cramers-v.difference.mean",
        "Mean difference of Cramer's V",
        pairs => Measurement.Of(
            pairs.Data.Measure(pairs.Associations.CramersV.MeanDifference),
            pairs.Associations.CramersV.Pairs / 2,
            value => $"The bias-corrected Cramer's V of two columns differs by {Words.Number(value)} on average.",
            "No pair of columns has two values each in the real table."))
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The mean difference of Theil's U, in both directions.</summary>
    public static Metric<PairComparison> TheilsU { get; } = new(
        "pairs.theils-u.difference.mean",
        "Mean difference of Theil's U",
        pairs => Measurement.Of(
            pairs.Data.Measure(pairs.Associations.TheilsU.MeanDifference),
            pairs.Associations.TheilsU.Pairs,
            value => $"The share of a column's entropy that another column explains differs by {Words.Number(value)} on average.",
            "There are not two columns, or a table has no row."))
    {
        Most = 1,
        OnCopy = 0,
    };
}
