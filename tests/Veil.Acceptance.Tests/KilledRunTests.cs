using System.Text.Json;
using System.Text.RegularExpressions;

namespace Veil.Acceptance.Tests;

/// <summary>A run that is killed at any moment goes on as the same run when the command is repeated, and leaves nothing half-written.</summary>
public sealed partial class KilledRunTests : VeilProcess
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(3);

    public KilledRunTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");
        Write("t.csv", "a,b,c,d,e\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i % 7},{i * i % 7},{i % 90},{i % 4},{i / 9 % 5}\n")));
    }

    [Theory]
    [InlineData("aim")]
    [InlineData("dp-ar")]
    public void A_few_times(string method) => Kill(method, kills: 3, seed: 1);

    [Theory, Slow]
    [InlineData("independent", 0.2)]
    [InlineData("mst", 0.2)]
    [InlineData("aim", 0.3)]
    [InlineData("dp-ar", 0.3)]
    public void At_many_moments(string method, double share) => Kill(method, (int)(share * Most), seed: 2);

    /// <summary>The number of runs that are killed; the environment variable VEIL_KILLS asks for more.</summary>
    internal static int Most => int.TryParse(Environment.GetEnvironmentVariable("VEIL_KILLS"), out var kills) ? kills : 20;

    private void Kill(string method, int kills, int seed)
    {
        string[] command =
            ["train", "t.csv", "--header", "--epsilon", "2", "--delta", "1e-6", "-m", method, "-o", "m.veil", "--force", "--json"];
        var random = new Random(seed);
        string? run = null;
        for (var killed = 0; killed < kills;)
        {
            using var process = Start(command);
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(random.NextDouble() * s_longestDelay))
            {
                process.Kill();
                process.WaitForExit();
                killed++;
            }

            // A training that broke off before its first state was stored is not made twice: its owner begins another.
            if (error.Result.Contains("training-lost", StringComparison.Ordinal))
            {
                File.Delete(Assert.Single(Journals()));
                run = null;
                continue;
            }

            var stored = Journals().Select(RunOf).SingleOrDefault();
            if (run is not null && stored is not null)
            {
                Assert.Equal(run, stored);
            }

            if (output.Result.Length > 0)
            {
                using var result = JsonDocument.Parse(output.Result);
                Assert.Equal(run ?? stored ?? result.RootElement.GetProperty("runId").GetString(), result.RootElement.GetProperty("runId").GetString());
            }

            run = stored;
        }

        var last = Run(command);
        Assert.True(last.Exit == 0 || last.Error.Contains("training-lost", StringComparison.Ordinal), last.Error);
        if (last.Exit == 0)
        {
            using var result = JsonDocument.Parse(last.Output);
            Assert.Equal(run ?? result.RootElement.GetProperty("runId").GetString(), result.RootElement.GetProperty("runId").GetString());
            Assert.Empty(Journals());
            Assert.Equal(["m.veil", "t.csv"], Files);
            Assert.Equal(0, Run("sample", "m.veil", "-n", "10", "-o", "rows.csv").Exit);
        }
    }

    private string[] Journals() =>
        Directory.Exists(PathOf("home/runs")) ? Directory.GetFiles(PathOf("home/runs"), "*.journal") : [];

    // The header may not be there yet.
    private static string? RunOf(string journal) =>
        RunId().Match(File.ReadAllText(journal)) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("\"run\":\"([0-9a-f]{32})\"")]
    private static partial Regex RunId();
}
