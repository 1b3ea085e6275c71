using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Veil.Cli.Tests.Awkward;

/// <summary>
/// Whatever a file holds, the program ends soon and as documented, leaves whole files or none, and says no value of the table. The
/// variable VEIL_AWKWARD sets how many files are tried, or which: <c>10000</c>, <c>417-417</c>.
/// </summary>
public sealed class AwkwardTests : Workplace
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly int[] s_documented = [0, 2, 3, 4, 5];

    [Fact]
    public void Sixty_files() => Check(Environment.GetEnvironmentVariable("VEIL_AWKWARD") ?? "60");

    [Fact]
    [Slow]
    public void Two_hundred_and_fifty_files() => Check("250");

    private void Check(string which)
    {
        var ends = which.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        var (first, last) = ends.Length == 1 ? (1, ends[0]) : (ends[0], ends[1]);
        var failures = new ConcurrentQueue<string>();
        Parallel.ForEach(
            Enumerable.Range(first, last - first + 1),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken },
            seed =>
            {
                var folder = Directory.CreateDirectory(PathOf($"{seed}"));
                var failed = Faults(AwkwardFile.Of(seed), folder).ToList();
                failed.ForEach(fault => failures.Enqueue($"seed {seed}: {fault}"));
                folder.Delete(recursive: true);
            });
        Assert.True(failures.IsEmpty, $"{failures.Count} faults:\n{string.Join("\n", failures.Order(StringComparer.Ordinal))}");
    }

    private static IEnumerable<string> Faults(AwkwardFile file, DirectoryInfo folder)
    {
        var table = Path.Combine(folder.FullName, file.Name);
        var copy = Path.Combine(folder.FullName, "copy.csv");
        File.WriteAllBytes(table, file.Bytes);
        var runs = new List<(string Command, Outcome? Run)> { Timed("inspect", table, file.Options) };
        if (folder.GetFiles().Length > 1)
        {
            yield return "inspect wrote a file";
        }

        var synth = Timed("synth", table, [.. file.Options, "--epsilon", "1", "--method", "independent", "-o", copy]);
        runs.Add(synth);
        string[] expected = synth.Run?.Exit == 0 ? ["copy.csv", "copy.privacy.json", "copy.privacy.md", file.Name] : [file.Name];
        var found = folder.GetFiles().Select(each => each.Name).ToList();
        if (!found.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
        {
            yield return $"synth {synth.Run?.Exit} left {string.Join(", ", found)}";
        }

        if (File.Exists(copy))
        {
            if (Encoding.UTF8.GetString(File.ReadAllBytes(copy)).Contains(file.Secret, StringComparison.Ordinal))
            {
                yield return "the copy holds the secret";
            }

            runs.AddRange(
            [
                Timed("inspect", copy, file.OptionsOfCopy), Timed("evaluate", copy, ["--real", copy, .. file.OptionsOfCopy]),
                Timed("evaluate", copy, ["--real", table]),
            ]);
            foreach (var (command, run) in runs[2..4].Where(each => each.Run is { Exit: not 0 }))
            {
                yield return $"{command} of the copy: {run!.Exit} {run.Error}";
            }
        }

        foreach (var (command, run) in runs)
        {
            if (run is null)
            {
                yield return $"{command} did not end in {s_limit.TotalSeconds} s";
                continue;
            }

            if (!s_documented.Contains(run.Exit))
            {
                yield return $"{command}: {run.Exit} {run.Error}";
            }

            if ((run.Output + run.Error).Contains(file.Secret, StringComparison.Ordinal))
            {
                yield return $"{command} said the secret: {run.Exit} {run.Error}";
            }
        }
    }

    private static (string Command, Outcome? Run) Timed(string command, string input, string[] options)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(s_limit);
        var run = RunUntil(stop.Token, [command, input, .. options]);
        return (command, run.Exit == ExitCodes.Cancelled ? null : run);
    }
}
