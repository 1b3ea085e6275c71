using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The differences between synthetic and real correlations of two columns.</summary>
internal static class CorrelationDifference
{
    /// <summary>The mean difference of Pearson's correlation.</summary>
    public static Metric<PairComparison> Pearson { get; } =
        Of("pearson", "Pearson correlation of two numeric columns", pairs => pairs.Pearson) with { Most = 2, IsHeadline = true };

    /// <summary>The mean difference of Spearman's correlation.</summary>
    public static Metric<PairComparison> Spearman { get; } =
        Of("spearman", "Spearman correlation of two numeric columns", pairs => pairs.Spearman) with { Most = 2 };

    /// <summary>The mean difference of the correlation ratio, which measures how far labels explain numbers.</summary>
    public static Metric<PairComparison> CorrelationRatio { get; } =
        Of("correlation-ratio", "correlation ratio of a numeric column in groups of "
            + "labels", pairs => pairs.CorrelationRatio, orders: 1) with
        {
            Most = 1,
        };

    private static Metric<PairComparison> Of(string id, string title, Func<PairComparison, PairMeasure> measureOf, int orders = 2) => new(
        $"pairs.{id}.difference.mean",
        $"Mean difference of the {title}",
        pairs =>
        {
            var measure = measureOf(pairs);
            return Measurement.Of(
                pairs.Data.Measure(measure.MeanDifference),
                measure.Pairs / orders,
                value => $"The {title} differs by {Words.Number(value)} on average, and by "
                    + $"{Words.Number(measure.LargestDifference(ComparedTables.Synthetic))} at most. A table without any relation scores "
                    + $"{Words.Number(measure.MeanDifference(ComparedTables.Independent))}.",
                "The measure is not defined for any pair of columns of the real table.");
        })
    {
        OnCopy = 0,
    };
}
