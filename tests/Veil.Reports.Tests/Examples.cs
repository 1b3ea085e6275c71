using Veil.Evaluation.Results;
using Veil.Reports.Evaluations;
using Veil.Reports.Pages;

namespace Veil.Reports.Tests;

/// <summary>An evaluation such as one of a table of people: every kind of finding and of series.</summary>
internal static class Examples
{
    private static readonly string[] s_columns = ["age", "sex", "region", "education", "employment", "income", "height_cm", "children"];

    public static IReadOnlyList<(string Name, string Value)> Facts { get; } =
    [
        ("Synthetic", "people.synthetic.csv, 20 012 rows"), ("Real", "people.csv, 16 000 rows"), ("Hold-out", "holdout.csv, 4 000 rows"), ("Seed", "1"),
    ];

    public static EvaluationResult Result { get; } = Make(s_columns, ["F", "M", "other", "missing"]);

    /// <summary>The same of columns and labels that try to break out.</summary>
    public static EvaluationResult Hostile(string text) => Make([text, .. s_columns[1..]], [text, "missing", "missing", ""]);

    public static Page Page(EvaluationResult result) => EvaluationReport.Of(result, Facts);

    /// <summary>All figures of a page.</summary>
    public static IEnumerable<Figure> FiguresOf(Page page) => page.Sections.SelectMany(section => section.Blocks).SelectMany(block => block switch
    {
        Figures figures => figures.Items,
        Cards cards => cards.Items.Select(card => card.Figure).OfType<Figure>(),
        _ => [],
    });

