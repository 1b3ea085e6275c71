using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The Jensen-Shannon distance of single columns: the root of the divergence with base 2, 0 to 1.</summary>
internal static class JensenShannonDistance
{
    /// <summary>The distance of each column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.jensen-shannon",
        "Jensen-Shannon distance",
        columns => columns.EachOfCells(
            Between,
            (column, value) => $"The Jensen-Shannon distance (base 2) of '{columns.Data.Names[column]}' is {Words.Number(value)}; "
                + "0 means identical, 1 disjoint."))
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The mean distance over the columns.</summary>
    public static Metric<ColumnComparison> Mean { get; } = new(
        "columns.jensen-shannon.mean",
        "Mean Jensen-Shannon distance of single columns",
        columns => Measurement.Of(
            columns.Data.Measure(table =>
                columns.Counts.Select(counts => Between(counts.Of(ComparedTables.Real), counts.Of(table))).Average()),
            columns.Data.Names.Length,
            value => $"The mean Jensen-Shannon distance (base 2) is {Words.Number(value)}; 0 means identical, 1 disjoint."))
    {
        Most = 1,
        OnCopy = 0,
    };

    private static double? Between(ReadOnlySpan<int> real, ReadOnlySpan<int> other) =>
        Divergences.JensenShannon(real, other) is { } bits ? Math.Sqrt(bits) : null;
}
