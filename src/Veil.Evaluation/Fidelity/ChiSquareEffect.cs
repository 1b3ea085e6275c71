using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The effect size of the chi-square test of homogeneity for single columns.</summary>
internal static class ChiSquareEffect
{
    /// <summary>Cramér's V of the two tables by the cells, for each column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.chi-square",
        "Chi-square effect size (Cramer's V)",
        columns => columns.EachOfCells(
            (real, other) => ChiSquare.Homogeneity(real, other)?.Effect,
            (column, value) => Sentence(columns.Data.Names[column], value, columns.Counts[column]),
            "One of the tables has no row, or both have a single common value."))
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    private static string Sentence(string name, double value, MarginalCounts counts)
    {
        var test = ChiSquare.Homogeneity(counts.Of(ComparedTables.Real), counts.Of(ComparedTables.Synthetic))!;
        return $"The effect size of the difference in '{name}' is {Words.Number(value)} of at most 1 (chi-square "
            + $"{Words.Number(test.Statistic)} with {test.Degrees} degrees of freedom, p = {Words.Number(test.P)}"
            + $"{(test.LeastExpected < 5 ? ", approximate because some expected counts are below 5" : "")}).";
    }
}
