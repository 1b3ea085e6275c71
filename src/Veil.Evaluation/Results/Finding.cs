namespace Veil.Evaluation.Results;

/// <summary>A section of an evaluation, in the order of a report.</summary>
public enum Section
{
    /// <summary>The validity of rows under the schema.</summary>
    Validity,

    /// <summary>Single columns.</summary>
    Columns,

    /// <summary>Relations of two columns.</summary>
    Pairs,

    /// <summary>Relations of many columns, and the detection of synthetic rows.</summary>
    Joint,

    /// <summary>Utility for prediction.</summary>
    Utility,

    /// <summary>Fairness between groups of people.</summary>
    Fairness,

    /// <summary>Privacy attacks.</summary>
    Privacy,
}

/// <summary>The direction in which a number is better.</summary>
public enum Direction
{
    /// <summary>Smaller is better.</summary>
    Smaller,

    /// <summary>Larger is better.</summary>
    Larger,

    /// <summary>Closer to the same number for real rows is better.</summary>
    LikeReal,

    /// <summary>Neither: a description.</summary>
    Neutral,
}

/// <summary>The tables from which a number was computed.</summary>
[Flags]
public enum Sources
{
    /// <summary>The real rows that the synthetic table was made from.</summary>
    Real = 1,

    /// <summary>The synthetic rows.</summary>
    Synthetic = 2,

    /// <summary>Real hold-out rows, which the synthesizer has not seen.</summary>
    Holdout = 4,
}

/// <summary>
/// One number of an evaluation with its explanation. It is computed on real rows and therefore internal unless
/// <see cref="Reads"/> says otherwise.
/// </summary>
public sealed record Finding
{
    /// <summary>The stable identifier, such as <c>pairs.total-variation</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The section.</summary>
    public required Section Section { get; init; }

    /// <summary>The short title.</summary>
    public required string Title { get; init; }

    /// <summary>The meaning of this value in plain sentences; where there is no value, the reason.</summary>
    public required string Sentence { get; init; }

    /// <summary>The number; null where it is not defined.</summary>
    public double? Value { get; init; }

    /// <summary>The reason when there is no number.</summary>
    public string? Reason { get; init; }

    /// <summary>The lower end of the interval.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the interval.</summary>
    public double? High { get; init; }

    /// <summary>The level and the method of the interval; null when there is none.</summary>
    public string? Interval { get; init; }

    /// <summary>The smallest possible value; null when there is none.</summary>
    public double? Least { get; init; }

    /// <summary>The largest possible value; null when there is none.</summary>
    public double? Most { get; init; }

    /// <summary>The direction that is better.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The number of rows, columns, pairs or guesses from which the value is computed.</summary>
    public required long Count { get; init; }

    /// <summary>The tables from which it was computed.</summary>
    public required Sources Reads { get; init; }

    /// <summary>The same number for real hold-out rows in place of the synthetic ones: the best that can be expected.</summary>
    public double? OfHoldout { get; init; }

    /// <summary>The same number for rows whose columns were drawn independently from the real columns.</summary>
    public double? OfIndependent { get; init; }

    /// <summary>The same number for rows drawn uniformly from the domain: the worst reference.</summary>
    public double? OfUniform { get; init; }

    /// <summary>The columns that it describes; empty for the whole table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The group of rows that it describes; null for all.</summary>
    public string? Group { get; init; }

    /// <summary>Whether it is a headline.</summary>
    public bool IsHeadline { get; init; }
}
