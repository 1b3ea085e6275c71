namespace Veil.Evaluation.Results;

/// <summary>All that an evaluation found: numbers, and the series that are drawn from them.</summary>
public sealed record EvaluationResult
{
    /// <summary>The numbers, in the order of the sections.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Distributions of single columns, the worst first.</summary>
    public IReadOnlyList<Distribution> Distributions { get; init; } = [];

    /// <summary>Measures of all pairs of columns.</summary>
    public IReadOnlyList<PairMatrix> Matrices { get; init; } = [];

    /// <summary>Curves such as those of a classifier's errors.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>Clouds of points.</summary>
    public IReadOnlyList<Cloud> Clouds { get; init; } = [];

    /// <summary>What could not be measured, and what that weakens, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The relative frequencies of a column's cells.</summary>
/// <param name="Column">The column.</param>
/// <param name="Cells">What each cell is called.</param>
/// <param name="Real">Its share of the real rows.</param>
/// <param name="Synthetic">Its share of the synthetic rows.</param>
/// <param name="IsOrdered">Whether neighbouring cells are neighbouring values.</param>
/// <param name="Distance">How far the two are from each other: total variation, 0 to 1.</param>
public sealed record Distribution(
    string Column,
    IReadOnlyList<string> Cells,
    IReadOnlyList<double> Real,
    IReadOnlyList<double> Synthetic,
    bool IsOrdered,
    double Distance);

/// <summary>A measure of every pair of columns in both tables. Rows and columns of the matrices are in the order of the names.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Names">The columns.</param>
/// <param name="Real">The measure in the real table; null where it is not defined.</param>
/// <param name="Synthetic">The measure in the synthetic table.</param>
/// <param name="Least">Smallest possible value.</param>
/// <param name="Most">Largest possible value.</param>
public sealed record PairMatrix(
    string Id, string Title, IReadOnlyList<string> Names, double?[][] Real, double?[][] Synthetic, double Least, double Most);

/// <summary>A curve of several series.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Across">What the horizontal axis shows.</param>
/// <param name="Up">What the vertical axis shows.</param>
/// <param name="Series">The series.</param>
public sealed record Curve(string Id, string Title, string Across, string Up, IReadOnlyList<Series> Series);

/// <summary>A named sequence of points.</summary>
/// <param name="Name">The name.</param>
/// <param name="X">Horizontal places.</param>
/// <param name="Y">Vertical places.</param>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Points of several groups, such as rows of both tables in two principal components.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Across">What the horizontal axis shows.</param>
/// <param name="Up">What the vertical axis shows.</param>
/// <param name="Groups">The groups.</param>
public sealed record Cloud(string Id, string Title, string Across, string Up, IReadOnlyList<Series> Groups);
