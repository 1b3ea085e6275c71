namespace Veil.Data.Formats;

/// <summary>An input that has been opened: decompressed bytes, and what is known of the stored ones.</summary>
/// <param name="Content">The bytes of the text, decompressed.</param>
/// <param name="Stored">Counts the bytes as stored.</param>
/// <param name="Owned">What to close afterwards; null when the caller owns the stream.</param>
/// <param name="IsGzip">Whether the stored bytes are compressed.</param>
/// <param name="StoredSize">Size of the stored bytes, when known.</param>
internal sealed record OpenCsv(PeekableStream Content, CountingStream Stored, Stream? Owned, bool IsGzip, long? StoredSize)
    : IDisposable
{
    public void Dispose() => Owned?.Dispose();
}
