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

    [Fact]
    public void Columns_that_are_not_compared_are_named_in_a_line()
    {
        var synthetic = Write("theirs.csv", "age,shoe\n31,40\nyoung,41\n");

        var run = Run("evaluate", synthetic, "--real", Table);

        Assert.Equal(0, run.Exit);
        Assert.Contains(
            "Columns that are not compared: 'town' (absent from the synthetic table); 'shoe' (of the synthetic table alone).\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Cells of the synthetic table that are not of their column's type count as invalid: 1 of 'age'.\n", run.Error, StringComparison.Ordinal);
        Run("evaluate", Write("others.csv", "p\n1\n"), "--real", Table, "-q").AssertFault(ExitCodes.BadInput, "no-common-column");
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("10")]
    public void The_output_of_a_release_is_always_compared(string epsilon)
    {
        var real = Write("few.csv", "age,sex,visited,cost,note\n31,F,2024-01-31,1.5,fine\n44,M,2024-02-01,2.5,ill\n58,F,2024-02-02,,fine\n");
        var synthetic = PathOf("few.synthetic.csv");
        Assert.Equal(0, Run("synth", real, "--header", "--epsilon", epsilon, "-o", synthetic, "-q").Exit);

        Assert.Equal(0, Run("evaluate", synthetic, "--real", real, "-q").Exit);
        Assert.Equal(0, Run("schema", "infer", real, "--declare", "-o", PathOf("few.schema.json"), "-q").Exit);
        Assert.Equal(0, Run("evaluate", synthetic, "--real", real, "-s", PathOf("few.schema.json"), "-q").Exit);
    }

    [Fact]
    public void A_target_without_hold_out_rows_says_that_utility_is_not_measured() => Assert.Contains(
        "Utility is not measured: predictions of the --target are tested on hold-out rows.", Evaluate("--target", "town").Error, StringComparison.Ordinal);

    [Fact]
    public void A_split_says_that_most_rows_were_left_out()
    {
        var table = Write("most.csv", "a,b\n1,2\n1,2,3\n1,2,3\n");

        var run = Run("split", table, "--bad-rows", "drop", "-o", PathOf("train.csv"), "--rest", PathOf("rest.csv"), "-q");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("Internal: 2 rows that could not be read were left out, more than half of the table.", run.Error, StringComparison.Ordinal);
        Run("inspect", Write("none.csv", "a,b\n1,2,3\n"), "--bad-rows", "drop", "-q").AssertFault(ExitCodes.BadInput, "csv-no-row-left");
    }

    [Fact]
    public void A_release_ends_alike_whether_or_not_a_row_is_left_and_warns_its_owner()
    {
        var table = Write("none.csv", "age,town\n" + string.Concat(Enumerable.Repeat("1,Ashby,x\n", 30)));

        var run = Run("synth", table, "-s", Schema, "--epsilon", "1", "--bad-rows", "drop", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal(0, run.Exit);
        Assert.Contains("Internal: 30 rows that could not be read were left out, more than half of the table.", run.Error, StringComparison.Ordinal);
    }

    private Outcome Evaluate(params string[] more)
    {
        var synthetic = PathOf("synthetic.csv");
        Assert.Equal(0, Run("fake", Schema, "-n", "100", "--seed", "1", "-o", synthetic, "-q", "-f").Exit);
        return Run(["evaluate", synthetic, "--real", Table, "-s", Schema, .. more, "--force", .. more.Contains("--json") ? (string[])[] : ["-q"]]);
    }
}
