using System.Text.Json.Serialization;

namespace Veil.Reports.Charts;

/// <summary>
/// A chart, or a part of one, in the grammar of Vega-Lite 6: what is needed of it, under its own names. Colours are never
/// named here: series and heat maps take those of the page, which differ between light and dark.
/// </summary>
[JsonDerivedType(typeof(UnitView))]
[JsonDerivedType(typeof(LayerView))]
[JsonDerivedType(typeof(ConcatView))]
[JsonDerivedType(typeof(FacetView))]
public abstract record View
{
    /// <summary>What stands above it.</summary>
    public string? Title { get; init; }
}

/// <summary>A view with axes of its own.</summary>
[JsonDerivedType(typeof(UnitView))]
[JsonDerivedType(typeof(LayerView))]
public abstract record PlotView : View
{
    /// <summary>How wide it is.</summary>
    public Extent? Width { get; init; }

    /// <summary>How high it is.</summary>
    public Extent? Height { get; init; }

    /// <summary>Which data appear as what; for all layers of a layered view.</summary>
    public Encoding? Encoding { get; init; }
}

/// <summary>One kind of mark.</summary>
public sealed record UnitView : PlotView
{
    /// <summary>Changes of the data before they are drawn.</summary>
    public IReadOnlyList<Transform>? Transform { get; init; }

    /// <summary>What is drawn.</summary>
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

    /// <summary>Which scales the views do not share.</summary>
    public Resolve? Resolve { get; init; }
}

/// <summary>The same view for each value of a field.</summary>
public sealed record FacetView : View
{
    /// <summary>The field that says which view a row belongs to.</summary>
    public required Channel Facet { get; init; }

    /// <summary>How many views stand side by side.</summary>
    public int? Columns { get; init; }

    /// <summary>The view.</summary>
    public required PlotView Spec { get; init; }

    /// <summary>Which scales the views do not share.</summary>
    public Resolve? Resolve { get; init; }
}

/// <summary>Which scales views do not share.</summary>
public sealed record Resolve
{
    /// <summary>For a channel, "independent" or "shared".</summary>
    public required IReadOnlyDictionary<string, string> Scale { get; init; }
}

/// <summary>A change of the data before they are drawn: an expression over <c>datum</c>, made of constants only.</summary>
/// <param name="Filter">Keeps the rows for which it holds.</param>
public sealed record Transform(string Filter);
