namespace Veil.Data.Formats.Json;

/// <summary>
/// The lines of a stream. In the place of one that is longer than all fields of a row together can be comes one that is no object.
/// </summary>
internal sealed class JsonLineReader(Stream content, int maxFieldBytes, int fields)
{
    private const int LeastBytes = 1 << 20;

    private static readonly ReadOnlyMemory<byte> s_tooLong = "too long"u8.ToArray();

    private readonly long _longest = Math.Min(1 << 29, Math.Max(LeastBytes, 2L * maxFieldBytes * Math.Max(1, fields)));
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isOver;
    private bool _isFirst = true;

    /// <summary>The next line without its end; null after the last.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        var seen = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return Take(seen + end, 1);
            }

            seen = _end - _start;
            if (seen >= _longest)
            {
                SkipLine();
                return s_tooLong;
            }

            if (!Fill())
            {
                return seen == 0 ? (ReadOnlyMemory<byte>?)null : Take(seen, 0);
            }
        }
    }

    // A line is one row or none, however long it is.
    private void SkipLine()
    {
        int end;
        do
        {
            _start = _end = 0;
            end = Fill() ? _buffer.AsSpan(0, _end).IndexOf((byte)'\n') : _end - 1;
        }
        while (end < 0 && !_isOver);
        _start = end + 1;
        _isFirst = false;
    }

    private ReadOnlyMemory<byte> Take(int length, int lineEnd)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + lineEnd;
        if (_isFirst && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        _isFirst = false;
        return line;
    }

    private bool Fill()
    {
        if (_isOver)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = content.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isOver = read == 0;
        return read > 0;
    }
}
