using System.Text.Json.Serialization;

namespace Veil.Reports.Charts;

/// <summary>
/// A chart, or a part of one, in the grammar of Vega-Lite 6: the subset that reports need, with its own names. Colours are never
/// named here: series and heat maps use those of the page, which differ between the light and the dark theme.
/// </summary>
[JsonDerivedType(typeof(UnitView))]
[JsonDerivedType(typeof(LayerView))]
[JsonDerivedType(typeof(ConcatView))]
[JsonDerivedType(typeof(FacetView))]
public abstract record View
{
    /// <summary>The title above the view.</summary>
    public string? Title { get; init; }
}

/// <summary>A view with axes of its own.</summary>
[JsonDerivedType(typeof(UnitView))]
[JsonDerivedType(typeof(LayerView))]
public abstract record PlotView : View
{
    /// <summary>The width.</summary>
    public Extent? Width { get; init; }

    /// <summary>The height.</summary>
    public Extent? Height { get; init; }

    /// <summary>The encoding; in a layered view it is shared by all layers.</summary>
    public Encoding? Encoding { get; init; }
}

/// <summary>A view with one kind of mark.</summary>
public sealed record UnitView : PlotView
{
    /// <summary>Transformations of the data before they are drawn.</summary>
    public IReadOnlyList<Transform>? Transform { get; init; }

    /// <summary>The mark that is drawn.</summary>
    public required Mark Mark { get; init; }
}

/// <summary>Several kinds of marks on the same axes.</summary>
public sealed record LayerView : PlotView
{
    /// <summary>The layers, the lowest first.</summary>
    public required IReadOnlyList<UnitView> Layer { get; init; }
}

/// <summary>Views side by side.</summary>
public sealed record ConcatView : View
{
    /// <summary>The views.</summary>
    public required IReadOnlyList<View> Hconcat { get; init; }

    /// <summary>The scales that the views do not share.</summary>
    public Resolve? Resolve { get; init; }
}

/// <summary>The same view for each value of a field.</summary>
public sealed record FacetView : View
{
    /// <summary>The field by which rows are assigned to views.</summary>
    public required Channel Facet { get; init; }

    /// <summary>The number of views side by side.</summary>
    public int? Columns { get; init; }

    /// <summary>The view.</summary>
    public required PlotView Spec { get; init; }

    /// <summary>The scales that the views do not share.</summary>
    public Resolve? Resolve { get; init; }
}

/// <summary>The scales that views do not share.</summary>
public sealed record Resolve
{
    /// <summary>The resolution per channel: "independent" or "shared".</summary>
    public required IReadOnlyDictionary<string, string> Scale { get; init; }
}

/// <summary>A transformation of the data before they are drawn: an expression over <c>datum</c>, made of constants only.</summary>
/// <param name="Filter">The condition for rows to be kept.</param>
public sealed record Transform(string Filter);
