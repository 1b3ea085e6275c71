namespace Veil.Evaluation.Results;

/// <summary>Part of an evaluation, in the order of a report.</summary>
public enum Section
{
    /// <summary>Is every row one that the schema allows?</summary>
    Validity,

    /// <summary>Single columns.</summary>
    Columns,

    /// <summary>Relations of two columns.</summary>
    Pairs,

    /// <summary>Relations of many columns, and whether rows can be told from real ones.</summary>
    Joint,

    /// <summary>What a model learns from the rows.</summary>
    Utility,

    /// <summary>Groups of people.</summary>
    Fairness,

    /// <summary>What an attacker learns.</summary>
    Privacy,
}

/// <summary>Which way a number is better.</summary>
public enum Direction
{
    /// <summary>Smaller is better.</summary>
    Smaller,

    /// <summary>Larger is better.</summary>
    Larger,

    /// <summary>The nearer to the same number of real rows the better.</summary>
    LikeReal,

    /// <summary>Neither: a description.</summary>
    Neutral,
}

/// <summary>What a number was computed from.</summary>
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
/// One number of an evaluation with all that is needed to read it. Computed on real rows and therefore internal unless
/// <see cref="Reads"/> says otherwise.
/// </summary>
public sealed record Finding
{
    /// <summary>Stable name for machines, such as <c>pairs.total-variation</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Where it belongs.</summary>
    public required Section Section { get; init; }

    /// <summary>Short name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What this value says, in sentences without jargon; where there is none, why.</summary>
    public required string Sentence { get; init; }

    /// <summary>The number; null where it is not defined.</summary>
    public double? Value { get; init; }

    /// <summary>Why there is no number.</summary>
    public string? Reason { get; init; }

    /// <summary>Lower end of the interval.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public double? High { get; init; }

    /// <summary>What the interval is: its level and how it was found; null when there is none.</summary>
    public string? Interval { get; init; }

    /// <summary>Smallest possible value; null when there is none.</summary>
    public double? Least { get; init; }

    /// <summary>Largest possible value; null when there is none.</summary>
    public double? Most { get; init; }

    /// <summary>Which way is better.</summary>
    public required Direction Direction { get; init; }

    /// <summary>How many rows, columns, pairs or guesses the number rests on.</summary>
    public required long Count { get; init; }

    /// <summary>What it was computed from.</summary>
    public required Sources Reads { get; init; }

    /// <summary>The same number of real hold-out rows in place of the synthetic ones: the best that can be hoped for.</summary>
    public double? OfHoldout { get; init; }

    /// <summary>The same number of rows whose columns were drawn independently of each other from the real ones.</summary>
    public double? OfIndependent { get; init; }

    /// <summary>The same number of rows drawn uniformly from the domain: the floor.</summary>
    public double? OfUniform { get; init; }

    /// <summary>The columns it is about; empty when it is about the whole table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The group of rows it is about; null for all.</summary>
    public string? Group { get; init; }

    /// <summary>Whether it belongs in an overview.</summary>
    public bool IsHeadline { get; init; }
}
