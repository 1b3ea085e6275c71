namespace Veil.Reports.Charts;

/// <summary>What is drawn, such as a bar for each row of the data.</summary>
/// <param name="Type">bar, line, point, rect, rule, tick, boxplot.</param>
public sealed record Mark(string Type)
{
    /// <summary>From 0, invisible, to 1.</summary>
    public double? Opacity { get; init; }

    /// <summary>Whether points are discs.</summary>
    public bool? Filled { get; init; }

    /// <summary>Area of a point, or thickness of a bar, in pixels.</summary>
    public double? Size { get; init; }

    /// <summary>How a line gets from point to point, such as step.</summary>
    public string? Interpolate { get; init; }

    /// <summary>Width of a line.</summary>
    public double? StrokeWidth { get; init; }

    /// <summary>What the whiskers of a box reach: min-max.</summary>
    public string? Extent { get; init; }

    /// <summary>Whether pointing at a mark shows its data.</summary>
    public bool? Tooltip { get; init; }
}
