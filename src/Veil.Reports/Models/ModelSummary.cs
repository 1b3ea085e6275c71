namespace Veil.Reports.Models;

/// <summary>The content of a report of a model: all of it is public or was measured with noise.</summary>
public sealed record ModelSummary
{
    /// <summary>The reason why there is no guarantee; null when there is one, and the report may be published.</summary>
    public string? Warning { get; init; }

    /// <summary>The guarantee, in sentences; null when no data were read.</summary>
    public string? Guarantee { get; init; }

    /// <summary>What the guarantee does not cover, in sentences; null when it covers all that was used.</summary>
    public string? NotCovered { get; init; }

    /// <summary>
    /// Prior beliefs about a person, and the largest posterior beliefs after studying the model: that the person is in the data
    /// (null where that is not protected), and with a given value.
    /// </summary>
    public IReadOnlyList<(double Before, double? Presence, double Value)> Ceilings { get; init; } = [];

    /// <summary>The method, the number of rows, epsilon and the like.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>The steps, with their noise and cost; charges of the same kind are combined.</summary>
    public IReadOnlyList<(string Learnt, string Noise, string Cost)> Charges { get; init; } = [];

    /// <summary>Each column, its use, and the provenance of the facts about it.</summary>
    public IReadOnlyList<(string Column, string Use, string Facts)> Columns { get; init; } = [];

    /// <summary>Notes for users of the rows, in sentences.</summary>
    public IReadOnlyList<string> Limitations { get; init; } = [];

    /// <summary>The columns as they were measured.</summary>
    public IReadOnlyList<NoisyDistribution> Distributions { get; init; } = [];

    /// <summary>The errors of columns and pairs.</summary>
    public IReadOnlyList<ExpectedError> Errors { get; init; } = [];

    /// <summary>The joint confidence of all bounds of errors.</summary>
    public double Confidence { get; init; }

    /// <summary>The number of pairs of columns that were not counted together.</summary>
    public int UnmeasuredPairs { get; init; }
}

/// <summary>A column as it was measured: noisy shares of rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Cells">The name of each cell.</param>
/// <param name="Shares">The noisy shares; may be negative.</param>
/// <param name="Deviation">The standard deviation of the noise of each share.</param>
/// <param name="IsOrdered">Whether neighbouring cells are neighbouring values.</param>
public sealed record NoisyDistribution(
    string Column, IReadOnlyList<string> Cells, IReadOnlyList<double> Shares, double Deviation, bool IsOrdered)
{
    /// <summary>
    /// Whether the cells were selected for their large noisy counts: the noise of such cells has a mean above zero.
    /// </summary>
    public bool IsChosen { get; init; }
}

/// <summary>The error of a column or a pair, computed from the noise.</summary>
/// <param name="Columns">The column or columns.</param>
/// <param name="Cells">The number of cells that were counted.</param>
/// <param name="Expected">The expected total variation distance of the best measurement, from its noise alone.</param>
/// <param name="AtMost">The certified bound on the model's distance; null when nothing is certified.</param>
public sealed record ExpectedError(IReadOnlyList<string> Columns, int Cells, double Expected, double? AtMost);
