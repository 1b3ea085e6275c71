namespace Veil.Data.Formats;

/// <summary>An input that has been opened: decompressed bytes, and what is known of the stored ones.</summary>
public sealed class OpenInput : IDisposable
{
    private readonly CountingStream _stored;
    private readonly IDisposable? _owned;

    /// <summary>Makes an opened input.</summary>
    /// <param name="content">The bytes of the content, decompressed.</param>
    /// <param name="stored">Counts the bytes as stored.</param>
    /// <param name="owned">The object to close afterwards; null when the caller owns the stream.</param>
    /// <param name="isGzip">True when the stored bytes are compressed.</param>
    /// <param name="storedSize">Size of the stored bytes, when known.</param>
    internal OpenInput(PeekableStream content, CountingStream stored, IDisposable? owned, bool isGzip, long? storedSize)
    {
        (Content, _stored, _owned, IsGzip, StoredSize) = (content, stored, owned, isGzip, storedSize);
    }

    /// <summary>The decompressed bytes, to be read once.</summary>
    public Stream Bytes => Content;

    /// <summary>True when the stored bytes are compressed.</summary>
    public bool IsGzip { get; }

    /// <summary>Size of the stored bytes; null when it is not known.</summary>
    public long? StoredSize { get; }

    /// <summary>The number of stored bytes that were read.</summary>
    public long BytesRead => _stored.BytesRead;

    /// <summary>The decompressed bytes, whose beginning can be looked at.</summary>
    internal PeekableStream Content { get; }

    /// <summary>The same input with other content, such as a text that was made of it.</summary>
    internal OpenInput With(PeekableStream content) => new(content, _stored, _owned, isGzip: false, StoredSize);

    /// <summary>Closes a file; a stream of the caller's stays open.</summary>
    public void Dispose() => _owned?.Dispose();
}
