namespace Veil.Data.Formats;

/// <summary>A stream whose beginning can be looked at before it is read, without seeking.</summary>
internal sealed class PeekableStream(Stream inner) : ReadOnlyStream
{
    private byte[] _peeked = [];
    private int _start;
    private int _end;

    /// <summary>Up to <paramref name="count"/> bytes that the next reads will return; fewer only at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
        {
            var grown = new byte[count];
            _peeked.AsSpan(_start, _end - _start).CopyTo(grown);
            _end -= _start;
            _start = 0;
            _peeked = grown;
            int read;
            while (_end < count && (read = inner.Read(_peeked, _end, count - _end)) > 0)
            {
                _end += read;
            }
        }

        return _peeked.AsSpan(_start, Math.Min(count, _end - _start));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
        {
            _peeked = [];
            _start = _end = 0;
            return inner.Read(buffer);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _peeked.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
