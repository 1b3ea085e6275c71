using System.Text.Json;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Cli.Tests.Formats.FixedWidth;

/// <summary>A new format is a folder and a line: the commands read it, write it and compare it as they are.</summary>
public sealed class FixedWidthTests : Workplace
{
    private static readonly FormatCatalog s_formats = new(
        new CsvFormat(),
        new FixedWidthFormat());

    // The table of 200 people, its names in the first line.
    private string[] Lines =>
        [.. File.ReadAllLines(Table).Select(line => string.Concat(line.Split(',').Select(cell => $"{cell,-FixedWidthFormat.CellWidth}")))];

    [Theory]
    [InlineData("people.fwf")]
    [InlineData("people.FWF")]
    [InlineData("people")] // by its signature
    [InlineData("people.data")]
    public void It_is_inspected(string name)
    {
        var run = RunOn(s_formats, "inspect", People(name), "--json");

        Assert.Equal(0, run.Exit);
        Assert.Equal((200, JsonValueKind.Null), (run.Json.GetProperty("rows").GetInt32(), run.Json.GetProperty("dialect").ValueKind));
        Assert.Equal(
            [("age", "Integer"), ("town", "Category")],
            run.Json.GetProperty("columns").EnumerateArray().Select(column => (column.GetProperty("name").GetString(), column.GetProperty("type").GetString())));
    }

    [Fact]
    public void It_is_synthesized_and_evaluated()
    {
        var (real, copy) = (People("people.fwf"), PathOf("copy.fwf"));

        var synth = RunOn(s_formats, "synth", real, "-s", Schema, "--epsilon", "10", "-n", "300", "-o", copy, "-q");
        var evaluate = RunOn(s_formats, "evaluate", copy, "--real", real, "--json");

        Assert.Equal((0, ""), (synth.Exit, synth.Error));
        var lines = File.ReadAllLines(copy);
        Assert.Equal(Lines[0], lines[1]);
        Assert.Equal(302, lines.Length);
        Assert.All(lines[1..], line => Assert.Equal(2 * FixedWidthFormat.CellWidth, line.Length));
        Assert.True(File.Exists(PathOf("copy.privacy.json")));
        Assert.Equal(0, evaluate.Exit);
        Assert.Contains("copy.fwf, 300 rows, 2 columns compared", evaluate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_becomes_another_format_where_the_output_is_named_so()
    {
        var run = RunOn(s_formats, "synth", People("people.fwf"), "--epsilon", "5", "-n", "10", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal("age,town", File.ReadLines(PathOf("copy.csv")).First());
    }

    [Fact]
    public void It_is_split_and_needs_no_word_about_a_header()
    {
        var run = RunOn(s_formats, "split", People("people.fwf"), "-o", PathOf("train.fwf"), "--rest", PathOf("rest.fwf"));

        Assert.Equal(0, run.Exit);
        Assert.Equal((162, 42), (File.ReadAllLines(PathOf("train.fwf")).Length, File.ReadAllLines(PathOf("rest.fwf")).Length));
        Assert.Contains($"Next: veil train {PathOf("train.fwf")} --epsilon 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_delimited_text_are_refused() =>
        RunOn(s_formats, "inspect", People("people.fwf"), "--delimiter", ";").AssertFault(ExitCodes.Usage, "option-of-another-format");

    private string People(string name) => Write(name, $"{FixedWidthFormat.Signature}\n{string.Join('\n', Lines)}\n");
}
