using System.Text.Json;

namespace Veil.Reports.Charts;

/// <summary>The encoding of data fields as visual channels.</summary>
public sealed record Encoding
{
    /// <summary>The horizontal position.</summary>
    public Channel? X { get; init; }

    /// <summary>The other horizontal end.</summary>
    public Channel? X2 { get; init; }

    /// <summary>The horizontal offset within a band, for bars side by side.</summary>
    public Channel? XOffset { get; init; }

    /// <summary>The vertical position.</summary>
    public Channel? Y { get; init; }

    /// <summary>The other vertical end.</summary>
    public Channel? Y2 { get; init; }

    /// <summary>The colour.</summary>
    public Channel? Color { get; init; }

    /// <summary>The dashes of a line, which distinguish series without colours.</summary>
    public Channel? StrokeDash { get; init; }

    /// <summary>The shape of a point.</summary>
    public Channel? Shape { get; init; }

    /// <summary>The order in which a line connects its points.</summary>
    public Channel? Order { get; init; }

    /// <summary>The tooltip of a mark.</summary>
    public IReadOnlyList<Hint>? Tooltip { get; init; }
}

/// <summary>A line of a tooltip.</summary>
/// <param name="Field">The field.</param>
/// <param name="Type">quantitative or nominal.</param>
/// <param name="Title">The title.</param>
/// <param name="Format">The format of numbers; null for text.</param>
public sealed record Hint(string Field, string Type, string Title, string? Format)
{
    /// <summary>A line with a number.</summary>
    public static Hint Number(string field, string title, string format) => new(field, "quantitative", title, format);

    /// <summary>A line with a text.</summary>
    public static Hint Label(string field, string title) => new(field, "nominal", title, null);
}

/// <summary>The visual channel of a data field. Field names are constants of this program; content of tables is always a value.</summary>
public sealed record Channel
{
    /// <summary>The explicit null of a property: no legend, or the order of the data.</summary>
    public static readonly object Nothing = JsonDocument.Parse("null").RootElement;

    /// <summary>The field.</summary>
    public string? Field { get; init; }

    /// <summary>The type: quantitative, ordinal or nominal.</summary>
    public string? Type { get; init; }

    /// <summary>The title; empty for none.</summary>
    public string? Title { get; init; }

    /// <summary>The names in order, or <see cref="Nothing"/> for the order of the data.</summary>
    public object? Sort { get; init; }

    /// <summary>The axis.</summary>
    public Axis? Axis { get; init; }

    /// <summary>The scale.</summary>
    public Scale? Scale { get; init; }

    /// <summary>The <see cref="Charts.Legend"/>, or <see cref="Nothing"/>.</summary>
    public object? Legend { get; init; }

    /// <summary>A quantity.</summary>
    public static Channel Number(string field, string title) => new() { Field = field, Type = "quantitative", Title = title };

    /// <summary>A label, in the order of the data.</summary>
    public static Channel Label(string field, string title) =>
        new() { Field = field, Type = "nominal", Title = title, Sort = Nothing };
}

/// <summary>An axis.</summary>
public sealed record Axis
{
    /// <summary>The format of numbers.</summary>
    public string? Format { get; init; }

    /// <summary>Whether it has labels.</summary>
    public bool? Labels { get; init; }

    /// <summary>The angle of the labels, in degrees.</summary>
    public double? LabelAngle { get; init; }

    /// <summary>The largest width of a label, in pixels.</summary>
    public double? LabelLimit { get; init; }

    /// <summary>Whether labels that would overlap are left out.</summary>
    public bool? LabelOverlap { get; init; }

    /// <summary>The approximate number of ticks.</summary>
    public int? TickCount { get; init; }

    /// <summary>Whether grid lines are drawn.</summary>
    public bool? Grid { get; init; }
}

/// <summary>A scale.</summary>
public sealed record Scale
{
    /// <summary>The values, or the smallest and the largest.</summary>
    public IReadOnlyList<object>? Domain { get; init; }

    /// <summary>The middle value of a diverging colour scale.</summary>
    public double? DomainMid { get; init; }

    /// <summary>Whether the scale includes zero.</summary>
    public bool? Zero { get; init; }

    /// <summary>Whether the scale is extended to round numbers.</summary>
    public bool? Nice { get; init; }

    /// <summary>The colour space of interpolation, such as rgb.</summary>
    public string? Interpolate { get; init; }

    /// <summary>The dash patterns.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Range { get; init; }
}

/// <summary>A legend.</summary>
public sealed record Legend
{
    /// <summary>The position.</summary>
    public string? Orient { get; init; }

    /// <summary>The direction: horizontal or vertical.</summary>
    public string? Direction { get; init; }

    /// <summary>The format of numbers.</summary>
    public string? Format { get; init; }

    /// <summary>The values that are shown; null for all of the scale.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The length of the colour gradient, in pixels.</summary>
    public double? GradientLength { get; init; }
}
