using Veil.Data.Schemas;
using Veil.Data.Schemas.CodeLists;

namespace Veil.Cli.Tests;

/// <summary><c>veil schema declare</c>: what it writes, what it refuses, and that a refusal leaves the file as it was.</summary>
public sealed class DeclareTests : Workplace
{
    [Fact]
    public void Facts_are_stated_in_place_and_the_others_stay()
    {
        var draft = Write("draft.json", """
            {
              "fields": [{"name": "age", "type": "string"}, {"name": "town", "type": "string"}],
              "privacy": {"version": 1, "provenance": "data"}
            }
            """);

        var run = Run("schema", "declare", draft, "age", "--type", "integer", "--min", "0", "--max", "110", "--missing", "NA,");

        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.Contains("bounds         0 to 110           declared", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            """
            {
              "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
              "fields": [
                {
                  "name": "age",
                  "type": "integer",
                  "constraints": {"minimum": 0, "maximum": 110},
                  "missingValues": ["NA", ""],
                  "privacy": {
                    "provenance": {"type": "declared", "role": "data", "bounds": "declared", "missingValues": "declared"}
                  }
                },
                {"name": "town", "type": "string", "privacy": {"provenance": "data"}}
              ],
              "privacy": {"version": 1, "provenance": "declared"}
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(draft));
    }

    [Theory]
    [InlineData("declare-nothing", "age", "--from", "public")]
    [InlineData("declare-nothing", "--from", "public")]
    [InlineData("declare-column-absent", "age", "twon", "--role", "drop")]
    [InlineData("unknown-code-list", "town", "--categories", "@us-sates")]
    [InlineData("declare-column-absent", "agee", "--type", "integer")]
    [InlineData("declare-misplaced", "--type", "integer")]
    [InlineData("declare-misplaced", "age", "--header")]
    [InlineData("declare-unknown-fact", "age", "--unknown", "bound")]
    [InlineData("declare-unknown-fact", "--unknown", "type")]
    [InlineData("declare-and-unknown", "age", "--type", "integer", "--unknown", "type")]
    [InlineData("options-contradict", "--header", "--no-header")]
    [InlineData("schema-bounds-order", "age", "--min", "9", "--max", "1")]
    [InlineData("schema-half-bounds", "age", "--min", "9")]
    [InlineData("schema-wrong-kind", "age", "--type", "date", "--min", "1", "--max", "2")]
    [InlineData("schema-unknown-word", "age", "--type", "interger")]
    [InlineData("declare-range-of-other-type", "age", "--type", "string")]
    [InlineData("schema-misplaced-key", "age", "--granularity", "day")]
    [InlineData("schema-boolean-labels", "town", "--type", "boolean", "--true", "a")]
    [InlineData("schema-label-missing", "town", "--missing", "Ashby")]
    [InlineData("bad-option", "--delimiter", ",", "--rows", "-1")]
    public void What_cannot_be_is_refused_and_the_file_left_as_it_was(string code, params string[] facts)
    {
        Run(["schema", "declare", Schema, "-q", .. facts]).AssertFault(ExitCodes.Usage, code);
        Assert.Equal(SchemaText, File.ReadAllText(Schema));
        Assert.Equal(["people.csv", "people.schema.json"], Files);
    }

    [Fact]
    public void How_numbers_and_keys_are_written_can_be_declared()
    {
        Assert.Equal(0, Run(
            "schema", "declare", Schema, "age", "--type", "number", "--group-mark", ",", "--prefix", "$", "--least-decimals", "2", "--step", "0.01",
            "--parentheses").Exit);
        Assert.Equal(0, Run("schema", "declare", Schema, "town", "--unknown", "categories", "--role", "identifier", "--key-form", "T-###").Exit);

        var schema = Veil.Data.Schemas.SchemaJson.Load(Schema);
        Assert.Equal(
            new NumberForm { GroupMark = ',', Prefix = "$", LeastDecimals = 2, HasParentheses = true },
            schema.Find("age")!.NumberForm!.Value);
        Assert.Equal(new Fact<string>("T-###", Provenance.Declared), schema.Find("town")!.KeyForm);
        var rows = Run("fake", Schema, "-n", "2", "-q").Output.Split('\n');
        Assert.Matches(@"^\$\d+\.\d\d,T-001$", rows[1]);
        Assert.EndsWith(",T-002", rows[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schema-misplaced-key", "town", "--suffix", " kg")]
    [InlineData("schema-number-form", "age", "--least-decimals", "99")]
    [InlineData("schema-misplaced-key", "age", "--key-form", "###")]
    [InlineData("bad-option", "age", "--group-mark", "::")]
    public void Forms_that_cannot_be_are_refused(string code, params string[] facts)
    {
        Run(["schema", "declare", Schema, "-q", .. facts]).AssertFault(ExitCodes.Usage, code);
        Assert.Equal(SchemaText, File.ReadAllText(Schema));
    }

    [Fact]
    public void A_misspelt_column_is_guessed() =>
        Assert.Contains("Did you mean 'town'?", Run("schema", "declare", Schema, "twon", "--role", "use").Error, StringComparison.Ordinal);

    [Fact]
    public void Without_a_fact_the_present_ones_are_shown()
    {
        var run = Run("schema", "declare", Schema, "age", "town");

        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.Contains("Column 'age':\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("type           integer     declared", run.Error, StringComparison.Ordinal);
        Assert.Contains("categories     Ashby, Borough, Crewe  declared", run.Error, StringComparison.Ordinal);
        Assert.Contains("rows           200", Run("schema", "declare", Schema).Error, StringComparison.Ordinal);
        Assert.Equal(SchemaText, File.ReadAllText(Schema));
    }

    [Fact]
    public void The_same_is_stated_of_several_columns()
    {
        var draft = Write("draft.json", """{"fields": [{"name": "home"}, {"name": "work"}, {"name": "age", "type": "integer"}]}""");

        Assert.Equal(0, Run("schema", "declare", draft, "home", "work", "--type", "string", "--categories", "@us-states,@@home,abroad").Exit);

        var schema = SchemaJson.Load(draft);
        Assert.Equal([.. CodeList.Get("us-states").Codes, "@home", "abroad"], schema.Find("home")!.Categories!.Value);
        Assert.Equal(schema.Find("home")!.Categories!.Value, schema.Find("work")!.Categories!.Value);
        Assert.Null(schema.Find("age")!.Categories);
    }

    [Fact]
    public void Lists_of_codes_are_shown()
    {
        Assert.Contains("@us-states ", Run("schema", "lists").Output, StringComparison.Ordinal);
        Assert.Equal("AK", Run("schema", "lists", "@us-states").Output.Split('\n')[0]);
        Assert.Equal(CodeList.All.Length, Run("schema", "lists", "--json").Json.GetProperty("lists").GetArrayLength());
        var run = Run("schema", "lists", "month");
        run.AssertFault(ExitCodes.Usage, "unknown-code-list");
        Assert.Contains("Did you mean 'months'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_says_what_to_check()
    {
        var table = Write("draft.csv", "id,score,town,when\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{i},{(i % 20 == 0 ? "none" : $"{i % 7}")},{(i % 3 == 0 ? "none" : i % 3 == 1 ? "Ashby" : "x y")},0{1 + (i % 9)}/02/2024\n")));

        var said = string.Join(' ', Run("schema", "infer", table, "-o", PathOf("draft.json")).Error.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("Check 'when': date, because", said, StringComparison.Ordinal);
        Assert.Contains("Values are not learnt: 'id' (identifier).", said, StringComparison.Ordinal);
        Assert.Contains("Ranges are learnt from the budget: 'score', 'when'.", said, StringComparison.Ordinal);
        Assert.Contains("Labels are learnt from the budget: 'town'.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_method_is_guessed() => Assert.Contains(
        "Did you mean 'independent'?", Run("synth", Table, "-s", Schema, "--epsilon", "1", "-m", "indepedent", "-o", PathOf("x.csv")).Error, StringComparison.Ordinal);

    [Fact]
    public void The_result_may_go_elsewhere()
    {
        var run = Run("schema", "declare", Schema, "town", "--unknown", "categories", "-o", PathOf("other.json"), "--json");

        Assert.Equal((0, "", "schema columns"), (run.Exit, run.Error, run.Keys));
        Assert.Equal(SchemaText, File.ReadAllText(Schema));
        Assert.DoesNotContain("Ashby", File.ReadAllText(PathOf("other.json")), StringComparison.Ordinal);
        Run("schema", "declare", Schema, "town", "--unknown", "categories", "-o", PathOf("other.json")).AssertFault(ExitCodes.Usage, "file-exists");
    }

    [Fact]
    public void Labels_may_hold_commas_and_quotes()
    {
        Assert.Equal(0, Run("schema", "declare", Schema, "town", "--categories", "\"a,b\",\"say \"\"x\"\"\",c", "--ordered").Exit);

        Assert.Contains("\"categories\": [\"a,b\", \"say \\\"x\\\"\", \"c\"]", File.ReadAllText(Schema), StringComparison.Ordinal);
        Run("schema", "declare", Schema, "town", "--categories", "\"a,b", "-q").AssertFault(ExitCodes.Usage, "bad-option");
    }

    [Fact]
    public void Show_marks_what_came_from_looking()
    {
        var draft = PathOf("draft.json");
        Run("schema", "infer", Table, "-o", draft, "-q");
        Run("schema", "declare", draft, "age", "--type", "integer", "-q");

        var shown = Run("schema", "show", draft).Output;

        Assert.Contains("declared: type; data: role", shown, StringComparison.Ordinal);
        Assert.Contains("dialect        comma between fields, double quotes, header, utf-8, decimal point  data", shown, StringComparison.Ordinal);
        Assert.Contains("A release refuses such facts", shown, StringComparison.Ordinal);
    }
}
