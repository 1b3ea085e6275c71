namespace Veil.Reports.Charts;

/// <summary>A mark, such as a bar per row of the data.</summary>
/// <param name="Type">The type: bar, line, point, rect, rule, tick, boxplot.</param>
public sealed record Mark(string Type)
{
    /// <summary>The opacity, from 0 (invisible) to 1.</summary>
    public double? Opacity { get; init; }

    /// <summary>Whether points are filled.</summary>
    public bool? Filled { get; init; }

    /// <summary>The area of a point, or the thickness of a bar, in pixels.</summary>
    public double? Size { get; init; }

    /// <summary>The interpolation of a line between points, such as step.</summary>
    public string? Interpolate { get; init; }

    /// <summary>The width of a line.</summary>
    public double? StrokeWidth { get; init; }

    /// <summary>The extent of the whiskers of a box plot: min-max.</summary>
    public string? Extent { get; init; }

    /// <summary>Whether a tooltip shows the data of the mark.</summary>
    public bool? Tooltip { get; init; }
}
