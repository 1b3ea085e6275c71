using System.Text.Json;

namespace Veil.Reports.Charts;

/// <summary>Which data appear as what.</summary>
public sealed record Encoding
{
    /// <summary>Place across.</summary>
    public Channel? X { get; init; }

    /// <summary>Other end across.</summary>
    public Channel? X2 { get; init; }

    /// <summary>Shift within a band across: bars side by side.</summary>
    public Channel? XOffset { get; init; }

    /// <summary>Place up.</summary>
    public Channel? Y { get; init; }

    /// <summary>Other end up.</summary>
    public Channel? Y2 { get; init; }

    /// <summary>Colour.</summary>
    public Channel? Color { get; init; }

    /// <summary>Dashes of a line, so that series can be told apart without colours.</summary>
    public Channel? StrokeDash { get; init; }

    /// <summary>Shape of a point.</summary>
    public Channel? Shape { get; init; }

    /// <summary>Order in which a line visits its points.</summary>
    public Channel? Order { get; init; }

    /// <summary>What pointing at a mark shows.</summary>
    public IReadOnlyList<Hint>? Tooltip { get; init; }
}

/// <summary>A line of what pointing at a mark shows.</summary>
/// <param name="Field">The field.</param>
/// <param name="Type">quantitative or nominal.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Format">How numbers are written; null for text.</param>
public sealed record Hint(string Field, string Type, string Title, string? Format)
{
    /// <summary>A line with a number.</summary>
    public static Hint Number(string field, string title, string format) => new(field, "quantitative", title, format);

    /// <summary>A line with a text.</summary>
    public static Hint Label(string field, string title) => new(field, "nominal", title, null);
}

/// <summary>How a field of the data appears. Fields have names of ours; what comes from tables is always a value.</summary>
public sealed record Channel
{
    /// <summary>What is written for a property that is to be absent: no legend, or the order of the data.</summary>
    public static readonly object Nothing = JsonDocument.Parse("null").RootElement;

    /// <summary>The field.</summary>
    public string? Field { get; init; }

    /// <summary>quantitative, ordinal or nominal.</summary>
    public string? Type { get; init; }

    /// <summary>What it is called; empty for no name.</summary>
    public string? Title { get; init; }

    /// <summary>Names in their order, or <see cref="Nothing"/> for that of the data.</summary>
    public object? Sort { get; init; }

    /// <summary>The axis.</summary>
    public Axis? Axis { get; init; }

    /// <summary>The scale.</summary>
    public Scale? Scale { get; init; }

    /// <summary>A <see cref="Charts.Legend"/>, or <see cref="Nothing"/>.</summary>
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
    /// <summary>How numbers are written.</summary>
    public string? Format { get; init; }

    /// <summary>Whether it has labels.</summary>
    public bool? Labels { get; init; }

    /// <summary>Angle of the labels, in degrees.</summary>
    public double? LabelAngle { get; init; }

    /// <summary>Longest label, in pixels.</summary>
    public double? LabelLimit { get; init; }

    /// <summary>Whether labels that would overlap are left out.</summary>
    public bool? LabelOverlap { get; init; }

    /// <summary>About how many ticks there are.</summary>
    public int? TickCount { get; init; }

    /// <summary>Whether lines go through the view.</summary>
    public bool? Grid { get; init; }
}

/// <summary>A scale.</summary>
public sealed record Scale
{
    /// <summary>The values, or the least and the largest.</summary>
    public IReadOnlyList<object>? Domain { get; init; }

    /// <summary>The value in the middle of colours that go two ways.</summary>
    public double? DomainMid { get; init; }

    /// <summary>Whether zero is part of it.</summary>
    public bool? Zero { get; init; }

    /// <summary>Whether it is widened to round numbers.</summary>
    public bool? Nice { get; init; }

    /// <summary>The space in which colours between two are found, such as rgb.</summary>
    public string? Interpolate { get; init; }

    /// <summary>Which dashes there are.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Range { get; init; }
}

/// <summary>A legend.</summary>
public sealed record Legend
{
    /// <summary>Where it stands.</summary>
    public string? Orient { get; init; }

    /// <summary>horizontal or vertical.</summary>
    public string? Direction { get; init; }

    /// <summary>How numbers are written.</summary>
    public string? Format { get; init; }

    /// <summary>The values that are shown; null for all of the scale.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>How long a band of colours is, in pixels.</summary>
    public double? GradientLength { get; init; }
}
