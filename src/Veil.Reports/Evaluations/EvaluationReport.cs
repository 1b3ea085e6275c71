using System.Globalization;
using Veil.Evaluation.Results;
using Veil.Reports.Pages;

namespace Veil.Reports.Evaluations;

/// <summary>
/// The report of an evaluation: an overview in sentences, then every number beside its reference values, the worst first.
/// There is no single score, since it would mix fidelity, utility and privacy, which are traded off against each other.
/// </summary>
public static class EvaluationReport
{
    /// <summary>The reason why the report must not be published.</summary>
    public const string Banner =
        "Computed from real rows, without differential privacy. Readers may learn about individual people.";

    private const int OpenColumns = 12;
    private const int OpenMatrices = 1;
    private const int WorstNamed = 3;

    /// <summary>Lays out the findings as a page.</summary>
    /// <param name="result">The result of the evaluation.</param>
    /// <param name="facts">Facts about the comparison as names and values, such as files and seeds.</param>
    public static Page Of(EvaluationResult result, IReadOnlyList<(string Name, string Value)> facts) => new()
    {
        Title = "How similar is the synthetic table to the real one?",
        Audience = Audience.Internal,
        Banner = Banner,
        Facts = facts,
        Sections =
        [
            Overview(result),
            .. Wording.Sections
                .Select(each => new PageSection(Wording.Anchor(each.Section), each.Title, each.Lead, Blocks(result, each.Section)))
                .Where(section => section.Blocks.Count > 0),
            Reading(),
        ],
    };

    private static PageSection Overview(EvaluationResult result)
    {
        var headlines = result.Findings.Where(finding => finding.IsHeadline).ToList();
        var blocks = new List<Block>
        {
            new Cards([.. headlines.Select(finding => new Card(
                Wording.Subject(finding),
                Wording.Number(finding.Value),
                Aside(finding),
                finding.Sentence,
                FindingFigures.References(finding)))]),
        };
        if (First(result) is { Count: > 0 } first)
        {
            blocks.Add(new Words(["Look at these first:"]));
            blocks.Add(new Points(first));
        }

        if (result.Notes.Count > 0)
        {
            blocks.Add(new Words(["Limits of this evaluation:"]));
            blocks.Add(new Points(result.Notes));
        }

        return new PageSection(
            "overview",
            "Overview",
            "There is no single score: a table may be good for one purpose and bad for another. "
                + "Read each number together with its reference values.",
            blocks);
    }

    private static string Aside(Finding finding) =>
        string.Join(", ", new[] { Wording.Interval(finding), Wording.Better(finding.Direction) }.Where(part => part.Length > 0));

    // The worst columns and pairs: within each kind, numbers are comparable.
    private static List<string> First(EvaluationResult result)
    {
        var first = result.Distributions.OrderByDescending(each => each.Distance).Take(WorstNamed).Where(each => each.Distance > 0)
            .Select(each =>
                $"Column {each.Column}: {Wording.Percent(each.Distance)} of its rows would have to change to match the real ones.")
            .ToList();
        first.AddRange(result.Matrices.Take(OpenMatrices).Select(PairFigures.Worst).Where(worst => worst.Rows.Count > 0).Select(worst =>
            $"{worst.Caption.Split(':')[0]} of {worst.Rows[0][0]}: {worst.Rows[0][1]} in the real rows, {worst.Rows[0][2]} in the "
                + "synthetic ones."));
        return first;
    }

