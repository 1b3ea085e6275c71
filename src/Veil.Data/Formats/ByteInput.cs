using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>The source of the bytes of a table: a file or a stream. Gzip and ZIP archives of one file are decompressed.</summary>
public sealed class ByteInput
{
    private readonly string? _path;
    private readonly Stream? _stream;
    private readonly Func<OpenInput, Stream>? _convert;
    private OpenInput? _opened;

    private ByteInput(string? path, Stream? stream, string displayName, Func<OpenInput, Stream>? convert = null)
    {
        _path = path;
        _stream = stream;
        _convert = convert;
        DisplayName = displayName;
    }

    /// <summary>The name of the input in error messages.</summary>
    public string DisplayName { get; }

    /// <summary>Path of the file; null for a stream.</summary>
    public string? Path => _path;

    /// <summary>A file.</summary>
    public static ByteInput FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ByteInput(path, null, System.IO.Path.GetFileName(path) is { Length: > 0 } name ? name : path);
    }

    /// <summary>
    /// A stream, such as standard input. It is read once, without seeking, and left open; its beginning can be looked at
    /// before that.
    /// </summary>
    public static ByteInput FromStream(Stream stream, string displayName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ByteInput(null, stream, displayName);
    }

    /// <summary>The same input as the text into which its format is converted.</summary>
    /// <param name="convert">Makes the text of the opened input.</param>
    internal ByteInput Converted(Func<OpenInput, Stream> convert) => new(_path, _stream, DisplayName, convert);

    /// <summary>Opens the input, or gives a stream that was opened to look at its beginning.</summary>
    /// <param name="maxDecompressionRatio">The most bytes that one byte of a compressed input may become.</param>
    /// <exception cref="VeilException">The file does not exist or cannot be read.</exception>
    public OpenInput Open(int maxDecompressionRatio)
    {
        if (_opened is not null)
        {
            return _opened;
        }

        var opened = ZipOfOneFile.IsNameOf(_path)
            ? ZipOfOneFile.Open(OpenFile(_path!), DisplayName, maxDecompressionRatio)
            : OpenPlain(maxDecompressionRatio);
        if (_convert is not null)
        {
            opened = opened.With(new PeekableStream(_convert(opened)));
        }

        if (_path is null)
        {
            _opened = opened;
        }

        return opened;
    }

    private OpenInput OpenPlain(int maxDecompressionRatio)
    {
        var source = _stream ?? OpenFile(_path!);
        long? size = _path is null ? null : LengthOf((FileStream)source);
        var stored = new CountingStream(source);
        var peekable = new PeekableStream(stored);
        var isGzip = peekable.Peek(2) is [0x1F, 0x8B];
        var content = isGzip ? new PeekableStream(InflatingStream.Gzip(peekable, maxDecompressionRatio, DisplayName)) : peekable;
        return new OpenInput(content, stored, _path is null ? null : source, isGzip, size);
    }

    private static long? LengthOf(FileStream file) => file.CanSeek && file.Length > 0 ? file.Length : null;

    private FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw Unreadable("csv-is-a-directory", "is a folder, not a file", "Give the path of one file inside it.");
        }

        try
        {
            // Our own buffers are larger than FileStream's: it must not copy through one of its own.
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable("csv-not-found", "does not exist", "Check the spelling and the current folder.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Unreadable(
                "csv-permission-denied",
                "may not be read by this user",
                "Change its permissions or run as a user who may read it.",
                fault);
        }
        catch (IOException fault)
        {
            throw Unreadable("csv-unreadable", "cannot be opened", "Check that no other program holds it.", fault);
        }
    }

    private VeilException Unreadable(string code, string what, string wayOut, Exception? inner = null) =>
        new(FaultKind.BadInput, code, $"{_path} {what}.", wayOut, inner);
}
