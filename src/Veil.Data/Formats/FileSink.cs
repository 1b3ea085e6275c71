using Veil.Data.Files;
using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>A file that a table goes to: there whole or not at all.</summary>
/// <param name="path">Where it is to be. A device such as /dev/stdout is written to directly.</param>
/// <param name="overwrite">Whether an existing file may be replaced.</param>
/// <param name="format">How it is written.</param>
/// <param name="options">More of how it is written.</param>
public sealed class FileSink(string path, bool overwrite, TableFormat format, SinkOptions options) : ITableSink
{
    /// <summary>Where the file is to be.</summary>
    public string Path { get; } = path;

    /// <summary>Whether an existing file may be replaced.</summary>
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
