using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>A stream that a table goes to, such as standard output: what was written before a fault stays written.</summary>
/// <param name="stream">The stream to write to; it is left open.</param>
/// <param name="displayName">Its name in messages.</param>
/// <param name="format">The format that it is written in.</param>
/// <param name="options">Further options of writing.</param>
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