    private static List<Block> Blocks(EvaluationResult result, Section section)
    {
        var blocks = new List<Block>();
        var findings = result.Findings.Where(finding => finding.Section == section).ToList();
        var byId = findings.GroupBy(finding => finding.Id).Select(same => same.ToList()).ToList();
        if (byId.Where(same => same.Count == 1).SelectMany(same => same).ToList() is { Count: > 0 } overall)
        {
            blocks.Add(Table(overall));
        }

        if (section == Section.Columns && result.Distributions.Count > 0)
        {
            var worstFirst = result.Distributions.OrderByDescending(each => each.Distance).ToList();
            if (worstFirst.Count > 2)
            {
                blocks.Add(new Figures([ColumnFigures.Overview(worstFirst)]));
            }

            blocks.Add(new Figures([.. ColumnFigures.Of(worstFirst)], OpenColumns, "more columns, closer to the real ones"));
        }

        var matrices = result.Matrices.Where(matrix => Wording.SectionOf(matrix.Id) == section && matrix.Names.Count > 1).ToList();
        if (matrices.Count > 0)
        {
            blocks.Add(new Figures([.. matrices.Select(PairFigures.HeatMaps)], OpenMatrices, "more measures of pairs"));
            blocks.AddRange(matrices.Take(OpenMatrices).Select(PairFigures.Worst).Where(worst => worst.Rows.Count > 0));
        }

        var several = byId.Where(same => same.Count > 1).ToList();
        var figures = several.Where(same => same.Any(finding => finding.Group is not null)).Select(FindingFigures.Several).OfType<Figure>()
            .Concat(result.Curves.Where(curve => Wording.SectionOf(curve.Id) == section && curve.Series.Count > 0).Select(SeriesFigures.Of))
            .Concat(result.Clouds.Where(cloud => Wording.SectionOf(cloud.Id) == section && cloud.Groups.Count > 0).Select(SeriesFigures.Of))
            .ToList();
        if (figures.Count > 0)
        {
            blocks.Add(new Figures(figures));
        }

        if (several.Count > 0)
        {
            blocks.Add(EachBySubject(several));
            var ungrouped = several.Where(same => same.All(finding => finding.Group is null));
            if (ungrouped.Select(FindingFigures.Several).OfType<Figure>().ToList() is { Count: > 0 } charts)
            {
                blocks.Add(new Figures(charts, 0, charts.Count == 1 ? "chart of these numbers" : "charts of these numbers"));
            }

            blocks.Add(Table([.. several.SelectMany(same => same)]) with { Fold = "The same in sentences" });
        }

        return blocks;
    }

    // One row per column or group, one column per number.
    private static TextGrid EachBySubject(List<List<Finding>> several)
    {
        var subjects = several.SelectMany(same => same).Select(Wording.About).Distinct().ToList();
        var cells = several.Select(same => same.ToLookup(Wording.About)).ToList();
        return new TextGrid(
            "The numbers of the synthetic rows, with those of hold-out rows in brackets.",
            ["", .. several.Select(same => same[0].Title)],
            [.. subjects.Select(subject => new[] { subject }
                .Concat(cells.Select(same => string.Join("; ", same[subject].Select(WithHoldout)))).ToList())],
            Enumerable.Range(1, several.Count).ToHashSet());
    }

    private static string WithHoldout(Finding finding) =>
        Wording.Number(finding.Value) + (finding.OfHoldout is { } holdout ? $" ({Wording.Number(holdout)})" : "");

    // A reference that no finding of a section has gets no column.
    private static TextGrid Table(List<Finding> findings)
    {
        var columns = new List<(string Header, bool IsNumeric, Func<Finding, string> Cell)>
        {
            ("Metric", false, Wording.Subject),
            ("Value", true, finding => Wording.Number(finding.Value)),
            ("Interval", true, Wording.Interval),
            ("Hold-out", true, finding => Optional(finding.OfHoldout)),
            ("Independent", true, finding => Optional(finding.OfIndependent)),
            ("Uniform", true, finding => Optional(finding.OfUniform)),
            ("Sample size", true, finding => finding.Count.ToString("#,0", CultureInfo.InvariantCulture)),
            ("Meaning", false, finding => $"{finding.Sentence} ({Wording.Better(finding.Direction)})"),
        };
        columns.RemoveAll(column => findings.All(finding => column.Cell(finding).Length == 0));
        return new TextGrid(
            "",
            [.. columns.Select(column => column.Header)],
            [.. findings.Select(finding => columns.Select(column => column.Cell(finding)).ToList())],
            Enumerable.Range(0, columns.Count).Where(i => columns[i].IsNumeric).ToHashSet());
    }

    private static string Optional(double? value) => value is null ? "" : Wording.Number(value);

    private static PageSection Reading() => new(
        "reading",
        "How to read this",
        "The reference values beside each number, and the limits of what it means.",
        [
            new Points(
            [
                "Hold-out: the same number for hold-out rows in place of the synthetic ones. No synthetic table can be expected to do "
                    + "better.",
                "Independent: the same number for rows whose columns were drawn independently. A table that is no better preserves no "
                    + "relation between columns.",
                "Uniform: the same number for rows drawn uniformly from the domain. A table that is no better has learnt nothing.",
                "Interval: the confidence interval over resampled rows; it does not include the variation between runs of the method.",
                "Rare values may be absent or inaccurate by design: this is how people with rare values are protected.",
                "A failed attack shows only that this attack fails. The guarantee in the privacy statement beside the table holds against "
                    + "every attack.",
            ]),
        ]);
}
