namespace Veil.Reports.Models;

/// <summary>What a report tells of a model: all of it is public or was measured with noise.</summary>
public sealed record ModelSummary
{
    /// <summary>Why nobody is protected, or null: then the report may be published.</summary>
    public string? Warning { get; init; }

    /// <summary>What was promised, in sentences; null when no data were read.</summary>
    public string? Guarantee { get; init; }

    /// <summary>What the promise does not cover, in sentences; null when it covers all that was used.</summary>
    public string? NotCovered { get; init; }

    /// <summary>
    /// Beliefs about a person before, and what they can become at most by studying the model: that the person is in the data
    /// (null where that is not protected), and with a given value.
    /// </summary>
    public IReadOnlyList<(double Before, double? Presence, double Value)> Ceilings { get; init; } = [];

    /// <summary>The method, the number of rows, epsilon and the like.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>What was learnt, with which noise, at which cost; charges of the same kind together.</summary>
    public IReadOnlyList<(string Learnt, string Noise, string Cost)> Charges { get; init; } = [];

    /// <summary>Each column, what was done with it, and where the facts about it come from.</summary>
    public IReadOnlyList<(string Column, string Use, string Facts)> Columns { get; init; } = [];

    /// <summary>What a user of the rows should know, in sentences.</summary>
    public IReadOnlyList<string> Limitations { get; init; } = [];

    /// <summary>The columns as they were measured.</summary>
    public IReadOnlyList<NoisyDistribution> Distributions { get; init; } = [];

    /// <summary>The errors of columns and pairs.</summary>
    public IReadOnlyList<ExpectedError> Errors { get; init; } = [];

    /// <summary>The chance that all bounds of errors hold together.</summary>
    public double Confidence { get; init; }

    /// <summary>How many pairs of columns were not counted together.</summary>
    public int UnmeasuredPairs { get; init; }
}

/// <summary>A column as it was measured: shares of rows with noise in them.</summary>
/// <param name="Column">The column.</param>
/// <param name="Cells">What each cell is called.</param>
/// <param name="Shares">The noisy shares; may be negative.</param>
/// <param name="Deviation">Standard deviation of the noise of each share.</param>
/// <param name="IsOrdered">Whether neighbouring cells are neighbouring values.</param>
public sealed record NoisyDistribution(string Column, IReadOnlyList<string> Cells, IReadOnlyList<double> Shares, double Deviation, bool IsOrdered)
{
    /// <summary>
    /// Whether the cells are those of many that had large noisy counts: the noise of such cells is above zero on average.
    /// </summary>
    public bool IsChosen { get; init; }
}

/// <summary>How far a column or a pair is from the real one, told from the noise.</summary>
/// <param name="Columns">The column or columns.</param>
/// <param name="Cells">The number of cells that were counted.</param>
/// <param name="Expected">Total variation distance to be expected of the best measurement, by its noise alone.</param>
/// <param name="AtMost">Certified bound of the model's distance; null when nothing is certified.</param>
public sealed record ExpectedError(IReadOnlyList<string> Columns, int Cells, double Expected, double? AtMost);
