using Veil.Evaluation.Results;
using Veil.Reports.Charts;
using Veil.Reports.Pages;

namespace Veil.Reports.Evaluations;

/// <summary>Charts of curves and scatter plots.</summary>
internal static class SeriesFigures
{
    private const double Height = 260;

    /// <summary>A chart of one or several curves.</summary>
    public static Figure Of(Curve curve)
    {
        var names = curve.Series.Select(series => series.Name).ToList();
        var isLone = names.Distinct().Count() == 1;
        return new Figure(
            curve.Title,
            $"{Capital(curve.Up)} over {curve.Across}{(isLone ? "" : $": {string.Join(", ", names.Distinct())}")}.",
            new UnitView
            {
                Width = Extent.Container,
                Height = Extent.Pixels(Height),
                Mark = new Mark("line") { Tooltip = true },
                Encoding = new Encoding
                {
                    X = Channel.Number("x", curve.Across) with { Axis = new Axis { TickCount = 5 } },
                    Y = Channel.Number("y", curve.Up) with { Axis = new Axis { TickCount = 5 } },
                    Order = new Channel { Field = "place", Type = "quantitative" },
                    Color = SeriesColor.Of(names, !isLone),
                    StrokeDash = isLone ? null : SeriesColor.Dashes(names),
                },
            },
            new ChartData(
                [new Field("series", "Series"), new Field("place", "Place"), new Field("x", curve.Across), new Field("y", curve.Up)],
                [.. curve.Series.SelectMany(series => series.X.Select((x, i) => new object?[] { series.Name, i, x, series.Y[i] }))]));
    }

    /// <summary>A scatter plot per group, side by side on the same axes.</summary>
    public static Figure Of(Cloud cloud)
    {
        var names = cloud.Groups.Select(group => group.Name).ToList();
        return new Figure(
            cloud.Title,
            $"Each point is a row; {string.Join(", ", names)} on the same axes.",
            new FacetView
            {
                Facet = new Channel { Field = "series", Type = "nominal", Title = "", Sort = names },
                Columns = Math.Min(3, names.Count),
                Spec = new UnitView
                {
                    Width = Extent.Pixels(300),
                    Height = Extent.Pixels(Height),
                    Mark = new Mark("point") { Filled = true, Size = 14, Opacity = 0.35 },
                    Encoding = new Encoding
                    {
                        X = Channel.Number("x", cloud.Across) with { Scale = new Scale { Zero = false } },
                        Y = Channel.Number("y", cloud.Up) with { Scale = new Scale { Zero = false } },
                        Color = SeriesColor.Of(names, legend: false),
                    },
                },
            },
            new ChartData(
                [new Field("series", "Rows"), new Field("x", cloud.Across), new Field("y", cloud.Up)],
                [.. cloud.Groups.SelectMany(group => group.X.Select((x, i) => new object?[] { group.Name, x, group.Y[i] }))]))
        {
            IsWide = true,
        };
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
