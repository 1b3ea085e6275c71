namespace Veil.Cli.Tests;

public sealed class DocumentationTests
{
    private static readonly string s_text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "cli.md"));

    [Fact]
    public void Every_command_is_documented()
    {
        foreach (var path in HelpTests.All().Where(command => command.Subcommands.Count == 0).Select(HelpText.PathOf))
        {
            Assert.Contains($"## `{path}`", s_text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_option_is_documented()
    {
        foreach (var option in HelpTests.All().SelectMany(command => command.Options).Select(option => option.Name).Distinct())
        {
            Assert.Contains($"`{option}", s_text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_exit_code_is_documented()
    {
        int[] codes =
        [
            ExitCodes.Done, ExitCodes.Bug, ExitCodes.Usage, ExitCodes.BadInput, ExitCodes.CannotFinish, ExitCodes.PrivacyRefusal,
            ExitCodes.VerificationFailed, ExitCodes.Cancelled,
        ];
        foreach (var code in codes)
        {
            Assert.Contains($"| {code} |", s_text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_rule_is_documented_as_refusals_word_it() =>
        Assert.All(
            Veil.Workflows.Guardrails.GuardrailCatalog.All,
            rule => Assert.Contains($"| {rule.Id} | {rule.Rule} | {rule.Why} |", s_text, StringComparison.Ordinal));
}
