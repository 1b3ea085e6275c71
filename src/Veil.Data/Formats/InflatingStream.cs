using System.IO.Compression;
using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>
/// Reads what a stream decompresses and stops when the output outgrows the input: a small file made to fill the memory must not.
/// </summary>
internal sealed class InflatingStream : ReadOnlyStream
{
    /// <summary>Output below this size is harmless whatever its ratio.</summary>
    private const long FreeBytes = 1 << 20;

    private readonly Stream _inflated;
    private readonly Func<long> _compressedBytes;
    private readonly int _maxRatio;
    private readonly string _name;
    private long _written;

    static InflatingStream()
    {
        // Without this a file that was cut short ends as if nothing were missing. Whoever set it otherwise knows why.
        const string Strict = "System.IO.Compression.UseStrictValidation";
        if (!AppContext.TryGetSwitch(Strict, out _))
        {
            AppContext.SetSwitch(Strict, true);
        }
    }

    /// <summary>Limits a stream.</summary>
    /// <param name="inflated">Decompresses.</param>
    /// <param name="compressedBytes">The number of compressed bytes that it has read, or will.</param>
    /// <param name="maxRatio">The most bytes that one compressed byte may become.</param>
    /// <param name="name">The name of the input in messages.</param>
    public InflatingStream(Stream inflated, Func<long> compressedBytes, int maxRatio, string name)
    {
        _inflated = inflated;
        _compressedBytes = compressedBytes;
        _maxRatio = maxRatio;
        _name = name;
    }

    /// <summary>Decompresses gzip.</summary>
    public static InflatingStream Gzip(Stream compressed, int maxRatio, string name)
    {
        var counted = new CountingStream(compressed);
        return new InflatingStream(new GZipStream(counted, CompressionMode.Decompress), () => counted.BytesRead, maxRatio, name);
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _inflated.Read(buffer);
        }
        catch (InvalidDataException fault)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "csv-gzip-broken",
                $"{_name}: the compressed data is damaged or cut short.",
                "Copy or download the file again, or decompress it yourself to see where it breaks.",
                fault);
        }

        _written += read;
        if (_written > FreeBytes && _written / _maxRatio > _compressedBytes())
        {
            throw new VeilException(
                FaultKind.BadInput,
                "csv-gzip-bomb",
                $"{_name}: the compressed data grows more than {_maxRatio} times when it is decompressed.",
                "If you trust the file, decompress it yourself and give the plain file.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflated.Dispose();
        }

        base.Dispose(disposing);
    }
}
