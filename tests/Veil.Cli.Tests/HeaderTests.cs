using System.Text;

namespace Veil.Cli.Tests;

/// <summary>Whether the first line holds names is the owner's word, and how a file is written is not told from its rows.</summary>
public sealed class HeaderTests : Workplace
{
    private string Rows => Write("rows.csv", string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 80},Ashby\n")));

    [Fact]
    public void With_no_header_the_columns_have_made_up_names()
    {
        var run = Run("synth", Rows, "--no-header", "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.Contains("\"column2\"", Run("model", "show", TrainedWithoutHeader(), "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_no_header_a_schema_names_the_columns()
    {
        var run = Run("synth", Rows, "--no-header", "-s", Schema, "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal(0, run.Exit);
        Assert.DoesNotContain("age", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_is_shown_the_line_and_asked()
    {
        var run = RunOnTerminal("y\n", "synth", Table, "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("The first line of people.csv:\n  age,town\nPublish these as column names? [y/N] ", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("age,town\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_is_asked_for_both_budget_and_header()
    {
        var run = RunOnTerminal("1\nyes\n", "train", Table, "-m", "independent", "-o", PathOf("m.veil"), "-q");

        Assert.Equal(0, run.Exit);
        Assert.Contains("(smaller protects more; 1 is a good start): The first line of people.csv:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("n\n")]
    [InlineData("")]
    [InlineData("age,town\n")]
    public void Anything_but_yes_is_no(string answer)
    {
        var run = RunOnTerminal(answer, "synth", Table, "--epsilon", "1", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal(ExitCodes.PrivacyRefusal, run.Exit);
        Assert.Contains("add --no-header", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("code: header-unsaid\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(["people.csv", "people.schema.json"], Files);
    }

    [Theory]
    [InlineData("--header")]
    [InlineData("--no-header")]
    [InlineData("--schema")]
    [InlineData("--research")]
    public void Nobody_is_asked_what_is_said_already(string option)
    {
        string[] said = option == "--schema" ? [option, Schema] : [option];
        var run = RunOnTerminal("", ["train", Table, "--epsilon", "1", "-m", "independent", "-o", PathOf("m.veil"), "-q", .. said]);

        Assert.Equal(0, run.Exit);
        Assert.DoesNotContain("[y/N]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_typed_cannot_be_asked_about() =>
        RunOnTerminal("age,town\n1,Ashby\n", "synth", "-", "--epsilon", "1", "-o", PathOf("copy.csv"), "-q")
            .AssertFault(ExitCodes.PrivacyRefusal, "header-unsaid");

    [Theory]
    [InlineData("--header", "--no-header")]
    [InlineData("--decimal-comma", "--decimal-point")]
    public void Options_that_contradict_each_other_are_refused(string one, string other) =>
        Run("inspect", Table, one, other).AssertFault(ExitCodes.Usage, "options-contradict");

    [Fact]
    public void Rows_may_not_decide_how_many_columns_there_are() =>
        Run("synth", Rows, "--no-header", "--bad-rows", "drop", "--epsilon", "1", "-o", PathOf("copy.csv"))
            .AssertFault(ExitCodes.PrivacyRefusal, "columns-unknown");

    [Fact]
    public void Semicolons_in_the_header_mean_decimal_commas_unless_it_is_said_otherwise()
    {
        var schema = Write(
            "s.json",
            """
            {
              "fields": [
                {"name": "x", "type": "number", "constraints": {"minimum": 0, "maximum": 9}},
                {"name": "n", "type": "integer", "constraints": {"minimum": 0, "maximum": 9}}
              ],
              "privacy": {"version": 1, "rows": 300}
            }
            """);
        var table = Write("t.csv", "x;n\n1,5;2\n2,5;3\n7;1\n");
        string[] args = ["synth", table, "-s", schema, "--epsilon", "1", "-o", PathOf("copy.csv"), "-f", "-q"];

        Assert.Equal(0, Run(args).Exit);
        Assert.StartsWith("x;n\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
        Run([.. args, "--decimal-point"]).AssertFault(ExitCodes.BadInput, "csv-bad-cell");
    }

    [Fact]
    public void Quotes_may_be_characters()
    {
        var table = Write("t.csv", "size,n\n5\" pipe,1\n\"x,2\n");
        string[] args = ["split", table, "-o", PathOf("a.csv"), "--rest", PathOf("b.csv"), "--holdout", "0.5", "-q", "-f"];

        Run(args).AssertFault(ExitCodes.BadInput, "csv-misplaced-quote");
        Assert.Equal(new Outcome(0, "", ""), Run([.. args, "--quote", "none"]));
        Assert.Equal(
            ["\"x,2", "5\" pipe,1", "size,n", "size,n"],
            File.ReadAllLines(PathOf("a.csv")).Concat(File.ReadAllLines(PathOf("b.csv"))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_became_of_single_cells_and_rows_is_told_as_internal()
    {
        File.WriteAllBytes(PathOf("t.csv"), Encoding.Latin1.GetBytes("age,town\n1,Gen\u00e8ve\n2,Ashby\n3\n"));
        var run = Run("synth", PathOf("t.csv"), "-s", Schema, "--bad-rows", "drop", "--epsilon", "1", "-o", PathOf("copy.csv"));

        Assert.Equal(0, run.Exit);
        Assert.Contains("\nInternal: 1 row that could not be read was left out.\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "\nInternal: 1 cell held bytes that are not text, which became U+FFFD. If the file is not UTF-8, say its encoding, such as --encoding windows-1252.\n",
            run.Error,
            StringComparison.Ordinal);
    }

    private string TrainedWithoutHeader()
    {
        Assert.Equal(0, Run("train", Rows, "--no-header", "--epsilon", "1", "-m", "independent", "-o", PathOf("m.veil"), "-q").Exit);
        return PathOf("m.veil");
    }
}
