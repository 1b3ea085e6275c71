namespace Veil.Cli.Tests.Issues;

/// <summary>A draft that its owner vouches for comes from the rows: no statement may call it stated without looking.</summary>
public sealed class FactsDeclaredAfterLooking : Workplace
{
    private const string Words = "declared-after-looking: stated by the owner after looking at the rows; the guarantee does not cover what such a fact tells";

    private static readonly string s_rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 80},{(i % 2 == 0 ? "yes" : "no")},{1 + (i % 28):00}/{1 + (i % 12):00}/2020\n"));

    private string Draft(string rows, params string[] more)
    {
        var draft = PathOf("draft.json");
        Assert.Equal(0, Run(["schema", "infer", Write("drafted.csv", "age,smoker,seen\n" + rows), "-o", draft, "-f", "-q", .. more]).Exit);
        return draft;
    }

    [Fact]
    public void One_cell_decides_a_type_of_the_draft_and_the_statement_says_that_it_was_looked_at()
    {
        Assert.Contains("{\"name\": \"age\", \"type\": \"integer\"}", File.ReadAllText(Draft(s_rows, "--declare")), StringComparison.Ordinal);
        var draft = Draft(s_rows + "unknown?,yes,01/01/2020\n", "--declare");
        Assert.Contains("{\"name\": \"age\", \"type\": \"string\"}", File.ReadAllText(draft), StringComparison.Ordinal);

        var run = Run("synth", PathOf("drafted.csv"), "-s", draft, "--epsilon", "1", "-o", PathOf("x.csv"), "-q");

        var markdown = File.ReadAllText(PathOf("x.privacy.md"));
        var json = File.ReadAllText(PathOf("x.privacy.json"));
        Assert.Equal(0, run.Exit);
        Assert.DoesNotContain("without looking", markdown, StringComparison.Ordinal);
        Assert.Contains("| age | modelled | declared-after-looking: type, role;", markdown, StringComparison.Ordinal);
        Assert.Contains("The table as a whole: dialect declared-after-looking", markdown, StringComparison.Ordinal);
        Assert.Contains("The dialect and 8 facts about 3 columns are " + Words, markdown, StringComparison.Ordinal);
        Assert.Contains("The dialect and 8 facts about 3 columns are " + Words, json, StringComparison.Ordinal);
        Assert.Contains("one cell that is no number", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("\"declared\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_release_warns_once_even_when_it_is_quiet()
    {
        var draft = Draft(s_rows, "--declare");
        string[][] releases =
        [
            ["synth", PathOf("drafted.csv"), "-s", draft, "--epsilon", "1", "-m", "independent", "-o", PathOf("x.csv"), "-q"],
            ["train", PathOf("drafted.csv"), "-s", draft, "--epsilon", "1", "-m", "independent", "-o", PathOf("x.veil"), "--json"],
            ["embed", PathOf("drafted.csv"), "-s", draft, "--epsilon", "1", "-o", PathOf("y.csv"), "-q"],
            ["plan", "-s", draft, "--epsilon", "1"],
        ];

        Assert.All(releases, release =>
        {
            var warnings = Run(release).Error.Split('\n').Where(line => line.Contains("declared-after-looking", StringComparison.Ordinal)).ToList();

            Assert.StartsWith("Warning: the dialect and 8 facts about 3 columns: " + Words, Assert.Single(warnings), StringComparison.Ordinal);
            Assert.Contains("veil schema declare", warnings[0], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_report_of_the_model_says_so_too()
    {
        var draft = Draft(s_rows, "--declare");
        Run("train", PathOf("drafted.csv"), "-s", draft, "--epsilon", "1", "-m", "independent", "-o", PathOf("x.veil"), "-q");

        Assert.Equal(0, Run("model", "report", PathOf("x.veil"), "-o", PathOf("x.html"), "-q").Exit);
        Assert.Contains(Words, File.ReadAllText(PathOf("x.html")), StringComparison.Ordinal);
        Assert.Contains(Words, string.Join(' ', Run("model", "show", PathOf("x.veil")).Output.Split()), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_looked_at_nothing_is_warned_of()
    {
        var run = Run("synth", Table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-q");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.DoesNotContain("after looking", File.ReadAllText(PathOf("x.privacy.md")), StringComparison.Ordinal);
        Assert.DoesNotContain("fterLooking", File.ReadAllText(PathOf("x.privacy.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dialect_off_the_header_line_is_public()
    {
        Run("synth", Table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-q");

        Assert.Contains(
            "The table as a whole: dialect public, missing codes public, number of rows declared.", File.ReadAllText(PathOf("x.privacy.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dialect")]
    [InlineData("format")]
    [InlineData("labels")]
    public void What_was_read_off_the_rows_is_refused_whatever_it_is(string fact)
    {
        string Source(string of) => of == fact ? "data" : "declared";
        var schema = Write("mixed.json", $$$"""
            {
              "dialect": {"delimiter": ",", "provenance": "{{{Source("dialect")}}}"},
              "fields": [
                {"name": "age", "type": "integer"},
                {
                  "name": "smoker", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"],
                  "privacy": {"provenance": {"labels": "{{{Source("labels")}}}"} }
                },
                {"name": "seen", "type": "date", "format": "%d/%m/%Y", "privacy": {"provenance": {"format": "{{{Source("format")}}}"} } }
              ]
            }
            """);

        Run("plan", "-s", schema, "--epsilon", "1").AssertFault(ExitCodes.PrivacyRefusal, "fact-from-data");
        Run("synth", Write("drafted.csv", "age,smoker,seen\n" + s_rows), "-s", schema, "--epsilon", "1", "-o", PathOf("x.csv")).AssertFault(ExitCodes.PrivacyRefusal, "fact-from-data");
    }

    [Fact]
    public void The_draft_ends_with_the_better_way()
    {
        var run = Run("schema", "infer", Table, "-o", PathOf("draft.json"));

        Assert.Contains($"review each fact: veil schema declare {PathOf("draft.json")} age --type integer", run.Error, StringComparison.Ordinal);
        Assert.Contains("learnt from the budget", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_that_was_reviewed_fact_by_fact_is_released_without_a_warning()
    {
        var draft = Draft(s_rows + "unknown?,yes,01/01/2020\n");
        string[][] review =
        [
            ["age", "--type", "integer", "--role", "use", "--min", "0", "--max", "110"],
            ["smoker", "--unknown", "all"],
            ["seen", "--type", "date", "--role", "use", "--format", "%d/%m/%Y"],
            ["--header", "--delimiter", ","],
        ];

        Assert.All(review, facts => Assert.Equal(0, Run(["schema", "declare", draft, .. facts]).Exit));
        var run = Run("synth", PathOf("drafted.csv"), "-s", draft, "--epsilon", "1", "--bad-rows", "drop", "-m", "independent", "-o", PathOf("x.csv"), "-q");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.DoesNotContain("after looking", File.ReadAllText(PathOf("x.privacy.md")), StringComparison.Ordinal);
    }
}
