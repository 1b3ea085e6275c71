using System.Globalization;
using Veil.Data.Text;
using Veil.Reports.Charts;
using Veil.Reports.Pages;

namespace Veil.Reports.Models;

/// <summary>
/// The report of a model, from its noisy measurements alone. It is post-processing, so the guarantee of the model covers it:
/// nothing that is computed from a private measurement without the rows costs privacy.
/// </summary>
public static class ModelReport
{
    private const int OpenColumns = 12;
    private const int MostHeatColumns = 40;

    // For normal noise, this many standard deviations cover the true share in 95 of 100 cells.
    private const double Deviations = 1.96;

    private const string FromNoise = "Drawn from measurements that already hold their noise, never from the rows: the guarantee below ";

    private static readonly Field[] s_errorFields =
    [
        new Field("about", "Columns"),
        new Field("with", "With"),
        new Field("cells", "Cells", "0"),
        new Field("expected", "Expected", "0.0000"),
        new Field("most", "At most", "0.0000"),
    ];

    /// <summary>Lays out the summary of a model as a page.</summary>
    /// <param name="model">The summary of the model.</param>
    /// <param name="title">The name of the model.</param>
    public static Page Of(ModelSummary model, string title) => new()
    {
        Title = title,
        Audience = model.Warning is null ? Audience.Public : Audience.Internal,
        Banner = model.Warning ?? Banner(model),
        Facts = model.Facts,
        Sections = [.. new[] { Privacy(model), Distributions(model), Columns(model), Pairs(model), Spent(model) }.OfType<PageSection>()],
    };

    private static string Banner(ModelSummary model) => (model.Guarantee, model.NotCovered) switch
    {
        (null, null) => "The model read no data: it holds no information about anyone.",
        (null, _) => "The model read no data.",
        (_, null) => FromNoise + "covers this report too, at no further cost.",
        _ => FromNoise + "covers this report too, at no further cost, except for what is listed beside it.",
    };

    private static PageSection Privacy(ModelSummary model)
    {
        var blocks = new List<Block>();
        if (model.Guarantee is { } guarantee && model.Warning is null)
        {
            blocks.Add(new Words([guarantee]));
            var isPresenceProtected = model.Ceilings.All(each => each.Presence is not null);
            blocks.Add(new TextGrid(
                "",
                isPresenceProtected
                    ? ["Prior belief about one person", "Posterior at most: is in the data", "Posterior at most: has a given value"]
                    : ["Prior belief about one person's value", "Posterior at most"],
                [.. model.Ceilings.Select(each => isPresenceProtected
                    ? new[] { Percent(each.Before), NumberText.PercentAtMost(each.Presence!.Value), NumberText.PercentAtMost(each.Value) }
                    : [Percent(each.Before), NumberText.PercentAtMost(each.Value)])],
                new HashSet<int> { 0, 1, 2 }));
        }

        if (model.NotCovered is { } exception)
        {
            blocks.Add(new Words([exception]));
        }

        if (model.Limitations.Count > 0)
        {
            blocks.Add(new Words(["Properties of the rows:"]));
            blocks.Add(new Points(model.Limitations));
        }

        return new PageSection("privacy", "Privacy", model.Warning ?? "The guarantee for the people in the table.", blocks);
    }

    private static PageSection? Distributions(ModelSummary model) => model.Distributions.Count == 0 ? null : new PageSection(
        "columns",
        "Columns as they were measured",
        "Shares of the rows, with their noise. In 95 of 100 cells the true share lies within the error bar; shares below zero are noise. "
            + "Rows are drawn from a model that was fitted to these counts.",
        [new Figures([.. model.Distributions.Select(Distribution)], OpenColumns, "more columns")]);

