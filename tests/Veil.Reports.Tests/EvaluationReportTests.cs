using System.Text;
using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation;
using Veil.Evaluation.Results;
using Veil.Reports.Evaluations;
using Veil.Reports.Pages;

namespace Veil.Reports.Tests;

public sealed class EvaluationReportTests
{
    [Fact]
    public void The_report_is_internal() => Assert.Equal(Audience.Internal, Examples.Page(Examples.Result).Audience);

    [Fact]
    public void Sections_come_in_order_and_only_when_something_was_found()
    {
        Assert.Equal(
            ["overview", "validity", "columns", "pairs", "joint", "utility", "fairness", "privacy", "reading"],
            Examples.Page(Examples.Result).Sections.Select(section => section.Id));
        Assert.Equal(["overview", "reading"], Examples.Page(new EvaluationResult { Findings = [] }).Sections.Select(section => section.Id));
    }

    [Fact]
    public void Columns_come_worst_first()
    {
        var shuffled = Examples.Result with { Distributions = [.. Examples.Result.Distributions.Reverse()] };
        var titles = Examples.FiguresOf(Examples.Page(shuffled)).Select(figure => figure.Title).ToList();

        Assert.True(titles.IndexOf("income") < titles.IndexOf("region"));
        Assert.True(titles.IndexOf("region") < titles.IndexOf("education"));
    }

    [Fact]
    public void Every_number_has_its_sentence_and_what_it_is_read_with()
    {
        var html = PageHtml.ToText(Examples.Page(Examples.Result));

        Assert.All(Examples.Result.Findings, finding => Assert.Contains(finding.Sentence, html, StringComparison.Ordinal));
        Assert.Contains("Not defined: No guess was made.", html, StringComparison.Ordinal);
        Assert.All(Examples.Result.Notes, note => Assert.Contains(note, html, StringComparison.Ordinal));
        Assert.Contains("hold-out 0.031, independent columns 0.19", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Nothing_that_is_not_a_number_is_printed(int rows, bool isMissing)
    {
        // Empty, one row, constant, and all missing.
        var table = new Table(
        [
            new DecimalColumn("d", [.. Enumerable.Repeat(isMissing ? double.NaN : 2, rows)]),
            new IntegerColumn("i", [.. Enumerable.Repeat(isMissing ? IntegerColumn.Missing : 2, rows)]),
            new LabelColumn("l", [.. Enumerable.Repeat(isMissing ? LabelColumn.Missing : 0, rows)], LabelPool.Of(["a"]), ColumnType.Category),
        ]);
        var request = new EvaluationInput
        {
            Real = table,
            Synthetic = table,
            Holdout = table,
            Schema = new Schema(),
            Target = "l",
            Protected = ["l"],
            Known = ["i"],
        };

        var result = new Evaluator().Run(request, null, TestContext.Current.CancellationToken);
        using var json = new MemoryStream();
        MetricsJson.Write(result, [], json);

        Assert.NotEmpty(result.Findings);
        Assert.DoesNotContain("NaN", Encoding.UTF8.GetString(json.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain(">NaN", PageHtml.ToText(EvaluationReport.Of(result, [])), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_fit_are_counted_together_and_none_is_lost()
    {
        var region = Examples.FiguresOf(Examples.Page(Examples.Result)).Single(figure => figure.Title == "region");
        var real = region.Data.Rows.Where(row => (string)row[1]! == "real").ToList();

        Assert.Equal(16, real.Count);
        Assert.Contains(real, row => (string)row[0]! == "15 others");
        Assert.Equal(1, real.Sum(row => (double)row[2]!), 12);
    }

    [Fact]
    public void Of_many_columns_the_heat_maps_show_those_that_differ_most()
    {
        var names = Enumerable.Range(0, 60).Select(i => $"c{i}").ToArray();
        double?[][] Cells(double odd) => [.. names.Select((_, i) => names.Select((_, j) => (double?)((i, j) is (59, 58) or (58, 59) ? odd : 0.1)).ToArray())];
        var page = Examples.Page(new EvaluationResult
        {
            Findings = [],
            Matrices = [new PairMatrix("pairs.association", "Association", names, Cells(0.9), Cells(0.1), 0, 1)],
        });
        var figure = Examples.FiguresOf(page).Single();

        Assert.Equal(40 * 40, figure.Data.Rows.Count);
        Assert.Contains(figure.Data.Rows, row => row is ["c59", "c58", ..]);
        Assert.Contains("40 of 60", figure.Says, StringComparison.Ordinal);
        Assert.Contains("c58 × c59", PageHtml.ToText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_for_programs_keep_every_number_under_its_name()
    {
        var odd = Examples.Result.Findings[0] with { Id = "columns.odd", Value = double.PositiveInfinity };
        using var stream = new MemoryStream();
        MetricsJson.Write(Examples.Result with { Findings = [.. Examples.Result.Findings, odd] }, Examples.Facts, stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var findings = json.RootElement.GetProperty("findings");

        Assert.Equal(MetricsJson.Version, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(EvaluationReport.Banner, json.RootElement.GetProperty("internal").GetString());
        Assert.Equal(Examples.Result.Findings.Count + 1, findings.GetArrayLength());
        var pairs = findings.EnumerateArray().Single(finding => finding.GetProperty("id").GetString() == "pairs.total-variation");
        Assert.Equal((0.074, 0.19), (pairs.GetProperty("value").GetDouble(), pairs.GetProperty("ofIndependent").GetDouble()));
        Assert.Equal("smaller", pairs.GetProperty("direction").GetString());
        Assert.Equal(JsonValueKind.Null, findings.EnumerateArray().Single(finding => finding.GetProperty("id").GetString() == "privacy.singling-out").GetProperty("value").ValueKind);
        Assert.Equal("Infinity", findings[findings.GetArrayLength() - 1].GetProperty("value").GetString());
        Assert.Equal(5, json.RootElement.GetProperty("distributions").GetArrayLength());
    }
}
