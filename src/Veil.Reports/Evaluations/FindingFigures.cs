using Veil.Evaluation.Results;
using Veil.Reports.Charts;
using Veil.Reports.Pages;

namespace Veil.Reports.Evaluations;

/// <summary>Charts of findings: a number beside its reference values, and the same number for several groups.</summary>
internal static class FindingFigures
{
    private const int MostRows = 25;
    private const double RowHeight = 18;

    private static readonly Field[] s_fields =
    [
        new Field("about", "About"),
        new Field("series", "Rows"),
        new Field("value", "Value"),
        new Field("low", "Lower end"),
        new Field("high", "Upper end"),
    ];

    /// <summary>The number of the synthetic rows on one axis with those of the reference rows; null when there are none.</summary>
    public static Figure? References(Finding finding)
    {
        var rows = Rows("", finding);
        if (finding.Value is null || rows.Count < 2)
        {
            return null;
        }

        var names = rows.Select(row => (string)row[1]!).ToList();
        return new Figure(
            finding.Title,
            $"{finding.Title}: {string.Join(", ", rows.Select(row => $"{row[1]} {Wording.Number((double)row[2]!)}"))}.",
            new LayerView
            {
                Width = Extent.Container,
                Height = Extent.Pixels(RowHeight * rows.Count),
                Encoding = new Encoding { Y = Channel.Label("series", "") },
                Layer = [.. Intervals("series", rows), Dots(names, Across(finding, rows), "")],
            },
            new ChartData(s_fields, rows));
    }

    /// <summary>The same number for several columns or groups, the worst first where the metric has a direction.</summary>
    public static Figure? Several(IReadOnlyList<Finding> same)
    {
        var first = same[0];
        var defined = Ordered(same.Where(finding => finding.Value is not null), first.Direction).ToList();
        if (defined.Count < 2)
        {
            return null;
        }

        var shown = defined.Take(MostRows).ToList();
        var rows = shown.SelectMany(finding => Rows(Wording.About(finding), finding)).ToList();
        var names = rows.Select(row => (string)row[1]!).Distinct().ToList();
        var left = defined.Count > shown.Count ? $" The first {shown.Count} of {defined.Count}." : "";
        return new Figure(
            first.Title,
            $"{char.ToUpperInvariant(Wording.Better(first.Direction)[0])}{Wording.Better(first.Direction)[1..]}.{left}",
            new LayerView
            {
                Width = Extent.Container,
                Height = Extent.Pixels(RowHeight * shown.Count),
                Encoding = new Encoding { Y = Channel.Label("about", "") with { Axis = new Axis { LabelLimit = 260, Grid = true } } },
                Layer = [.. Intervals("about", rows), Dots(names, Across(first, rows), first.Title)],
            },
            new ChartData(s_fields, rows))
        {
            IsWide = true,
        };
    }

    private static IEnumerable<Finding> Ordered(IEnumerable<Finding> findings, Direction direction) => direction switch
    {
        Direction.Smaller => findings.OrderByDescending(finding => finding.Value),
        Direction.Larger => findings.OrderBy(finding => finding.Value),
        Direction.LikeReal =>
            findings.OrderByDescending(finding => Math.Abs(finding.Value!.Value - (finding.OfHoldout ?? finding.Value.Value))),
        _ => findings,
    };

    private static List<object?[]> Rows(string about, Finding finding)
    {
        var references = new[]
        {
            ("hold-out", finding.OfHoldout),
            ("independent columns", finding.OfIndependent),
            ("uniform", finding.OfUniform),
        };
        return
        [
            [about, SeriesColor.Synthetic, finding.Value, finding.Low, finding.High],
            .. references.Where(reference => reference.Item2 is not null)
                .Select(reference => new object?[] { about, reference.Item1, reference.Item2, null, null }),
        ];
    }

    // Where the range is known and small the axis shows all of it, so that no difference looks larger than it is.
    private static Channel Across(Finding finding, List<object?[]> rows)
    {
        var isWhole = finding is { Least: { } least, Most: { } most } && most - least <= 1
            && rows.All(row => (double?)row[2] >= least && (double?)row[2] <= most);
        return Channel.Number("value", "") with
        {
            Scale = isWhole ? new Scale { Domain = [finding.Least!, finding.Most!] } : new Scale { Zero = finding.Least is 0, Nice = true },
            Axis = new Axis { TickCount = 5, Grid = true },
        };
    }

    private static IEnumerable<UnitView> Intervals(string field, List<object?[]> rows)
    {
        if (rows.Any(row => row[^1] is not null))
        {
            yield return new UnitView
            {
                Transform = [new Transform("isValid(datum.low) && isValid(datum.high)")],
                Mark = new Mark("rule") { StrokeWidth = 3, Opacity = 0.5 },
                Encoding = new Encoding
                {
                    Y = Channel.Label(field, ""),
                    X = Channel.Number("low", ""),
                    X2 = new Channel { Field = "high" },
                },
            };
        }
    }

    private static UnitView Dots(List<string> names, Channel across, string legend) => new()
    {
        Mark = new Mark("point") { Filled = true, Size = 70, Opacity = 0.95 },
        Encoding = new Encoding
        {
            X = across,
            Color = SeriesColor.Of(names, legend.Length > 0 && names.Count > 1),
            Shape = SeriesColor.Of(names, legend.Length > 0 && names.Count > 1),
            Tooltip =
            [
                Hint.Label("about", "about"), Hint.Label("series", "rows"), Hint.Number("value", "value", ".4f"),
                Hint.Number("low", "lower end", ".4f"), Hint.Number("high", "upper end", ".4f"),
            ],
        },
    };
}
