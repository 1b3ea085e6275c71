using System.Text;
using Veil.Cli.Commands;

namespace Veil.Cli.Tests.Issues;

/// <summary><c>veil sample -n 99999999999</c> filled the disk before it failed.</summary>
public sealed class DiskTooSmall : Workplace
{
    private const string Many = "9000000000000000";

    [Theory]
    [InlineData("sample")]
    [InlineData("fake")]
    public void A_script_is_refused_with_both_sizes(string command)
    {
        var run = Run(command, command == "sample" ? Train() : Schema, "-n", Many, "-o", PathOf("x.csv"), "-q");

        run.AssertFault(ExitCodes.CannotFinish, "disk-too-small");
        Assert.Matches(@"would take about [0-9.]+ PB, and [0-9.]+ [kMGTP]B are free there\.", run.Error);
        Assert.DoesNotContain(Files, name => name.Contains("x.csv", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("synth")]
    [InlineData("embed")]
    public void What_would_be_paid_for_and_lost_is_refused_before_the_table_is_read(string command) =>
        Run(command, PathOf("absent.csv"), "-s", Schema, "--epsilon", "1", "-n", Many, "-o", PathOf("x.csv"))
            .AssertFault(ExitCodes.CannotFinish, "disk-too-small");

    [Fact]
    public void A_person_is_asked_and_may_say_no()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("n\n"));
        var terminal = new Terminal(input, Stream.Null, error, IsErrorInteractive: true, IsInputInteractive: true);

        var exit = CommandLine.Run(["fake", Schema, "-n", Many, "-o", PathOf("x.csv"), "-q"], terminal, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.CannotFinish, exit);
        Assert.Contains("Continue anyway? [y/N] ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_may_say_yes()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("y\n"));
        using var stopped = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var terminal = new Terminal(input, Stream.Null, error, IsErrorInteractive: true, IsInputInteractive: true);

        Assert.Equal(ExitCodes.Cancelled, CommandLine.Run(["fake", Schema, "-n", Many, "-o", PathOf("x.csv"), "-q"], terminal, stopped.Token));
        Assert.Equal(["people.csv", "people.schema.json"], Files);
    }

    [Fact]
    public void What_fits_is_written_unasked() =>
        Assert.Equal(0, Run("fake", Schema, "-n", "150000", "-o", PathOf("x.csv"), "-q").Exit);
}
