using System.Text.Json;

namespace Veil.Cli.Tests;

/// <summary><c>veil split</c>, <c>veil evaluate</c> and <c>veil model report</c>, from files to files.</summary>
public sealed class EvaluationTests : Workplace
{
    [Fact]
    public void A_table_is_split_into_two_files()
    {
        var run = Run("split", Table, "--holdout", "0.25", "--seed", "1", "-o", PathOf("train.csv"), "--rest", PathOf("holdout.csv"), "--json");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal("train rest trainRows restRows droppedRows seed", run.Keys);
        Assert.Equal((150, 50), (run.Json.GetProperty("trainRows").GetInt32(), run.Json.GetProperty("restRows").GetInt32()));
        Assert.Equal(
            File.ReadAllLines(Table).Order(StringComparer.Ordinal),
            File.ReadAllLines(PathOf("train.csv")).Concat(File.ReadAllLines(PathOf("holdout.csv")).Skip(1)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_split_replaces_no_file_without_force()
    {
        var taken = Write("taken.csv", "mine");
        string[] args = ["split", Table, "-o", PathOf("train.csv"), "--rest", taken, "-q"];

        Run(args).AssertFault(ExitCodes.Usage, "file-exists");
        Assert.False(File.Exists(PathOf("train.csv")));
        Assert.Equal(0, Run([.. args, "--force"]).Exit);
        Run("split", Table, "-o", PathOf("same.csv"), "--rest", PathOf("same.csv")).AssertFault(ExitCodes.Usage, "same-output");
    }

    [Fact]
    public void An_evaluation_is_told_written_and_drawn()
    {
        var run = Evaluate("--report", PathOf("report.html"), "--json", PathOf("metrics.json"));

        Assert.Equal(0, run.Exit);
        Assert.Contains("INTERNAL: computed from real rows. Do not publish.", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("NUMBER", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        var html = File.ReadAllText(PathOf("report.html"));
        Assert.Contains("Internal, do not publish", html, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(PathOf("metrics.json")));
        Assert.Contains(json.RootElement.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("id").GetString() == "columns.total-variation.mean");
    }

    [Fact]
    public void The_numbers_alone_are_one_document_on_standard_output()
    {
        var run = Evaluate("--json");

        Assert.Equal((0, "INTERNAL: computed from real rows. Do not publish.\n"), (run.Exit, run.Error));
        Assert.Equal("version internal facts findings distributions matrices curves clouds notes", run.Keys);
        Assert.Equal(run.Json.ToString(), Evaluate("--json", "-").Json.ToString());
    }

    [Theory]
    [InlineData("columns.total-variation.mean=0.9", 0)]
    [InlineData("columns.total-variation.mean=0", 4)]
    [InlineData("validity.rows=1", 0)]
    public void A_check_decides_the_exit_code(string check, int exit)
    {
        var run = Evaluate("--fail-under", check, "--fail-under", "validity.rows=0", "--json", PathOf("metrics.json"));

        Assert.Equal(exit, run.Exit);
        Assert.Equal(exit != 0, run.Error.Contains("Check failed: columns.total-variation.mean (", StringComparison.Ordinal));
        Assert.True(File.Exists(PathOf("metrics.json")));
    }

    [Fact]
    public void A_mistyped_check_is_refused()
    {
        var check = Evaluate("--fail-under", "columns.total-variation.mean");

        check.AssertFault(ExitCodes.Usage, "bad-option");
        Assert.Equal(ExitCodes.Usage, Evaluate("--fail-under", "columns.totl-variation.mean=1").Exit);
        Evaluate("--target", "twon").AssertFault(ExitCodes.Usage, "column-not-evaluated");
    }

    [Fact]
    public void A_report_of_a_model_holds_its_guarantee_and_may_be_published()
    {
        var model = Train();
        var report = PathOf("model.html");

        Assert.Equal((0, "", ""), Told(Run("model", "report", model, "-o", report, "-q")));
        var html = File.ReadAllText(report);
        Assert.Contains("May be published", html, StringComparison.Ordinal);
        Assert.Contains("epsilon = 1", html, StringComparison.Ordinal);
        Run("model", "report", model, "-o", report).AssertFault(ExitCodes.Usage, "file-exists");
        Run("model", "report", Table, "-o", PathOf("x.html")).AssertFault(ExitCodes.BadInput, "model-damaged");

        static (int, string, string) Told(Outcome run) => (run.Exit, run.Output, run.Error);
    }

    private Outcome Evaluate(params string[] more)
    {
        var synthetic = PathOf("synthetic.csv");
        Assert.Equal(0, Run("fake", Schema, "-n", "100", "--seed", "1", "-o", synthetic, "-q", "-f").Exit);
        return Run(["evaluate", synthetic, "--real", Table, "-s", Schema, .. more, "--force", .. more.Contains("--json") ? (string[])[] : ["-q"]]);
    }
}