    private static Figure Distribution(NoisyDistribution column)
    {
        var half = Deviations * column.Deviation;
        var across = Channel.Label("cell", "") with
        {
            Axis = new Axis { LabelAngle = column.Cells.Count > 4 ? -40 : 0, LabelLimit = 90, LabelOverlap = true },
        };
        var up = Channel.Number("low", "share of rows") with { Axis = new Axis { Format = "%", TickCount = 4 } };
        return new Figure(
            column.Column,
            $"{column.Cells.Count.ToString(CultureInfo.InvariantCulture)} cells, each share ± {Percent(half)} of the rows."
                + (column.IsChosen ? " Only labels with a large noisy count are listed, so small shares are too large on average." : ""),
            new LayerView
            {
                Width = Extent.Container,
                Height = Extent.Pixels(150),
                Encoding = new Encoding { X = across },
                Layer =
                [
                    new UnitView
                    {
                        Mark = new Mark("bar") { Opacity = 0.55 },
                        Encoding = new Encoding
                        {
                            Y = up with { Field = "share" },
                            Tooltip =
                            [
                                Hint.Label("cell", "value"),
                                Hint.Number("share", "share", ".2%"),
                                Hint.Number("low", "from", ".2%"),
                                Hint.Number("high", "to", ".2%"),
                            ],
                        },
                    },
                    new UnitView
                    {
                        Mark = new Mark("rule") { StrokeWidth = column.Cells.Count > 60 ? 1 : 1.6 },
                        Encoding = new Encoding { Y = up, Y2 = new Channel { Field = "high" } },
                    },
                ],
            },
            new ChartData(
                [
                    new Field("cell", "Value"),
                    new Field("share", "Share", "0.0000"),
                    new Field("low", "From", "0.0000"),
                    new Field("high", "To", "0.0000"),
                ],
                [.. column.Cells.Select((cell, i) => new object?[]
                {
                    cell.Length == 0 ? "(empty)" : cell, column.Shares[i], column.Shares[i] - half, column.Shares[i] + half,
                })]));
    }

    private static PageSection? Columns(ModelSummary model)
    {
        var errors = Ordered(model, columns: 1);
        return errors.Count == 0 ? null : new PageSection(
            "errors",
            "Errors of columns",
            "Expected: the share of rows that noise is expected to move in the measurement. At most: a bound on the model's error; all "
                + $"bounds hold jointly with a confidence of {(100 * model.Confidence).ToString("0.###", CultureInfo.InvariantCulture)} %. "
                + "Both are computed from the noise, whose distribution is known.",
            [new Figures([Errors("Columns", errors)])]);
    }

