namespace Veil.Evaluation.Metrics;

/// <summary>A number of the synthetic table, and of those that stand in its place.</summary>
/// <param name="Value">That of the synthetic table; null where it is not defined.</param>
/// <param name="OfHoldout">That of hold-out rows.</param>
/// <param name="OfIndependent">That of independently drawn columns.</param>
/// <param name="OfUniform">That of uniform rows.</param>
internal sealed record Measured(double? Value, double? OfHoldout = null, double? OfIndependent = null, double? OfUniform = null);

/// <summary>An interval around a number.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Method">Its level and how it was found.</param>
internal sealed record Interval(double Low, double High, string Method);

/// <summary>One value of a metric with what is needed to read it.</summary>
/// <param name="Values">The number and those beside it.</param>
/// <param name="Count">How many rows, columns, pairs or guesses it rests on.</param>
internal sealed record Measurement(Measured Values, long Count)
{
    /// <summary>Why a number is not defined unless more can be said.</summary>
    public const string NothingToCompare = "One of the tables has no value to compare.";

    /// <summary>What the value says; null where there is none and its reason says all.</summary>
    public string? Sentence { get; init; }

    /// <summary>Why there is no value.</summary>
    public string? Reason { get; init; }

    /// <summary>The interval of the value; null for none.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The largest possible value where that differs from one value to the next.</summary>
    public double? Most { get; init; }

    /// <summary>The columns it is about; empty for the whole table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The group of rows it is about; null for all.</summary>
    public string? Group { get; init; }

    /// <summary>Whether this value belongs in an overview.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>A number and what it says.</summary>
    /// <param name="values">The number and those beside it.</param>
    /// <param name="count">What it rests on.</param>
    /// <param name="sentence">What a value says.</param>
    /// <param name="reason">Why there may be none.</param>
    public static Measurement Of(Measured values, long count, Func<double, string> sentence, string reason = NothingToCompare) =>
        values.Value is { } value && double.IsFinite(value)
            ? new Measurement(values, count) { Sentence = sentence(value) }
            : new Measurement(values with { Value = null }, count) { Reason = reason };

    /// <summary>No number.</summary>
    /// <param name="reason">Why not.</param>
    public static Measurement Undefined(string reason) => new(new Measured(null), 0) { Reason = reason };

    /// <summary>The same about some columns.</summary>
    public Measurement About(params IReadOnlyList<string> columns) => this with { Columns = columns };
}
