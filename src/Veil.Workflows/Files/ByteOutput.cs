using Veil.Data.Files;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Files;

/// <summary>A place that a model, a schema or a report goes to: a file, which is there whole or not at all, or a stream.</summary>
public sealed class ByteOutput
{
    private readonly bool _overwrite;
    private readonly Stream? _stream;

    private ByteOutput(string? path, bool overwrite, Stream? stream) => (Path, _overwrite, _stream) = (path, overwrite, stream);

    /// <summary>Path of the file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>A file.</summary>
    /// <param name="path">Its path. A device such as /dev/stdout is written to directly.</param>
    /// <param name="overwrite">True when an existing file may be replaced.</param>
    public static ByteOutput ToFile(string path, bool overwrite = false) => new(path, overwrite, null);

    /// <summary>A stream; it is left open.</summary>
    public static ByteOutput ToStream(Stream stream) => new(null, overwrite: false, stream);

    /// <summary>Refuses a place that cannot be written to, before any work is done.</summary>
    internal void Check()
    {
        if (Path is not null)
        {
            OutputFiles.Check(Path, _overwrite);
        }
    }

    /// <summary>The same place with a mark in its name, so that what has no protection cannot be mistaken for a release.</summary>
    internal ByteOutput Marked(StatementMode mode) =>
        Path is null ? this : ToFile(new OutputFiles(Path, _overwrite).Marked(mode).Table, _overwrite);

    /// <summary>Writes the content.</summary>
    internal void Write(Action<Stream> write)
    {
        if (_stream is { } stream)
        {
            write(stream);
            stream.Flush();
        }
        else
        {
            AtomicFile.Write(Path!, _overwrite, write);
        }
    }
}
