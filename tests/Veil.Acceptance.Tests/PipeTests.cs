namespace Veil.Acceptance.Tests;

/// <summary>The program among others: pipes, standard input and output, environment.</summary>
public sealed class PipeTests : VeilProcess
{
    public PipeTests()
    {
        Write("t.csv", TableText(200));
        Write("s.json", Schema);
    }

    [Fact]
    public void Standard_input_to_standard_output()
    {
        var run = RunWith(TableText(200), "synth", "-", "-s", "s.json", "--epsilon", "1", "-o", "-", "-q");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(201, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["s.json", "t.csv"], Files);
    }

    [Fact]
    public void A_reader_that_has_had_enough_is_no_fault()
    {
        var run = Shell("veil fake s.json -n 1000000000 -q | head -2; echo \"${PIPESTATUS[@]}\"");

        Assert.Equal(("", 3), (run.Error, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.EndsWith("\n0 0\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Talk_does_not_mix_with_data()
    {
        var run = Shell("veil synth t.csv -s s.json --epsilon 1 -o - 2>/dev/null | tail -n +2 | grep -vcE '^[0-9]+,(Ashby|Borough|Crewe)$'");

        Assert.Equal("0\n", run.Output);
    }

    [Fact]
    public void What_comes_after_in_the_same_file_stays_after()
    {
        Assert.Equal(0, Shell("{ echo before; veil fake s.json -n 1000 -q; echo after; } > out.txt").Exit);
        var lines = File.ReadAllLines(PathOf("out.txt"));

        Assert.Equal((1003, "before", "after"), (lines.Length, lines[0], lines[^1]));
    }

    [Fact]
    public void A_named_pipe_and_a_process_substitution_are_tables()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no named pipes in the file system");
        var run = Shell("mkfifo p; cat t.csv > p & veil synth p -s s.json --epsilon 1 -o a.csv -q && veil synth <(cat t.csv) -s s.json --epsilon 1 -o b.csv -q; wc -l < a.csv; wc -l < b.csv");

        Assert.Equal((0, "201\n201\n", ""), (run.Exit, run.Output, run.Error));
    }

    [Fact]
    public void The_state_folder_is_the_one_of_the_environment()
    {
        var home = PathOf("my home");
        using var good = Start(["doctor"], home);
        var run = End(good, "");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains($"{home} can be written to", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_folder_that_cannot_be_made_is_told()
    {
        using var bad = Start(["doctor"], PathOf("t.csv"));
        var run = End(bad, "");

        Assert.Equal(4, run.Exit);
        Assert.Contains("BAD", run.Output, StringComparison.Ordinal);
        Assert.Contains("VEIL_HOME", run.Output, StringComparison.Ordinal);
    }
}
