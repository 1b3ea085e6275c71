using System.Diagnostics;

namespace Veil.Acceptance.Tests;

/// <summary>Ctrl-C at every stage: exit code 130 at once, no file left, no temporary file.</summary>
public sealed class CancellationTests : VeilProcess
{
    // The promise is one second; the other is for a machine that is busy with other tests.
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(2);

    public CancellationTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");
        Write("s.json", Schema);
    }

    [Fact]
    public void While_standard_input_is_silent()
    {
        using var process = Start(["synth", "-", "-s", "s.json", "--epsilon", "1", "-o", "out.csv"]);

        // More than a pipe holds: all of it is written only when the program is reading.
        process.StandardInput.Write(TableText(100_000));
        process.StandardInput.Flush();
        WaitUntilIdle(process);

        Interrupt(process);
    }

    [Fact]
    public void While_a_named_pipe_has_no_writer()
    {
        Assert.Equal(0, Shell("mkfifo p").Exit);
        Write("s.json", Schema.Replace("declared", "declared-after-looking", StringComparison.Ordinal));
        using var process = Start(["synth", "p", "-s", "s.json", "--epsilon", "1", "-o", "out.csv"]);

        // The last words before the table is opened.
        WaitFor(process, "Warning: ");
        WaitUntilIdle(process);

        Interrupt(process, "p");
    }

    [Fact]
    public void While_reading()
    {
        File.WriteAllText(PathOf("t.csv"), WideTable(600_000));
        using var process = Start(["synth", "t.csv", "--epsilon", "1", "--header", "-o", "out.csv"]);
        WaitFor(process, "reading the table");

        Interrupt(process, "t.csv");
    }

    [Fact]
    public void While_measuring()
    {
        File.WriteAllText(PathOf("t.csv"), WideTable(300_000));
        using var process = Start(["synth", "t.csv", "--epsilon", "1", "--header", "-o", "out.csv"]);
        WaitFor(process, "learning the types");

        Interrupt(process, "t.csv");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void While_writing_a_file(string signal)
    {
        using var process = Start(["fake", "s.json", "-n", "1000000000", "-o", "out.csv"]);
        var watch = Stopwatch.StartNew();
        while (!Directory.EnumerateFiles(Folder, ".out.csv.*.tmp").Any(file => new FileInfo(file).Length > 1 << 20) && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            Thread.Sleep(20);
        }

        Interrupt(process, signal: signal);
    }

    [Fact]
    public void While_nobody_reads_standard_output()
    {
        using var process = Start(["fake", "s.json", "-n", "1000000000"]);
        WaitFor(process, "writing rows");
        WaitUntilIdle(process);

        Interrupt(process);
    }

    private void Interrupt(Process process, string? alsoThere = null, string signal = "INT")
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]);
        var ended = process.WaitForExit(TimeSpan.FromSeconds(20));
        var took = watch.Elapsed;
        if (!ended)
        {
            process.Kill();
            Assert.Fail("The program did not end.");
        }

        Assert.Equal(130, process.ExitCode);
        Assert.EndsWith("veil: cancelled; no half-written file was left.\n", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.True(took < s_atOnce, $"It took {took}.");
        Assert.Equal(new[] { alsoThere, "s.json" }.OfType<string>().Order(StringComparer.Ordinal), Files);
    }

    private static void WaitFor(Process process, string stage)
    {
        using var tooLong = new Timer(_ => process.Kill(), null, TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
        while (process.StandardError.ReadLine() is { } line)
        {
            if (line.StartsWith(stage, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"It ended before '{stage}'.");
    }

    /// <summary>Waits until the program uses no more processor time: what it waits for does not come.</summary>
    private static void WaitUntilIdle(Process process)
    {
        var longest = Stopwatch.StartNew();
        for (var (used, still) = (TimeSpan.Zero, 0); still < 5; Thread.Sleep(20))
        {
            Assert.True(longest.Elapsed < TimeSpan.FromSeconds(30), "It does not come to rest.");
            process.Refresh();
            still = process.TotalProcessorTime == used ? still + 1 : 0;
            used = process.TotalProcessorTime;
        }
    }

    private static string WideTable(int rows)
    {
        var names = string.Join(',', Enumerable.Range(0, 40).Select(i => $"c{i}"));
        var row = string.Join(',', Enumerable.Range(0, 40).Select(i => $"{i * 37}"));
        return names + "\n" + string.Concat(Enumerable.Repeat(row + "\n", rows));
    }
}
