using System.Text.Json;

namespace Veil.Cli.Tests.Issues;

/// <summary>
/// The JSON of jobs that read rows held the size of the file, the number of rows left out and times among what may be
/// published; lines on standard error did not say so either.
/// </summary>
public sealed class InternalFacts : Workplace
{
    [Theory]
    [InlineData("synth", "x.csv")]
    [InlineData("train", "x.veil")]
    public void Stand_apart_in_the_json(string command, string output)
    {
        var run = Run(command, Faulty(), "-s", Schema, "-m", "independent", "--epsilon", "1", "--bad-rows", "drop", "-o", PathOf(output), "--json");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        var apart = run.Json.GetProperty("internal");
        Assert.Equal("Exact facts about real rows. Do not publish.", apart.GetProperty("note").GetString());
        Assert.Equal(1, apart.GetProperty("droppedRows").GetInt32());
        Assert.InRange(apart.GetProperty("bytesRead").GetInt64(), 1000, 10_000);
        Assert.Equal(JsonValueKind.Number, apart.GetProperty("seconds").GetProperty("reading").ValueKind);
        foreach (var key in new[] { "bytesRead", "droppedRows", "seconds" })
        {
            Assert.False(run.Json.TryGetProperty(key, out _), key);
        }
    }

    [Theory]
    [InlineData("synth", "x.csv")]
    [InlineData("train", "x.veil")]
    public void Begin_so_on_standard_error(string command, string output)
    {
        var run = Run(command, Faulty(), "-s", Schema, "-m", "independent", "--epsilon", "1", "--bad-rows", "drop", "-o", PathOf(output));

        var lines = run.Error.Split('\n');
        Assert.Equal(0, run.Exit);
        Assert.Contains("Internal: 1 row that could not be read was left out.", lines);
        Assert.All(lines.Where(line => line.Contains("left out", StringComparison.OrdinalIgnoreCase) || line.Contains("time:", StringComparison.OrdinalIgnoreCase)),
            line => Assert.StartsWith("Internal: ", line, StringComparison.Ordinal));
        Assert.Equal(command == "synth", lines.Any(line => line.StartsWith("Internal: time: reading ", StringComparison.Ordinal)));
    }

    private string Faulty() => Write("faulty.csv", File.ReadAllText(Table) + "a row of one field\n");
}
