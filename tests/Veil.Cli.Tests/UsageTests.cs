using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Veil.Cli.Tests;

public sealed partial class UsageTests : Workplace
{
    [Theory]
    [InlineData("unknown-command", "synht people.csv", "'veil' has no command 'synht'", "Did you mean 'synth'?")]
    [InlineData("unknown-command", "synht --help", "'veil' has no command 'synht'", "Did you mean 'synth'?")]
    [InlineData("unknown-command", "schema inferr x", "'veil schema' has no command 'inferr'", "Did you mean 'infer'?")]
    [InlineData("unknown-command", "zzzzzzzz", "'veil' has no command 'zzzzzzzz'", "'veil --help' lists the commands")]
    [InlineData("unknown-option", "synth people.csv --epsilo 1", "'veil synth' has no option --epsilo", "Did you mean '--epsilon'?")]
    [InlineData("unknown-option", "synth people.csv --epsilo=1", "'veil synth' has no option --epsilo", "Did you mean '--epsilon'?")]
    [InlineData("unknown-option", "sample m.veil --delimiter ;", "'veil sample' has no option --delimiter", "'veil sample --help' lists its options")]
    [InlineData("argument-absent", "synth", "INPUT is missing", "'veil synth --help'")]
    [InlineData("argument-absent", "sample -n 5", "MODEL is missing", "'veil sample --help'")]
    [InlineData("too-many-arguments", "synth a.csv b.csv --epsilon 1", "'veil synth' takes one INPUT: 'b.csv' is one too many", "'veil synth --help'")]
    [InlineData("option-absent", "plan --epsilon 1", "Option --schema is required", "'veil plan --help'")]
    [InlineData("option-absent", "train a.csv --epsilon 1", "Option --output is required", "'veil train --help'")]
    [InlineData("option-without-value", "synth a.csv --epsilon", "Option --epsilon needs a value: --epsilon N", "'veil synth --help'")]
    [InlineData("bad-option", "synth a.csv --epsilon one", "Option --epsilon needs a number such as 1", "")]
    [InlineData("bad-option", "synth a.csv --epsilon 1 --delta tiny", "Option --delta needs a number such as 1e-9", "")]
    [InlineData("bad-option", "synth a.csv --epsilon 1 --epsilon 2", "Option --epsilon expects a single argument", "")]
    [InlineData("bad-option", "synth a.csv --epsilon 1 --neighbours all", "Option --neighbours needs 'add-remove' or 'replace-one'", "")]
    [InlineData("bad-option", "synth a.csv --epsilon 1 --max-rows-per-entity 0", "Option --max-rows-per-entity needs a whole number of 1 or more", "")]
    [InlineData("bad-option", "synth a.csv --epsilon 1 --noise-seed x", "Option --noise-seed needs a whole number", "")]
    [InlineData("bad-option", "fake s.json -n -5", "Option --rows needs a whole number of 0 or more", "")]
    [InlineData("bad-option", "fake s.json -n 1.5", "Option --rows needs a whole number of 0 or more", "")]
    [InlineData("bad-option", "model show m.veil --errors --confidence 1", "Option --confidence needs a number between 0 and 1", "")]
    [InlineData("bad-option", "fake s.json --seed -1", "Option --seed needs a whole number from 0 to 18446744073709551615", "")]
    [InlineData("bad-option", "inspect a.csv --bad-rows ignore", "Option --bad-rows needs 'fail' or 'drop'", "")]
    [InlineData("bad-option", "inspect a.csv --bad-rows fail,drop", "Option --bad-rows needs 'fail' or 'drop'", "")]
    [InlineData("bad-option", "inspect a.csv --delimiter x", "Option --delimiter needs ',', ';', '|', 'tab', 'space'", "")]
    [InlineData("bad-option", "inspect a.csv --comment x", "Option --comment needs one sign", "")]
    [InlineData("bad-option", "inspect a.csv --skip-lines -1", "Option --skip-lines needs a whole number of 0 or more", "")]
    [InlineData("options-contradict", "inspect a.csv --comment # --escape #", "cannot name the same character", "Leave one of them out")]
    [InlineData("bad-option", "inspect a.csv --quote x", "Option --quote needs a double or a single quote", "")]
    [InlineData("bad-option", "inspect a.csv --encoding ebcdic", "Option --encoding needs the name of an encoding, such as utf-8", "")]
    [InlineData("bad-option", "inspect a.csv --max-field-bytes 0", "Option --max-field-bytes needs a whole number from 1 to 536870912", "")]
    [InlineData("bad-option", "inspect a.csv --max-decompression-ratio 0", "Option --max-decompression-ratio needs a whole number", "")]
    public void A_mistyped_command_line_is_answered_in_words(string code, string line, string message, string wayOut)
    {
        var run = Run(line.Split(' '));

        run.AssertFault(ExitCodes.Usage, code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Contains(wayOut, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_method_is_refused() =>
        Run("synth", Table, "--epsilon", "1", "--header", "-m", "independant", "-o", PathOf("x.csv")).AssertFault(ExitCodes.Usage, "unknown-method");

    [Fact]
    public void A_plan_without_a_schema_does_not_say_that_none_is_needed()
    {
        var run = Run("plan", "--epsilon", "1");

        run.AssertFault(ExitCodes.Usage, "option-absent");
        Assert.DoesNotContain("Without one", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_that_the_schema_lacks_is_refused_with_a_guess()
    {
        var run = Run("plan", "-s", Schema, "--epsilon", "1", "--entity", "twon");

        run.AssertFault(ExitCodes.Usage, "entity-not-in-schema");
        Assert.Contains("Did you mean 'town'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_without_a_schema_is_refused() =>
        Run("synth", Table, "--epsilon", "1", "--header", "--entity", "town").AssertFault(ExitCodes.Usage, "entity-needs-schema");

    [Theory]
    [InlineData("synth")]
    [InlineData("train")]
    [InlineData("sample")]
    [InlineData("fake")]
    [InlineData("schema infer")]
    public void A_file_that_exists_is_not_replaced_without_force(string command)
    {
        var source = command switch { "sample" => Train(), "fake" => Schema, _ => Table };
        var taken = Write("taken.csv", "mine");
        string[] privacy = command is "synth" or "train" ? ["--epsilon", "1", "-s", Schema] : [];
        string[] args = [.. command.Split(' '), source, "-o", taken, "-q", .. privacy];

        Run(args).AssertFault(ExitCodes.Usage, "file-exists");
        Assert.Equal("mine", File.ReadAllText(taken));
        Assert.Equal(0, Run([.. args, "--force"]).Exit);
        Assert.NotEqual("mine", File.ReadAllText(taken));
    }

    [Fact]
    public void An_absent_folder_is_refused_before_anything_is_read() =>
        Run("synth", PathOf("absent.csv"), "--epsilon", "1", "--header", "-o", PathOf("nowhere/x.csv")).AssertFault(ExitCodes.Usage, "folder-absent");

    [Fact]
    public void A_budget_must_be_named() =>
        Run("synth", Table, "-o", PathOf("x.csv")).AssertFault(ExitCodes.Usage, "epsilon-absent");

    [Theory]
    [InlineData("sample")]
    [InlineData("fake")]
    [InlineData("synth")]
    public void Rows_and_json_do_not_mix_on_standard_output(string command)
    {
        var source = command switch { "sample" => Train(), "fake" => Schema, _ => Table };
        string[] privacy = command is "synth" ? ["--epsilon", "1", "--header", "-o", "-"] : [];

        Run([command, source, "--json", .. privacy]).AssertFault(ExitCodes.Usage, "two-outputs");
    }

    [Fact]
    public void A_table_from_standard_input_needs_a_name_for_its_copy() =>
        Run("synth", "-", "--epsilon", "1", "--header").AssertFault(ExitCodes.Usage, "output-absent");

    [Fact]
    public void A_model_does_not_go_to_standard_output() =>
        Run("train", Table, "--epsilon", "1", "--header", "-o", "-").AssertFault(ExitCodes.Usage, "model-to-stdout");

    [Fact]
    public void Every_option_that_a_message_names_exists()
    {
        var options = HelpTests.All().SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name)).Append("--help").ToHashSet();
        foreach (var file in Directory.EnumerateFiles(SourceFolder(), "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match named in NamedOption().Matches(File.ReadAllText(file)))
            {
                Assert.True(options.Contains(named.Value), $"{Path.GetFileName(file)} names {named.Value}, which no command has.");
            }
        }
    }

    [GeneratedRegex(@"(?<=[ '""(])--[a-z][a-z-]+")]
    private static partial Regex NamedOption();

    private static string SourceFolder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "src"));
}
