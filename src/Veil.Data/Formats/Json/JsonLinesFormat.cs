using Veil.Data.Schemas;

namespace Veil.Data.Formats.Json;

/// <summary>JSON lines: on each line an object without objects or lists inside, whose keys are the columns.</summary>
public sealed class JsonLinesFormat : TableFormat
{
    /// <inheritdoc/>
    public override string Name => "jsonl";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".jsonl", ".ndjson"];

    /// <inheritdoc/>
    public override bool IsWritten => false;

    /// <inheritdoc/>
    public override ITableSource Source(ByteInput input, SourceOptions options) => new JsonLinesSource(input, options);

    /// <inheritdoc/>
    public override ITableWriter Writer(Stream stream, Schema schema, SinkOptions options) => throw new NotSupportedException();
}
