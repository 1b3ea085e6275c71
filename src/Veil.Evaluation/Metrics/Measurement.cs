namespace Veil.Evaluation.Metrics;

/// <summary>A number for the synthetic table and for the reference tables.</summary>
/// <param name="Value">The number for the synthetic table; null where it is not defined.</param>
/// <param name="OfHoldout">The number for hold-out rows.</param>
/// <param name="OfIndependent">The number for independently drawn columns.</param>
/// <param name="OfUniform">The number for uniform rows.</param>
internal sealed record Measured(double? Value, double? OfHoldout = null, double? OfIndependent = null, double? OfUniform = null);

/// <summary>An interval around a number.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Method">Its confidence level and its method.</param>
internal sealed record Interval(double Low, double High, string Method);

/// <summary>One value of a metric with its interval, its sentence and its references.</summary>
/// <param name="Values">The number and its reference values.</param>
/// <param name="Count">The number of rows, columns, pairs or guesses from which it is computed.</param>
internal sealed record Measurement(Measured Values, long Count)
{
    /// <summary>The default reason why a number is not defined.</summary>
    public const string NothingToCompare = "One of the tables has no value to compare.";

    /// <summary>The sentence about the value; null where there is none and the reason suffices.</summary>
    public string? Sentence { get; init; }

    /// <summary>The reason when there is no value.</summary>
    public string? Reason { get; init; }

    /// <summary>The interval of the value; null for none.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The largest possible value where it differs between values of the metric.</summary>
    public double? Most { get; init; }

    /// <summary>The columns that it describes; empty for the whole table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The group of rows that it describes; null for all.</summary>
    public string? Group { get; init; }

    /// <summary>Whether this value is a headline.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>Creates a measurement of a number with its sentence.</summary>
    /// <param name="values">The number and its reference values.</param>
    /// <param name="count">The number of items from which it is computed.</param>
    /// <param name="sentence">The sentence about a value.</param>
    /// <param name="reason">The reason when there is no value.</param>
    public static Measurement Of(Measured values, long count, Func<double, string> sentence, string reason = NothingToCompare) =>
        values.Value is { } value && double.IsFinite(value)
            ? new Measurement(values, count) { Sentence = sentence(value) }
            : new Measurement(values with { Value = null }, count) { Reason = reason };

    /// <summary>Creates a measurement without a number.</summary>
    /// <param name="reason">The reason.</param>
    public static Measurement Undefined(string reason) => new(new Measured(null), 0) { Reason = reason };

    /// <summary>The same measurement with the columns that it describes.</summary>
    public Measurement About(params IReadOnlyList<string> columns) => this with { Columns = columns };
}
