using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The propensity mean squared error by the cells of two columns, over its expectation: 1 on average if the synthetic rows were
/// drawn from the real rows' own distribution.
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
            value => $"Told by two columns alone, synthetic rows stand out {Words.Number(value)} times as much as rows drawn from the real "
                + $"rows' own distribution; other real rows stand out {Words.Number(OfOtherRows(pairs.Data))} times as much, if they are "
                + "as many.",
            "There are not two columns, a table has no row, or no pair shows two combinations."))
    {
        Direction = Direction.LikeReal,
        OnCopy = 0,
    };

    private static double OfOtherRows(ComparedTables data) =>
        1 + ((double)data.Rows(ComparedTables.Synthetic) / data.Rows(ComparedTables.Real));
}
