using Veil.Data.Files;
using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>A file that a table goes to: there whole or not at all.</summary>
/// <param name="path">The path of the file. A device such as /dev/stdout is written to directly.</param>
/// <param name="overwrite">True when an existing file may be replaced.</param>
/// <param name="format">The format that it is written in.</param>
/// <param name="options">Further options of writing.</param>
public sealed class FileSink(string path, bool overwrite, TableFormat format, SinkOptions options) : ITableSink
{
    /// <summary>The path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>True when an existing file may be replaced.</summary>
    public bool Overwrite { get; } = overwrite;

    /// <inheritdoc/>
    public string DisplayName => Path;

    /// <summary>The same sink in another place.</summary>
    public FileSink At(string place) => new(place, Overwrite, format, options);

    /// <inheritdoc/>
    public void Write(Schema schema, Action<ITableWriter> write) =>
        AtomicFile.Write(Path, Overwrite, stream => new StreamSink(stream, Path, format, options).Write(schema, write));

    /// <inheritdoc/>
    public long Measure(Schema schema, Action<ITableWriter> write) =>
        new StreamSink(Stream.Null, Path, format, options).Measure(schema, write);
}
