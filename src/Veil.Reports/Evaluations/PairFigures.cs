using System.Globalization;
using Veil.Evaluation.Results;
using Veil.Reports.Charts;
using Veil.Reports.Pages;

namespace Veil.Reports.Evaluations;

/// <summary>Measures of all pairs of columns: real, synthetic and the difference side by side, on fixed scales.</summary>
internal static class PairFigures
{
    private const int MostColumns = 40;
    private const int WorstPairs = 10;
    private const double Room = 300;

    /// <summary>The three heat maps of a measure.</summary>
    public static Figure HeatMaps(PairMatrix matrix)
    {
        var shown = Shown(matrix);
        var rows = shown.SelectMany(i => shown.Select(j => new object?[]
        {
            matrix.Names[i], matrix.Names[j], matrix.Real[i][j], matrix.Synthetic[i][j], Difference(matrix, i, j),
        })).OrderByDescending(row => Math.Abs((double?)row[^1] ?? 0)).ToList();
        var least = matrix.Least < 0;
        var range = new Scale { Domain = [matrix.Least, matrix.Most], DomainMid = least ? 0 : null, Interpolate = "rgb" };
        var step = Math.Clamp(Math.Floor(Room / shown.Count), 8, 30);
        var left = shown.Count < matrix.Names.Count
            ? string.Create(CultureInfo.InvariantCulture, $" The {shown.Count} of {matrix.Names.Count} columns that differ most are shown.")
            : "";

        // A difference can be twice as large as a value, but rarely is: the scale shows the range.
        var most = Math.Max(0.05, rows.Max(row => Math.Abs((double?)row[4] ?? 0)));
        var differences = new Scale { Domain = [-most, most], DomainMid = 0, Interpolate = "rgb" };
        return new Figure(
            matrix.Title,
            $"Left: the real rows. Middle: the synthetic rows. Right: what was added (blue) or lost (orange).{left}",
            new ConcatView
            {
                Hconcat =
                [
                    Panel("real", "real", range, step, labels: true),
                    Panel("synthetic", "synthetic", range, step, labels: false),
                    Panel("difference", "synthetic − real", differences, step, labels: false),
                ],
                Resolve = new Resolve { Scale = new Dictionary<string, string> { ["color"] = "independent" } },
            },
            new ChartData(
                [
                    new Field("first", "Column"), new Field("second", "With"), new Field("real", "Real", "0.000"),
                    new Field("synthetic", "Synthetic", "0.000"), new Field("difference", "Difference", "+0.000;-0.000;0"),
                ],
                rows))
        {
            IsWide = true,
        };

        Channel Names(string field, bool labels) => Channel.Label(field, "") with
        {
            Sort = shown.Select(i => matrix.Names[i]).ToList(),
            Axis = new Axis { LabelAngle = field == "first" ? -45 : 0, LabelLimit = 120, Labels = labels, LabelOverlap = step < 10 },
        };

        UnitView Panel(string field, string title, Scale scale, double cell, bool labels) => new()
        {
            Title = title,
            Width = Extent.Step(cell),
            Height = Extent.Step(cell),
            Transform = [new Transform($"isValid(datum.{field})")],
            Mark = new Mark("rect"),
            Encoding = new Encoding
            {
                X = Names("first", labels: true),
                Y = Names("second", labels),
                Color = Channel.Number(field, "") with
                {
                    Scale = scale,
                    Legend = new Legend
                    {
                        Orient = "bottom",
                        Direction = "horizontal",
                        GradientLength = Math.Max(90, Math.Min(200, cell * shown.Count)),
                    },
                },
                Tooltip = [Hint.Label("first", "column"), Hint.Label("second", "with"), Hint.Number(field, title, ".3f")],
            },
        };
    }

    /// <summary>The pairs that differ most.</summary>
    public static TextGrid Worst(PairMatrix matrix)
    {
        var isSymmetric = Enumerable.Range(0, matrix.Names.Count).All(
            i => Enumerable.Range(0, i).All(j => matrix.Real[i][j] == matrix.Real[j][i]));
        var pairs =
            from i in Enumerable.Range(0, matrix.Names.Count)
            from j in Enumerable.Range(0, isSymmetric ? i : matrix.Names.Count)
            where i != j
            let difference = Difference(matrix, i, j)
            where difference is not null
            orderby Math.Abs(difference.Value) descending
            select new[]
            {
                isSymmetric ? $"{matrix.Names[j]} × {matrix.Names[i]}" : $"{matrix.Names[i]}, {matrix.Names[j]}",
                Wording.Number(matrix.Real[i][j]),
                Wording.Number(matrix.Synthetic[i][j]),
                difference.Value.ToString("+0.000;−0.000;0", CultureInfo.InvariantCulture),
            };
        return new TextGrid(
            $"{matrix.Title}: the pairs that differ most",
            ["Columns", "Real", "Synthetic", "Difference"],
            [.. pairs.Take(WorstPairs)],
            new HashSet<int> { 1, 2, 3 });
    }

    private static double? Difference(PairMatrix matrix, int i, int j) => matrix.Synthetic[i][j] - matrix.Real[i][j];

    // Of many columns, those with the largest differences are shown, in the given order.
    private static List<int> Shown(PairMatrix matrix)
    {
        var all = Enumerable.Range(0, matrix.Names.Count);
        return [.. all
            .OrderByDescending(i => all.Where(j => j != i).Max(j => Math.Abs(Difference(matrix, i, j) ?? 0) as double?) ?? 0)
            .Take(MostColumns)
            .Order()];
    }
}
