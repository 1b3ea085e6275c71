using System.Text;
using System.Text.Json;
using Veil.Data.Files;

namespace Veil.Cli.Tests;

/// <summary>Files as people have them are read, and what cannot be read names the way out.</summary>
public sealed class ReadingTests : Workplace
{
    [Fact]
    public void Title_lines_are_passed_over_and_the_fault_without_it_says_so()
    {
        var table = Write("t.csv", "Wards of the town\n" + File.ReadAllText(Table));
        string[] args = ["synth", table, "--header", "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"), "-q"];

        var refused = Run(args);
        refused.AssertFault(ExitCodes.BadInput, "delimiter-unsaid");
        Assert.Contains("--skip-lines", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, Run([.. args, "--skip-lines", "1"]).Exit);
        Assert.StartsWith("age,town\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_makes_no_advice_to_leave_out_every_row()
    {
        var table = Write("t.csv", "Wards\n" + File.ReadAllText(Table));
        var refused = Run("synth", table, "--header", "--epsilon", "1", "-o", PathOf("copy.csv"));

        refused.AssertFault(ExitCodes.BadInput, "csv-ragged-row");
        Assert.Contains("--skip-lines 1", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--bad-rows", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_says_how_a_strange_file_is_written_and_a_release_takes_its_word()
    {
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 80}, \"Ashby, {(i % 2 == 0 ? "North" : "South")}\"\n"));
        var table = Write("t.csv", "# written by hand\n# in 2024\nage, \"town\"\n" + rows);

        using var shown = JsonDocument.Parse(Run("schema", "infer", table, "--json", "-o", PathOf("s.json"), "-q").Output);
        Assert.Contains("\"commentChar\": \"#\"", File.ReadAllText(PathOf("s.json")), StringComparison.Ordinal);
        Assert.Contains("\"trimBlanks\": true", File.ReadAllText(PathOf("s.json")), StringComparison.Ordinal);
        string[] args = ["synth", table, "--header", "--comment", "#", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q"];
        Assert.Equal(0, Run(args).Exit);
        Assert.Contains(",\"Ashby, North\"\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_units_is_passed_over()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"{20 + (i % 60)},{160 + (i % 30)}\n"));
        var table = Write("t.csv", "age,height\nyears,cm\n" + rows);

        Assert.Contains("301 rows", Run("inspect", table).Output, StringComparison.Ordinal);
        var shown = Run("inspect", table, "--skip-rows", "1").Output;
        Assert.Contains("300 rows, 2 columns", shown, StringComparison.Ordinal);
        Assert.Matches("age +integer", shown);
        Assert.Equal(
            0, Run("synth", table, "--header", "--skip-rows", "1", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
        Assert.StartsWith("age,height\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_R_has_no_name_for_the_names_of_rows()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"\"{i + 1}\" {20 + (i % 60)} \"{(i % 2 == 0 ? "Ashby" : "Crewe")}\"\n"));
        var table = Write("t.txt", "\"age\" \"town\"\n" + rows);
        string[] args = ["synth", table, "--header", "--delimiter", "space", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q"];

        var refused = Run(args);
        refused.AssertFault(ExitCodes.BadInput, "csv-ragged-row");
        Assert.Contains("--row-names", refused.Error, StringComparison.Ordinal);
        var shown = Run("inspect", table).Output;
        Assert.Contains("row names", shown, StringComparison.Ordinal);
        Assert.Contains("300 rows, 3 columns", shown, StringComparison.Ordinal);
        Assert.Equal(0, Run([.. args, "--row-names"]).Exit);
        Assert.StartsWith("column1,age,town\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
        Assert.Equal(0, Run("schema", "infer", table, "-o", PathOf("s.json"), "--declare", "-q").Exit);
        Assert.Contains("\"rowNames\": true", File.ReadAllText(PathOf("s.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_of_one_word_is_no_header_without_a_name()
    {
        var table = Write("t.csv", "Report,2024\nage,town,n\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 80},Ashby,{i % 7}\n")));

        Assert.DoesNotContain("row names", Run("inspect", table).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_made_for_columns_are_told_in_one_line()
    {
        var table = Write("t.csv", ",age,age\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{i % 80},{i % 7}\n")));
        var run = Run("synth", table, "--header", "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"));

        Assert.Equal(0, run.Exit);
        Assert.Contains(
            "Names were made for columns that have none, or one that occurs twice: 'column1' (column 1), 'age_2' (column 3).\n",
            run.Error,
            StringComparison.Ordinal);
        Assert.Contains("'age_2' (column 3)", Run("inspect", table).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cp1251", "\u041C\u043E\u0441\u043A\u0432\u0430")]
    [InlineData("shift_jis", "\u6771\u4EAC")]
    [InlineData("GBK", "\u4E0A\u6D77")]
    [InlineData("macroman", "caf\u00E9")]
    [InlineData("iso-8859-2", "\u0141\u00F3d\u017A")]
    [InlineData("utf-16", "\u6771\u4EAC")]
    [InlineData("windows-1252", "\u20AC 5 \u2013 caf\u00E9")]
    [InlineData("latin1", "\u20AC 5 \u2013 caf\u00E9")]
    public void Any_encoding_is_read_by_its_name_and_the_output_is_utf8(string name, string town)
    {
        var text = "age,town\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 80},{town}\n"));
        File.WriteAllBytes(PathOf("t.csv"), CodePages.Get(CodePages.Find(name)!.Value).GetBytes(text));
        string[] args = ["synth", PathOf("t.csv"), "--header", "--encoding", name, "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q"];

        Assert.Equal(0, Run(args).Exit);
        Assert.Contains($",{town}\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1252", "caf\u00E9 \u2013 na\u00EFve", 0)]
    [InlineData("cp1251", "\u041C\u043E\u0441\u043A\u0432\u0430", ExitCodes.BadInput)]
    [InlineData("shift_jis", "\u6771\u4EAC", ExitCodes.BadInput)]
    [InlineData("macintosh", "caf\u00E9 cr\u00E8me", ExitCodes.BadInput)]
    [InlineData("iso-8859-2", "\u0141\u00F3d\u017A", ExitCodes.BadInput)]
    public void Only_what_looks_like_windows_1252_is_taken_for_it(string name, string town, int exit)
    {
        var text = "age,town\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 80},{town}\n"));
        File.WriteAllBytes(PathOf("t.csv"), CodePages.Get(CodePages.Find(name)!.Value).GetBytes(text));

        var run = Run("inspect", PathOf("t.csv"), "--json");
        Assert.Equal(exit, run.Exit);
        Assert.Contains(exit == 0 ? "\"encoding\": \"windows-1252\"" : "--encoding", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_no_delimiter_splits_are_no_table()
    {
        var table = Write("t.csv", string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},x{new string(',', i % 4)}y{i}\n")));

        Run("inspect", table).AssertFault(ExitCodes.BadInput, "csv-no-delimiter");
    }

    [Fact]
    public void The_rare_parts_of_a_dialect_can_be_declared_in_a_schema()
    {
        Assert.Equal(
            0,
            Run(
                "schema", "declare", Schema, "--header", "--delimiter", "space", "--skip-lines", "1", "--comment", "#", "--escape", "\\",
                "--encoding", "cp1250").Exit);
        var text = File.ReadAllText(Schema);
        Assert.Contains("\"skipLines\": 1", text, StringComparison.Ordinal);
        Assert.Contains("\"encoding\": \"windows-1250\"", text, StringComparison.Ordinal);
        var table = Write("t.txt", "Wards\nage  town\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $" {i % 80}  Ashby\n")));
        Assert.Equal(0, Run("synth", table, "-s", Schema, "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv")).Exit);
        Assert.StartsWith("age,town\n", File.ReadAllText(PathOf("copy.csv"), Encoding.UTF8), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_are_read_by_their_schema_and_refused_without_one()
    {
        var lines = Write("t.jsonl", string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"town\": \"Ashby\", \"age\": {i % 80}}}\n")));
        string[] args = ["synth", lines, "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"), "-q"];

        Run(args).AssertFault(ExitCodes.PrivacyRefusal, "columns-unknown");
        Assert.Equal(0, Run([.. args, "-s", Schema]).Exit);
        Assert.StartsWith("age,town\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
        Assert.Contains("200 rows, 2 columns", Run("inspect", lines).Output, StringComparison.Ordinal);
        Run("inspect", lines, "--header").AssertFault(ExitCodes.Usage, "option-of-another-format");
        Run("fake", Schema, "-o", PathOf("other.jsonl")).AssertFault(ExitCodes.Usage, "format-not-written");
    }
}
