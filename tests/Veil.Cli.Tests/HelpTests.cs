using System.CommandLine;
using Veil.Cli.Commands;
using Veil.Tests;

namespace Veil.Cli.Tests;

public sealed class HelpTests : Workplace
{
    public static TheoryData<string> Commands => [.. All().Select(HelpText.PathOf)];

    [Fact]
    public void Root() => VerifyHelp();

    [Fact]
    public void Synth() => VerifyHelp("synth");

    [Fact]
    public void Train_command() => VerifyHelp("train");

    [Fact]
    public void Sample() => VerifyHelp("sample");

    [Fact]
    public void Fake() => VerifyHelp("fake");

    [Fact]
    public void Embed() => VerifyHelp("embed");

    [Fact]
    public void Plan() => VerifyHelp("plan");

    [Fact]
    public void Inspect() => VerifyHelp("inspect");

    [Fact]
    public void Schema_group() => VerifyHelp("schema");

    [Fact]
    public void Schema_infer() => VerifyHelp("schema", "infer");

    [Fact]
    public void Schema_declare() => VerifyHelp("schema", "declare");

    [Fact]
    public void Schema_validate() => VerifyHelp("schema", "validate");

    [Fact]
    public void Schema_show() => VerifyHelp("schema", "show");

    [Fact]
    public void Schema_lists() => VerifyHelp("schema", "lists");

    [Fact]
    public void Model_group() => VerifyHelp("model");

    [Fact]
    public void Model_show() => VerifyHelp("model", "show");

    [Fact]
    public void Model_report() => VerifyHelp("model", "report");

    [Fact]
    public void Split() => VerifyHelp("split");

    [Fact]
    public void Evaluate() => VerifyHelp("evaluate");

    [Fact]
    public void Budget_group() => VerifyHelp("budget");

    [Fact]
    public void Budget_create() => VerifyHelp("budget", "create");

    [Fact]
    public void Budget_list() => VerifyHelp("budget", "list");

    [Fact]
    public void Budget_show() => VerifyHelp("budget", "show");

    [Fact]
    public void Budget_verify() => VerifyHelp("budget", "verify");

    [Fact]
    public void Budget_export() => VerifyHelp("budget", "export");

    [Fact]
    public void Budget_raise() => VerifyHelp("budget", "raise");

    [Fact]
    public void Budget_refund() => VerifyHelp("budget", "refund");

    [Fact]
    public void Release() => VerifyHelp("release");

    [Fact]
    public void Verify() => VerifyHelp("verify");

    [Fact]
    public void Keygen() => VerifyHelp("keygen");

    [Fact]
    public void Doctor() => VerifyHelp("doctor");

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_fits_a_terminal_of_80_columns(string path)
    {
        var run = Run([.. path.Split(' ').Skip(1), "--help"]);

        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Examples_are_command_lines_that_parse(string path)
    {
        var command = All().Single(command => HelpText.PathOf(command) == path) as ExplainedCommand;
        foreach (var example in command?.Examples ?? [])
        {
            var own = example.Split('|').Select(part => part.Trim()).Single(part => part.StartsWith("veil ", StringComparison.Ordinal));
            Assert.StartsWith(path, own, StringComparison.Ordinal);
            Assert.Null(UsageFaults.Of(RootCommand().Parse([.. own.Split(' ').Skip(1)], CommandLine.Parsing)));
        }
    }

    [Theory]
    [InlineData("veil")]
    [InlineData("veil schema")]
    [InlineData("veil model")]
    public void A_group_of_commands_alone_shows_its_help(string path)
    {
        string[] words = [.. path.Split(' ').Skip(1)];

        Assert.Equal(Run([.. words, "--help"]), Run(words));
    }

    [Fact]
    public void The_version_is_told()
    {
        var run = Run("--version");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }

    internal static IEnumerable<Command> All()
    {
        return Below(RootCommand());

        static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
    }

    internal static RootCommand RootCommand() =>
        CommandLine.Root(new Terminal(Stream.Null, Stream.Null, TextWriter.Null, false, false), CancellationToken.None);

    private static void VerifyHelp(params string[] path)
    {
        var run = Run([.. path, "--help"]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Approval.Verify(run.Output, test: path.Length == 0 ? "veil" : string.Join('_', path));
    }
}