    private static PageSection? Pairs(ModelSummary model)
    {
        var errors = Ordered(model, columns: 2);
        if (errors.Count == 0 && model.UnmeasuredPairs == 0)
        {
            return null;
        }

        var blocks = new List<Block>();
        if (errors.Count > 0)
        {
            blocks.Add(new Figures([HeatMap(errors, model.Columns.Select(column => column.Column)), Errors("Pairs", errors)]));
        }

        if (model.UnmeasuredPairs > 0)
        {
            blocks.Add(new Words(
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.UnmeasuredPairs} pair{(model.UnmeasuredPairs == 1 ? " was" : "s were")} not counted together: the model knows "
                        + $"their relation only as far as other counts imply it, and it may be wrong by any amount."),
            ]));
        }

        return new PageSection("pairs", "Errors of pairs", "The relations that were measured, and their accuracy.", blocks);
    }

    private static List<ExpectedError> Ordered(ModelSummary model, int columns) =>
        [.. model.Errors.Where(error => error.Columns.Count == columns).OrderByDescending(error => error.Expected)];

    private static Figure Errors(string title, List<ExpectedError> errors)
    {
        const double RowHeight = 18;
        var share = Channel.Number("expected", "share of rows") with
        {
            Axis = new Axis { Format = "%", Grid = true, TickCount = 8 },
            Scale = new Scale { Zero = true },
        };
        return new Figure(
            title,
            "Discs: the expected error of the measurement. Ends of the lines: the bound on the error of the model.",
            new LayerView
            {
                Width = Extent.Container,
                Height = Extent.Pixels(RowHeight * errors.Count),
                Encoding = new Encoding { Y = Channel.Label("name", "") with { Axis = new Axis { LabelLimit = 260 } } },
                Layer =
                [
                    new UnitView
                    {
                        Transform = [new Transform("isValid(datum.most)")],
                        Mark = new Mark("rule") { StrokeWidth = 3, Opacity = 0.4 },
                        Encoding = new Encoding { X = share, X2 = new Channel { Field = "most" } },
                    },
                    new UnitView
                    {
                        Mark = new Mark("point") { Filled = true, Size = 60 },
                        Encoding = new Encoding
                        {
                            X = share,
                            Tooltip =
                            [
                                Hint.Label("name", "columns"),
                                Hint.Number("expected", "expected", ".2%"),
                                Hint.Number("most", "at most", ".2%"),
                            ],
                        },
                    },
                ],
            },
            new ChartData(
                [new Field("name", "Columns"), .. s_errorFields[2..]],
                [
                    .. errors.Select(error =>
                        new object?[] { string.Join(" × ", error.Columns), error.Cells, error.Expected, error.AtMost }),
                ]))
        {
            IsWide = true,
        };
    }

    private static Figure HeatMap(List<ExpectedError> errors, IEnumerable<string> columns)
    {
        // Of many columns, those that are part of most pairs, in the order of the table.
        var pairs = errors.SelectMany(error => error.Columns)
            .CountBy(name => name)
            .OrderByDescending(each => each.Value)
            .Take(MostHeatColumns)
            .ToDictionary();
        var names = columns.Where(pairs.ContainsKey).ToList();
        var step = Math.Clamp(Math.Floor(420.0 / names.Count), 9, 30);
        Channel Names(string field) => Channel.Label(field, "") with
        {
            Sort = names,
            Axis = new Axis { LabelAngle = field == "about" ? -45 : 0, LabelLimit = 120 },
            Scale = new Scale { Domain = [.. names] },
        };
        return new Figure(
            "Expected errors of pairs that were counted together",
            "Dark: a large error. Empty: not counted together.",
            new UnitView
            {
                Width = Extent.Step(step),
                Height = Extent.Step(step),
                Mark = new Mark("rect"),
                Encoding = new Encoding
                {
                    X = Names("about"),
                    Y = Names("with"),
                    Color = Channel.Number("expected", "") with
                    {
                        Scale = new Scale { Zero = true, Interpolate = "rgb" },
                        Legend = new Legend { Orient = "right", Format = "%" },
                    },
                    Tooltip =
                    [
                        Hint.Label("about", "column"),
                        Hint.Label("with", "with"),
                        Hint.Number("expected", "expected", ".2%"),
                        Hint.Number("most", "at most", ".2%"),
                    ],
                },
            },
            new ChartData(
                s_errorFields,
                [.. errors.Where(error => error.Columns.All(names.Contains)).SelectMany(error => new[]
                {
                    new object?[] { error.Columns[0], error.Columns[1], error.Cells, error.Expected, error.AtMost },
                    [error.Columns[1], error.Columns[0], error.Cells, error.Expected, error.AtMost],
                })]))
        {
            IsWide = true,
        };
    }

    private static PageSection Spent(ModelSummary model) => new(
        "making",
        "How it was made",
        "The budget that each step spent, and the provenance of the facts about the columns: public, declared by the owner without "
            + "looking, or learnt with noise (dp).",
        [
            .. model.Charges.Count == 0 ? (Block[])[] : [new TextGrid(
                "Privacy budget by step",
                ["Learnt", "Noise", "Cost"],
                [.. model.Charges.Select(charge => new[] { charge.Learnt, charge.Noise, charge.Cost })],
                new HashSet<int>())],
            new TextGrid(
                "Columns",
                ["Column", "Use", "Facts"],
                [.. model.Columns.Select(column => new[] { column.Column, column.Use, column.Facts })],
                new HashSet<int>()),
        ]);

    private static string Percent(double share) => (100 * share).ToString("0.0#", CultureInfo.InvariantCulture) + " %";
}
