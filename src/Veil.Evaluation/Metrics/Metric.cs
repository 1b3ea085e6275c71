using Veil.Evaluation.Results;

namespace Veil.Evaluation.Metrics;

/// <summary>The subject of a number.</summary>
public enum Subject
{
    /// <summary>The whole table: one number.</summary>
    Table,

    /// <summary>A column or several: one number for each.</summary>
    Columns,

    /// <summary>A group of rows of a column: one number for each.</summary>
    Group,
}

/// <summary>
/// The definition of a metric: its title, range and direction. A finding is a value of it.
/// </summary>
/// <param name="Id">The stable identifier; its first part is the section.</param>
/// <param name="Title">The short title.</param>
public abstract record Metric(string Id, string Title)
{
    /// <summary>The section of the report.</summary>
    public Section Section { get; } = Enum.Parse<Section>(Id[..Id.IndexOf('.', StringComparison.Ordinal)], ignoreCase: true);

    /// <summary>The subject of one number.</summary>
    public Subject Subject { get; init; }

    /// <summary>The smallest possible value; null when there is none.</summary>
    public double? Least { get; init; } = 0;

    /// <summary>The largest possible value; null when there is none.</summary>
    public double? Most { get; init; }

    /// <summary>The direction that is better.</summary>
    public Direction Direction { get; init; } = Direction.Smaller;

    /// <summary>The sources from which it is computed, without those of reference values.</summary>
    public Sources Reads { get; init; } = Sources.Real | Sources.Synthetic;

    /// <summary>Whether it is a headline; a single value may be one even if the others of its metric are not.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>
    /// The value for a synthetic table that is an exact copy of the real one, wherever it is defined; null where it depends on the
    /// rows.
    /// </summary>
    public double? OnCopy { get; init; }
}

/// <summary>A metric that is computed from the measurement of its part.</summary>
/// <typeparam name="T">The type of the measurement.</typeparam>
/// <param name="Id">The stable identifier; its first part is the section.</param>
/// <param name="Title">The short title.</param>
/// <param name="Compute">Computes the values: one per column, pair or group that the metric describes.</param>
internal sealed record Metric<T>(string Id, string Title, Func<T, IEnumerable<Measurement>> Compute) : Metric(Id, Title)
{
    /// <summary>A metric that has one value.</summary>
    public Metric(string id, string title, Func<T, Measurement> compute)
        : this(id, title, measured => [compute(measured)])
    {
    }

    /// <summary>Its findings.</summary>
    public IEnumerable<Finding> Of(T measured) => Compute(measured).Select(Finding);

    private Finding Finding(Measurement of)
    {
        // Every report goes through this point: NaN becomes undefined.
        var value = Number(of.Values.Value);
        var reason = value is null ? of.Reason ?? "The tables give no finite number." : null;
        var interval = value is null ? null : of.Interval;
        return new Finding
        {
            Id = Id,
            Section = Section,
            Title = Title,
            Sentence = reason is null ? of.Sentence! : $"{of.Sentence} Not defined: {reason}".TrimStart(),
            Value = value,
            Reason = reason,
            Low = interval?.Low,
            High = interval?.High,
            Interval = interval?.Method,
            Least = Least,
            Most = of.Most ?? Most,
            Direction = Direction,
            Count = of.Count,
            Reads = Reads | (of.Values.OfHoldout is null ? 0 : Sources.Holdout),
            OfHoldout = Number(of.Values.OfHoldout),
            OfIndependent = Number(of.Values.OfIndependent),
            OfUniform = Number(of.Values.OfUniform),
            Columns = of.Columns,
            Group = of.Group,
            IsHeadline = IsHeadline || of.IsHeadline,
        };
    }

    private static double? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
