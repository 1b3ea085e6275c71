using Veil.Evaluation.Results;
using Veil.Reports.Charts;
using Veil.Reports.Pages;

namespace Veil.Reports.Evaluations;

/// <summary>Charts of single columns: real beside synthetic rows, in the same cells on the same axis.</summary>
internal static class ColumnFigures
{
    private const int MostBars = 16;
    private const double Height = 150;

    /// <summary>A chart for each column, in the order given.</summary>
    public static IEnumerable<Figure> Of(IReadOnlyList<Distribution> distributions) => distributions.Select(Of);

    /// <summary>The distances of all columns from the real ones, in one box plot with a point per column.</summary>
    public static Figure Overview(IReadOnlyList<Distribution> distributions)
    {
        var distance = Channel.Number("distance", "distance (share of rows that would have to change)") with
        {
            Scale = new Scale { Zero = true, Nice = true },
            Axis = new Axis { TickCount = 8 },
        };
        var median = distributions.Select(each => each.Distance).Order().ElementAt(distributions.Count / 2);
        return new Figure(
            "All columns",
            $"The farthest is {distributions[0].Column} with {Wording.Percent(distributions[0].Distance)}; half of the columns are no "
                + $"farther than {Wording.Percent(median)}.",
            new LayerView
            {
                Width = Extent.Container,
                Height = Extent.Pixels(70),
                Layer =
                [
                    new UnitView { Mark = new Mark("boxplot") { Extent = "min-max", Size = 26 }, Encoding = new Encoding { X = distance } },
                    new UnitView
                    {
                        Mark = new Mark("point") { Filled = true, Size = 45, Opacity = 0.75 },
                        Encoding = new Encoding
                        {
                            X = distance,
                            Tooltip = [Hint.Label("column", "column"), Hint.Number("distance", "distance", ".3f")],
                        },
                    },
                ],
            },
            new ChartData(
                [new Field("column", "Column"), new Field("distance", "Distance")],
                [.. distributions.Select(each => new object?[] { each.Column, each.Distance })]))
        {
            IsWide = true,
        };
    }

    private static Figure Of(Distribution distribution)
    {
        var cells = Cells(distribution);
        var isLine = distribution.IsOrdered && cells.Count > MostBars;
        return new Figure(
            distribution.Column,
            $"{Wording.Percent(distribution.Distance)} of the rows would have to change to look like the real ones.",
            isLine ? Steps(cells) : Bars(cells),
            new ChartData(
                [new Field("cell", "Value"), new Field("series", "Rows"), new Field("share", "Share", "0.0000")],
                [.. cells.SelectMany(cell => new[]
                {
                    new object?[] { cell.Name, SeriesColor.Real, cell.Real }, [cell.Name, SeriesColor.Synthetic, cell.Synthetic],
                })]));
    }

    private static UnitView Bars(List<(string Name, double Real, double Synthetic)> cells) => new()
    {
        Width = Extent.Container,
        Height = Extent.Pixels(Height),
        Mark = new Mark("bar"),
        Encoding = new Encoding
        {
            X = Across(cells.Count),
            XOffset = new Channel { Field = "series", Type = "nominal", Sort = Channel.Nothing },
            Y = Share(),
            Color = SeriesColor.Of([SeriesColor.Real, SeriesColor.Synthetic]),
            Tooltip = Hints(),
        },
    };

    private static UnitView Steps(List<(string Name, double Real, double Synthetic)> cells) => new()
    {
        Width = Extent.Container,
        Height = Extent.Pixels(Height),
        Mark = new Mark("line") { Interpolate = "step", StrokeWidth = 1.6 },
        Encoding = new Encoding
        {
            X = Across(cells.Count),
            Y = Share(),
            Color = SeriesColor.Of([SeriesColor.Real, SeriesColor.Synthetic]),
            Tooltip = Hints(),
            StrokeDash = SeriesColor.Dashes([SeriesColor.Real, SeriesColor.Synthetic]),
        },
    };

    private static Channel Across(int cells) => Channel.Label("cell", "") with
    {
        Axis = new Axis { LabelAngle = cells > 4 ? -40 : 0, LabelLimit = 90, LabelOverlap = true },
    };

    private static Hint[] Hints() => [Hint.Label("cell", "value"), Hint.Label("series", "rows"), Hint.Number("share", "share", ".2%")];

    private static Channel Share() => Channel.Number("share", "share of rows") with { Axis = new Axis { Format = "%", TickCount = 4 } };

    // Too many labels are unreadable: those that differ most are kept, and the others are combined. Cells may share a
    // name, such as a label 'missing' and the cell of missing values; in a chart each name is one place.
    private static List<(string Name, double Real, double Synthetic)> Cells(Distribution distribution)
    {
        var all = distribution.Cells
            .Select((name, i) =>
                (Name: name.Length == 0 ? "(empty)" : name, Real: distribution.Real[i], Synthetic: distribution.Synthetic[i]))
            .GroupBy(cell => cell.Name)
            .Select(same => (Name: same.Key, Real: same.Sum(cell => cell.Real), Synthetic: same.Sum(cell => cell.Synthetic)))
            .ToList();
        if (distribution.IsOrdered || all.Count <= MostBars)
        {
            return all;
        }

        var kept = all.OrderByDescending(cell => Math.Abs(cell.Real - cell.Synthetic))
            .ThenByDescending(cell => cell.Real)
            .Take(MostBars - 1)
            .ToHashSet();
        var rest = all.Where(cell => !kept.Contains(cell)).ToList();
        return [.. all.Where(kept.Contains), ($"{rest.Count} others", rest.Sum(cell => cell.Real), rest.Sum(cell => cell.Synthetic))];
    }
}
