using System.Text.Json;

namespace Veil.Acceptance.Tests;

/// <summary>Runs that are killed, and many at once, leave a ledger that is whole.</summary>
public sealed class LedgerTests : VeilProcess
{
    public LedgerTests()
    {
        Write("s.json", Schema.Replace("\"rows\": 200", "\"rows\": 2000", StringComparison.Ordinal));
        Write("people.csv", TableText(2000));
    }

    [Fact]
    public void A_run_that_is_killed_leaves_a_whole_ledger() => Kill(10);

    [Fact]
    [Slow]
    public void Many_runs_that_are_killed_leave_a_whole_ledger() => Kill(KilledRunTests.Most);

    [Fact]
    public void Eight_processes_pass_no_limit()
    {
        Assert.Equal(0, Run("budget", "create", "people", "--epsilon", "2").Exit);
        var processes = Enumerable.Range(0, 8).Select(i => Start(Train($"{i}.veil"))).ToList();
        var ended = processes.Select(process => End(process, "")).ToList();

        var trained = ended.Count(run => run.Exit == 0);
        Assert.All(ended.Where(run => run.Exit != 0), run => Assert.Contains("account-exceeded", run.Error, StringComparison.Ordinal));
        Assert.InRange(trained, 1, 7);
        Assert.Equal(trained, Runs("committed").Count);
        Assert.Equal(0, Run("budget", "verify").Exit);
    }

    [Fact]
    public void A_ledger_on_a_full_disk_stops_the_run_before_anything_is_spent()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small disk");
        Directory.CreateDirectory(PathOf("home"));
        Assert.SkipUnless(Shell("mount -t tmpfs -o size=64k tmpfs home").Exit == 0, "this machine lets nobody mount a small disk");
        try
        {
            Shell("head -c 60000 /dev/zero > home/filler");
            var run = Run(Train("m.veil"));
            Assert.Equal(4, run.Exit);
            Assert.False(File.Exists(PathOf("m.veil")));
        }
        finally
        {
            Shell("umount home");
        }
    }

    // The moment is anywhere between the start of the program and its end.
    private void Kill(int times)
    {
        Assert.Equal(0, Run("budget", "create", "people", "--epsilon", "1000", "--delta", "1e-3").Exit);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(0, Run(Train("whole.veil")).Exit);
        var whole = watch.Elapsed;
        for (var i = 0; i < times; i++)
        {
            var model = $"{i}.veil";
            using (var process = Start(Train(model)))
            {
                Thread.Sleep(whole * ((i + 0.5) / times));
                process.Kill();
                process.WaitForExit();
            }

            Assert.Equal(0, Run("budget", "verify").Exit);
            if (File.Exists(PathOf(model)))
            {
                using var shown = JsonDocument.Parse(Run("model", "show", model, "--json").Output);
                Assert.Contains(shown.RootElement.GetProperty("runId").GetString()!, Runs("committed"));
            }
        }

        // What may have drawn noise is spent for good, what was only reserved is given back by its owner alone.
        var committed = Runs("committed");
        Assert.All(committed, run => Assert.Equal(5, Run("budget", "refund", "people", run, "--reason", "a try").Exit));
        Assert.All(Runs("reserved"), run => Assert.Equal(0, Run("budget", "refund", "people", run, "--reason", "killed").Exit));
        Assert.Equal(committed, Runs("committed"));
        Assert.Equal(0, Run("budget", "verify").Exit);
    }

    private static string[] Train(string model) =>
        ["train", "people.csv", "-s", "s.json", "--epsilon", "1", "-m", "mst", "--account", "people", "-o", model, "-q", "-f"];

    private List<string> Runs(string status)
    {
        using var shown = JsonDocument.Parse(Run("budget", "show", "people", "--json").Output);
        return [.. shown.RootElement.GetProperty("runs").EnumerateArray()
            .Where(run => run.GetProperty("status").GetString() == status).Select(run => run.GetProperty("run").GetString()!)];
    }
}
