using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The size of the difference that a chi-square test of homogeneity sees in single columns.</summary>
internal static class ChiSquareEffect
{
    /// <summary>Cramér's V of the two tables by the cells, for each column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.chi-square",
        "Chi-square effect size (Cramer's V)",
        columns => columns.EachOfCells(
            (real, other) => ChiSquare.Homogeneity(real, other)?.Effect,
            (column, value) => Sentence(columns.Data.Names[column], value, columns.Counts[column]),
            "One of the tables has no row, or both hold one and the same value."))
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    private static string Sentence(string name, double value, MarginalCounts counts)
    {
        var test = ChiSquare.Homogeneity(counts.Of(ComparedTables.Real), counts.Of(ComparedTables.Synthetic))!;
        return $"How much a value of '{name}' tells of whether its row is real: {Words.Number(value)} of at most 1 (chi-square "
            + $"{Words.Number(test.Statistic)} with {test.Degrees} degrees of freedom, p = {Words.Number(test.P)}"
            + $"{(test.LeastExpected < 5 ? ", rough because some cells expect fewer than 5 rows" : "")}).";
    }
}
