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
/// The definition of one kind of number: what it is called, its range and which way is better. A finding is a value of it.
/// </summary>
/// <param name="Id">Stable name for machines; its first part is the section.</param>
/// <param name="Title">Short name for people.</param>
public abstract record Metric(string Id, string Title)
{
    /// <summary>The section it belongs to.</summary>
    public Section Section { get; } = Enum.Parse<Section>(Id[..Id.IndexOf('.', StringComparison.Ordinal)], ignoreCase: true);

    /// <summary>What one number is about.</summary>
    public Subject Subject { get; init; }

    /// <summary>Smallest possible value; null when there is none.</summary>
    public double? Least { get; init; } = 0;

    /// <summary>Largest possible value; null when there is none.</summary>
    public double? Most { get; init; }

    /// <summary>Which way is better.</summary>
    public Direction Direction { get; init; } = Direction.Smaller;

    /// <summary>What it is computed from; hold-out rows that a value is only read beside do not count.</summary>
    public Sources Reads { get; init; } = Sources.Real | Sources.Synthetic;

    /// <summary>Whether it belongs in an overview; a single value may, even if the others of its kind do not.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>
    /// The value of a synthetic table that is the real one, row for row, wherever it is defined; null where it depends on the
    /// rows.
    /// </summary>
    public double? OnCopy { get; init; }
}

/// <summary>A metric that is read off what its part has measured.</summary>
/// <typeparam name="T">What the part measures.</typeparam>
/// <param name="Id">Stable name for machines; its first part is the section.</param>
/// <param name="Title">Short name for people.</param>
/// <param name="Compute">The values: one for each column, pair or group that it is about.</param>
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
        // The one door to every report: what is not a number is not defined.
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
