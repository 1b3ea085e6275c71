using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The total variation distance of single columns: half the sum of the absolute differences of the shares of the cells, 0 to 1.
/// </summary>
internal static class ColumnTotalVariation
{
    /// <summary>The distance of each column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.total-variation",
        "Distance of the distributions",
        columns => columns.EachOfCells(Divergences.TotalVariation, (column, value) =>
        {
            var counts = columns.Counts[column];
            var expected = Divergences.ExpectedTotalVariation(counts.Of(ComparedTables.Real), counts.Rows(ComparedTables.Synthetic));
            return $"{Words.Share(value)} of the values of '{columns.Data.Names[column]}' would have to change to give it the real "
                + $"distribution; for other real rows it would be about {Words.Share(expected ?? 0)}.";
        }))
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The mean distance over the columns.</summary>
    public static Metric<ColumnComparison> Mean { get; } = new(
        "columns.total-variation.mean",
        "Mean distance of single columns",
        columns => Measurement.Of(
            columns.Data.Measure(table => columns.Distances.Of(table)?.Mean),
            columns.Data.Names.Length,
            value => $"On average, {Words.Share(value)} of a column's values would have to change to give it the real distribution.")
            .WithJackknife(columns.Distances.MeanWithout, 1))
    {
        Most = 1,
        IsHeadline = true,
        OnCopy = 0,
    };

    /// <summary>The largest distance of a column.</summary>
    public static Metric<ColumnComparison> Maximum { get; } = new(
        "columns.total-variation.maximum",
        "Largest distance of a single column",
        columns => Measurement.Of(
            columns.Data.Measure(table => columns.Distances.Of(table)?.Maximum),
            columns.Data.Names.Length,
            value => $"In the worst column, {Words.Share(value)} of the values would have to change to give it the real distribution."))
    {
        Most = 1,
        IsHeadline = true,
        OnCopy = 0,
    };
}
