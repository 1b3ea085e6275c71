using System.Reflection;
using System.Text.RegularExpressions;
using Veil.Data.Errors;
using Veil.Tests;

namespace Veil.Cli.Tests;

/// <summary>Below the command line sentences name settings and jobs; the command line words them as its options and commands.</summary>
public sealed partial class WordingTests
{
    public static TheoryData<string> Below => ["Veil.Data", "Veil.Privacy", "Veil.Synthesis", "Veil.Evaluation", "Veil.Reports", "Veil.Sql", "Veil.Workflows"];

    [Theory]
    [MemberData(nameof(Below))]
    public void No_sentence_below_the_command_line_names_an_option_or_a_command(string assembly) =>
        Assert.DoesNotContain(LiteralStrings.Of(Assembly.Load(assembly)), text => OptionOrCommand().IsMatch(text));

    [Fact]
    public void Every_setting_and_job_that_a_sentence_names_is_an_option_or_a_command()
    {
        var commands = HelpTests.All().ToList();
        var options = commands.SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        var paths = commands.Select(command => HelpText.PathOf(command)).ToHashSet();
        var found = 0;
        foreach (var text in Below.SelectMany(row => LiteralStrings.Of(Assembly.Load(row.Data))))
        {
            FaultText.Of(
                text,
                setting =>
                {
                    found++;
                    Assert.Contains(OptionText.OfSetting(setting), options);
                    return "";
                },
                job =>
                {
                    found++;
                    Assert.Contains("veil " + Capitals().Replace(job, ""), paths);
                    return "";
                });
        }

        Assert.True(found > 30, $"Only {found} settings and jobs are named: sentences no longer refer to them in the way that is looked for.");
    }

    [Fact]
    public void A_fault_is_worded_by_its_front_end()
    {
        var fault = new VeilException(FaultKind.Usage, "a-code", "There is no ‹epsilon›.", "Add ‹epsilon›, or use ‹job fake›.");

        Assert.Equal("There is no 'epsilon'.", fault.Message);
        Assert.Equal("Add 'epsilon', or use 'fake'.", fault.WayOut);
        Assert.Equal(("There is no --epsilon.", "Add --epsilon, or use 'veil fake'."), fault.Worded(OptionText.OfSetting, OptionText.OfJob));
    }

    [GeneratedRegex("(^|[ (\"'])--[a-z]|'veil |(^|[ (\"'])-[a-z]( |$)")]
    private static partial Regex OptionOrCommand();

    [GeneratedRegex("( [A-Z]+)+$")]
    private static partial Regex Capitals();
}
