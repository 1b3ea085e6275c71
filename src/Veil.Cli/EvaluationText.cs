using System.Text;
using Veil.Evaluation.Results;
using Veil.Reports.Evaluations;

namespace Veil.Cli;

/// <summary>The findings of an evaluation as text: a table of the headlines, then a sentence for each.</summary>
internal static class EvaluationText
{
    private const int Width = 80;
    private const int WidestName = 42;
    private const int WorstColumns = 5;

    public static string Format(EvaluationResult result)
    {
        var headlines = result.Findings.Where(finding => finding.IsHeadline).ToList();
        var text = new StringBuilder();
        if (headlines.Count > 0)
        {
            text.Append(Table(headlines)).Append('\n');
            foreach (var finding in headlines)
            {
                text.Append(Bullet($"{Wording.Subject(finding)} ({Wording.Better(finding.Direction)}): {Sentence(finding)}"));
            }
        }

        if (result.Distributions.Count > 0)
        {
            var worst = result.Distributions.OrderByDescending(each => each.Distance).Take(WorstColumns);
            var names = string.Join(", ", worst.Select(each => $"{each.Column} ({Wording.Percent(each.Distance)})"));
            text.Append('\n').Append(Paragraph($"Columns farthest from the real ones: {names}."));
        }

        if (result.Notes.Count > 0)
        {
            text.Append("\nNot measured, or measured less well:\n");
            foreach (var note in result.Notes)
            {
                text.Append(Bullet(note));
            }
        }

        return text.ToString();
    }

    /// <summary>Text without control characters: names of columns and labels come from files.</summary>
    public static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    // No wider than a terminal: long names are cut, since the sentences below begin with the full names.
    private static string Table(List<Finding> headlines)
    {
        var columns = new List<(string Header, Func<Finding, string> Cell)>
        {
            ("NUMBER", finding => Cut(Wording.Subject(finding))),
            ("VALUE", finding => Wording.Number(finding.Value)),
            ("HOLD-OUT", finding => Optional(finding.OfHoldout)),
            ("INDEP.", finding => Optional(finding.OfIndependent)),
            ("UNIFORM", finding => Optional(finding.OfUniform)),
        };
        columns.RemoveAll(column => headlines.All(finding => column.Cell(finding).Length == 0));
        return TextTable.Format(
            [.. columns.Select(column => column.Header)],
            headlines.Select(finding => columns.Select(column => column.Cell(finding)).ToList()));
    }

    private static string Cut(string name) => name.Length <= WidestName ? name : name[..(WidestName - 3)] + "...";

    private static string Sentence(Finding finding)
    {
        var interval = Wording.Interval(finding) is { Length: > 0 } range
            ? $" Interval: {range}{(finding.Interval is { } kind ? $" ({kind})" : "")}."
            : "";
        return finding.Sentence + interval;
    }

    private static string Optional(double? value) => value is null ? "" : Wording.Number(value);

    private static string Paragraph(string text) => TextTable.Wrap(Clean(text), Width, "");

    private static string Bullet(string text)
    {
        var lines = TextTable.Wrap(Clean(text), Width - 2, "  ");
        return "- " + lines[2..];
    }
}
