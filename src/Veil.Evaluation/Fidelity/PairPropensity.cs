using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The propensity mean squared error by the cells of two columns, divided by its expectation: 1 on average if the synthetic rows were
/// drawn from the empirical distribution of the real rows.
/// </summary>
internal static class PairPropensity
{
    /// <summary>The mean over the pairs.</summary>
    public static Metric<PairComparison> Mean { get; } = new(
        "pairs.propensity.standardised.mean",
        "Mean standardised propensity mean squared error of pairs",
        pairs => Measurement.Of(
            pairs.Data.Measure(table => pairs.Associations.Propensities(table).Average()),
            pairs.Pairs.Count,
            value => $"By two columns alone, the propensity error is {Words.Number(value)} times that of rows drawn from the real "
                + $"rows' own distribution; for equally many other real rows it is {Words.Number(OfOtherRows(pairs.Data))} "
                + "times.",
            "There are not two columns, a table has no row, or no pair has two combinations."))
    {
        Direction = Direction.LikeReal,
        OnCopy = 0,
    };

    private static double OfOtherRows(ComparedTables data) =>
        1 + ((double)data.Rows(ComparedTables.Synthetic) / data.Rows(ComparedTables.Real));
}
