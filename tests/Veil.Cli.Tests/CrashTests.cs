using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;

namespace Veil.Cli.Tests;

/// <summary>A fault that nobody foresaw says where it happened, and nothing of what its message may hold.</summary>
public sealed class CrashTests : Workplace
{
    private const string Canary = "Kilimanjaro-4711";

    [Fact]
    public void An_unexpected_fault_names_its_type_and_the_methods_it_happened_in_and_no_value()
    {
        var run = RunOn(new FormatCatalog(new Broken()), "synth", Table, "-s", Schema, "--epsilon", "1", "-o", PathOf("out.csv"));

        var lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.Equal((ExitCodes.Bug, ""), (run.Exit, run.Output));
        Assert.Equal("veil: an unexpected fault. This is a bug in Veil, not in your data.", lines[0]);
        Assert.Equal("Internal: InvalidOperationException", lines[1]);
        Assert.Equal("Internal: at Veil.Cli.Tests.CrashTests+Broken.Source", lines[2]);
        Assert.InRange(lines.Length, 5, 11);
        Assert.All(lines[2..^1], line => Assert.StartsWith("Internal: at ", line, StringComparison.Ordinal));
        Assert.Equal(
            "  Fix: reproduce it on made-up rows and report it, or show the lines above only to whoever may see the table.", lines[^1]);
        Assert.DoesNotContain(Canary, run.Error, StringComparison.Ordinal);
        Assert.Equal(["people.csv", "people.schema.json"], Files);
    }

    private sealed class Broken : TableFormat
    {
        public override string Name => "broken";

        public override IReadOnlyList<string> Extensions { get; } = [".csv"];

        public override ITableSource Source(ByteInput input, SourceOptions options) => throw new InvalidOperationException(Canary);

        public override ITableWriter Writer(Stream stream, Schema schema, SinkOptions options) =>
            new CsvFormat().Writer(stream, schema, options);
    }
}
