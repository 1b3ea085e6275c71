namespace Veil.Evaluation.Results;

/// <summary>The result of an evaluation: findings, and the series for charts.</summary>
public sealed record EvaluationResult
{
    /// <summary>The findings, in the order of the sections.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Distributions of single columns, the worst first.</summary>
    public IReadOnlyList<Distribution> Distributions { get; init; } = [];

    /// <summary>Measures of all pairs of columns.</summary>
    public IReadOnlyList<PairMatrix> Matrices { get; init; } = [];

    /// <summary>Curves such as ROC curves.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>Scatter plots.</summary>
    public IReadOnlyList<Cloud> Clouds { get; init; } = [];

    /// <summary>Notes on what could not be measured, and the consequences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The relative frequencies of a column's cells.</summary>
/// <param name="Column">The column.</param>
/// <param name="Cells">The name of each cell.</param>
/// <param name="Real">The share of the real rows per cell.</param>
/// <param name="Synthetic">The share of the synthetic rows per cell.</param>
/// <param name="IsOrdered">Whether neighbouring cells are neighbouring values.</param>
/// <param name="Distance">The total variation distance, 0 to 1.</param>
public sealed record Distribution(
    string Column,
    IReadOnlyList<string> Cells,
    IReadOnlyList<double> Real,
    IReadOnlyList<double> Synthetic,
    bool IsOrdered,
    double Distance);

/// <summary>A measure of every pair of columns in both tables. Rows and columns of the matrices are in the order of the names.</summary>
/// <param name="Id">The stable identifier.</param>
/// <param name="Title">The title.</param>
/// <param name="Names">The columns.</param>
/// <param name="Real">The measure in the real table; null where it is not defined.</param>
/// <param name="Synthetic">The measure in the synthetic table.</param>
/// <param name="Least">The smallest possible value.</param>
/// <param name="Most">The largest possible value.</param>
public sealed record PairMatrix(
    string Id, string Title, IReadOnlyList<string> Names, double?[][] Real, double?[][] Synthetic, double Least, double Most);

/// <summary>A curve of several series.</summary>
/// <param name="Id">The stable identifier.</param>
/// <param name="Title">The title.</param>
/// <param name="Across">The title of the horizontal axis.</param>
/// <param name="Up">The title of the vertical axis.</param>
/// <param name="Series">The series.</param>
public sealed record Curve(string Id, string Title, string Across, string Up, IReadOnlyList<Series> Series);

/// <summary>A named sequence of points.</summary>
/// <param name="Name">The name.</param>
/// <param name="X">The horizontal coordinates.</param>
/// <param name="Y">The vertical coordinates.</param>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Points of several groups, such as rows of both tables in two principal components.</summary>
/// <param name="Id">The stable identifier.</param>
/// <param name="Title">The title.</param>
/// <param name="Across">The title of the horizontal axis.</param>
/// <param name="Up">The title of the vertical axis.</param>
/// <param name="Groups">The groups.</param>
public sealed record Cloud(string Id, string Title, string Across, string Up, IReadOnlyList<Series> Groups);
