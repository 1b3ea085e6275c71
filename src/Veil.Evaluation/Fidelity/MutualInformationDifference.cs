using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The difference between synthetic and real mutual information of two columns.</summary>
internal static class MutualInformationDifference
{
    private const string Reason = "There are not two columns, or a table has no row.";

    /// <summary>The mean difference of normalised mutual information.</summary>
    public static Metric<PairComparison> Mean { get; } = new("pairs.mutual-information.difference.mean", "Mean difference of "
        + "normalised mutual information", OfMean)
    {
        Most = 1,
        IsHeadline = true,
        OnCopy = 0,
    };

    /// <summary>The summed difference of mutual information in nats.</summary>
    public static Metric<PairComparison> Sum { get; } = new("pairs.mutual-information.difference.sum", "Summed difference of mutual "
        + "information", OfSum)
    {
        OnCopy = 0,
    };

    private static Measurement OfMean(PairComparison pairs)
    {
        var measure = pairs.Associations.NormalisedInformation;
        return Measurement.Of(
            pairs.Data.Measure(measure.MeanDifference),
            measure.Pairs / 2,
            value =>
                $"The normalised mutual information of two columns (0 to 1) differs by {Words.Number(value)} on average. A table without "
                + $"any relation scores {Words.Number(measure.MeanDifference(ComparedTables.Independent))}.",
            Reason).WithJackknife(pairs.Associations.MeanDifferencesWithout, 1);
    }

    private static Measurement OfSum(PairComparison pairs)
    {
        var (measure, corrected) = (pairs.Associations.Information, pairs.Associations.CorrectedInformation);
        return Measurement.Of(
            pairs.Data.Measure(table => measure.SumOfDifferences(table) / 2),
            measure.Pairs / 2,
            value => $"Over all pairs, the mutual information differs by {Words.Number(value)} nats. A table without any relation scores "
                + $"{Words.Number(measure.SumOfDifferences(ComparedTables.Independent) / 2)}; larger values indicate spurious relations. "
                + "With the bias correction of Miller and Madow, the difference is "
                + $"{Words.Number(corrected.SumOfDifferences(ComparedTables.Synthetic) / 2)}.",
            Reason);
    }
}
