using System.Diagnostics;

namespace Veil.Acceptance.Tests.Issues;

/// <summary>A run that was killed, with no chance to clean up, left its half-written table for ever.</summary>
public sealed class FilesOfAKilledRun : VeilProcess
{
    private const string Drafts = ".*.veil.tmp";

    public FilesOfAKilledRun()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");
        Write("s.json", Schema);
    }

    [Fact]
    public void Are_gone_when_the_next_run_has_written_into_the_folder()
    {
        using (var killed = Writing("killed.csv"))
        {
            killed.Kill();
            killed.WaitForExit();
        }

        Assert.Single(Directory.EnumerateFiles(Folder, Drafts));
        Assert.Equal(0, Run("fake", "s.json", "-n", "5", "-o", "next.csv").Exit);

        Assert.Equal(["next.csv", "next.privacy.json", "next.privacy.md", "s.json"], Files);
    }

    [Fact]
    public void Are_told_from_those_of_a_run_that_still_writes()
    {
        using var running = Writing("running.csv");
        Assert.Equal(0, Run("fake", "s.json", "-n", "5", "-o", "next.csv").Exit);

        Assert.Single(Directory.EnumerateFiles(Folder, Drafts));
        using var terminate = Process.Start("kill", ["-TERM", $"{running.Id}"]);
        Assert.True(running.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Empty(Directory.EnumerateFiles(Folder, Drafts));
    }

    private Process Writing(string output)
    {
        var process = Start(["fake", "s.json", "-n", "200000000", "-o", output, "-q"]);
        var watch = Stopwatch.StartNew();
        while (!Directory.EnumerateFiles(Folder, $".{output}.*").Any(file => new FileInfo(file).Length > 1 << 16))
        {
            Assert.False(process.HasExited, "It ended before it wrote.");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "It writes nothing.");
            Thread.Sleep(20);
        }

        return process;
    }
}
