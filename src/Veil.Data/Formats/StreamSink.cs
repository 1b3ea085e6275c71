using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>A stream that a table goes to, such as standard output: what was written before a fault stays written.</summary>
/// <param name="stream">Where to write; left open.</param>
/// <param name="displayName">What messages call it.</param>
/// <param name="format">How it is written.</param>
/// <param name="options">More of how it is written.</param>
public sealed class StreamSink(Stream stream, string displayName, TableFormat format, SinkOptions options) : ITableSink
{
    /// <inheritdoc/>
    public string DisplayName { get; } = displayName;

    /// <inheritdoc/>
    public void Write(Schema schema, Action<ITableWriter> write) => WriteTo(stream, schema, write);

    /// <inheritdoc/>
    public long Measure(Schema schema, Action<ITableWriter> write)
    {
        using var bytes = new MemoryStream();
        WriteTo(bytes, schema, write);
        return bytes.Length;
    }

    private void WriteTo(Stream target, Schema schema, Action<ITableWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var writer = format.Writer(target, schema, options with { DisplayName = DisplayName });
        write(writer);
    }
}
