using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fidelity;

/// <summary>The Hellinger distance of single columns, 0 to 1.</summary>
internal static class HellingerDistance
{
    /// <summary>The distance of each column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.hellinger",
        "Hellinger distance",
        columns => columns.EachOfCells(
            Divergences.Hellinger,
            (column, value) => $"The Hellinger distance of '{columns.Data.Names[column]}' is {Words.Number(value)}; 0 means identical, "
                + "1 disjoint."))
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };
}