    private static EvaluationResult Make(string[] columns, string[] labels)
    {
        var groups = new[] { "F", "M", "other" };
        return new EvaluationResult
        {
            Findings =
            [
                Of(Section.Validity, "validity.rows", "Valid rows", "Every synthetic row has only values that the schema allows.", 1, Direction.Larger) with { Least = 0, Most = 1 },
                Of(Section.Columns, "columns.total-variation", "Distance of columns", "On average 3.1 % of the rows of a column would have to change.", 0.031, Direction.Smaller)
                    with { Least = 0, Most = 1, Low = 0.028, High = 0.035, OfHoldout = 0.012, OfIndependent = 0.011, OfUniform = 0.52, IsHeadline = true },
                Of(Section.Pairs, "pairs.total-variation", "Distance of pairs", "On average 7.4 % of the rows of a pair of columns would have to change.", 0.074, Direction.Smaller)
                    with { Least = 0, Most = 1, Low = 0.07, High = 0.079, OfHoldout = 0.031, OfIndependent = 0.19, OfUniform = 0.71, IsHeadline = true },
                Of(Section.Joint, "joint.detection", "Telling synthetic from real", "A model tells synthetic rows from real ones in 61 of 100 cases; 50 is guessing.", 0.61, Direction.LikeReal)
                    with { Least = 0, Most = 1, Low = 0.59, High = 0.63, OfHoldout = 0.5, OfIndependent = 0.93, IsHeadline = true },
                Of(Section.Utility, "utility.auc", "Prediction of income", "A model learnt from synthetic rows ranks 84 of 100 pairs of real people rightly.", 0.84, Direction.Larger)
                    with { Least = 0, Most = 1, Low = 0.82, High = 0.86, OfHoldout = 0.88, OfIndependent = 0.51, IsHeadline = true, Columns = ["income"] },
                .. groups.Select((group, i) => Of(Section.Fairness, "fairness.rate", "Share of high incomes", "Of the group, this share has a high income.", 0.3 - (0.07 * i), Direction.LikeReal)
                    with { Least = 0, Most = 1, Low = 0.28 - (0.07 * i), High = 0.33 - (0.07 * i), OfHoldout = 0.32 - (0.09 * i), Group = group }),
                Of(Section.Privacy, "privacy.membership", "Guessing who was in the table", "The attack is right in 50.4 of 100 guesses; 50 is chance.", 0.504, Direction.Smaller)
                    with { Least = 0, Most = 1, Low = 0.489, High = 0.519, IsHeadline = true },
                Of(Section.Privacy, "privacy.singling-out", "Singling people out", "Nothing was found that singles out one person. Not defined: No guess was made.", null, Direction.Smaller) with { Reason = "No guess was made." },
            ],
            Distributions =
            [
                new Distribution(columns[5], [.. Enumerable.Range(0, 40).Select(i => $"{5 * i} to {(5 * i) + 5}")], Bell(40, 12, 7), Bell(40, 13, 9), true, 0.143),
                new Distribution(columns[2], [.. Enumerable.Range(0, 30).Select(i => $"region {i}")], Bell(30, 8, 11), Bell(30, 9, 10), false, 0.08),
                new Distribution(columns[0], ["18 to 30", "31 to 45", "46 to 60", "61 to 75", "76 to 95"], [.2, .28, .25, .19, .08], [.21, .26, .25, .19, .09], true, 0.02),
                new Distribution(columns[1], labels, [.5, .48, .01, .01], [.51, .47, .005, .015], false, 0.015),
                new Distribution(columns[3], ["none", "secondary", "bachelor", "master"], [.1, .5, .3, .1], [.11, .49, .3, .1], true, 0.01),
            ],
            Matrices =
            [
                Matrix("pairs.association", "Association", columns, 0, 1), Matrix("pairs.correlation", "Rank correlation", [.. columns.Take(5)], -1, 1),
            ],
            Curves =
            [
                new Curve("joint.detection-roc", "Telling synthetic from real", "false alarms", "synthetic rows found",
                [
                    new Series("boosted trees", Steps, [.. Steps.Select(x => Math.Pow(x, 0.6))]), new Series("logistic regression", Steps, [.. Steps.Select(x => Math.Pow(x, 0.85))]),
                    new Series("guessing", [0, 1], [0, 1]),
                ]),
                new Curve("privacy.membership-roc", "Guessing who was in the table", "false alarms", "members found", [new Series("distance to closest row", Steps, [.. Steps.Select(x => Math.Pow(x, 0.97))])]),
            ],
            Clouds =
            [
                new Cloud("joint.components", "Principal components", "first component", "second component",
                [
                    new Series("real", [.. Bell(200, 70, 40).Select((y, i) => Math.Sin(i) * y * 100)], [.. Bell(200, 90, 40).Select((y, i) => Math.Cos(3 * i) * y * 100)]),
                    new Series("synthetic", [.. Bell(200, 80, 40).Select((y, i) => Math.Sin(2 * i) * y * 100)], [.. Bell(200, 99, 40).Select((y, i) => Math.Cos(5 * i) * y * 100)]),
                ]),
            ],
            Notes = ["There is no hold-out table of patients: attacks are weaker without one."],
        };
    }

    private static double[] Steps => [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];

    private static double[] Bell(int cells, double middle, double width)
    {
        var bell = Enumerable.Range(0, cells).Select(i => Math.Exp(-Math.Pow((i - middle) / width, 2))).ToArray();
        return [.. bell.Select(value => value / bell.Sum())];
    }

    private static PairMatrix Matrix(string id, string title, string[] names, double least, double most) => new(
        id, title, names,
        Cells(names.Length, (i, j) => i == j ? 1 : (least < 0 ? Math.Sin((i * 3) + j + (j * 3) + i) : Math.Abs(Math.Sin((i + j) * 1.7))) * 0.7),
        Cells(names.Length, (i, j) => i == j ? 1 : i + j == 3 ? null : (least < 0 ? Math.Sin((i * 4) + (4 * j)) : Math.Abs(Math.Sin((i + j) * 1.6))) * 0.6),
        least, most);

    private static double?[][] Cells(int size, Func<int, int, double?> value) =>
        [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => value(i, j)).ToArray())];

    private static Finding Of(Section section, string id, string title, string sentence, double? value, Direction direction) => new()
    {
        Id = id,
        Section = section,
        Title = title,
        Sentence = sentence,
        Value = value,
        Direction = direction,
        Count = 4000,
        Reads = Sources.Real | Sources.Synthetic,
        Interval = "95 %, over resamples of the rows",
    };
}
