namespace Veil.Data.Formats.Csv;

/// <summary>
/// UTF-8 without the byte order marks that stand at the beginning of a line. Where no header stands before the rows, the
/// mark of a file cannot be distinguished from the beginning of a row, so it is dropped from every line alike: what becomes of a
/// line does not depend on whether it is the first.
/// </summary>
internal sealed class LineMarkFilter(Stream inner) : ReadOnlyStream
{
    private const byte FirstOfMark = 0xEF;

    private readonly byte[] _bytes = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isOver;
    private bool _atLineStart = true;

    private static ReadOnlySpan<byte> Mark => [FirstOfMark, 0xBB, 0xBF];

    public override int Read(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            Fill(_atLineStart ? Mark.Length : 1);
            var rest = _bytes.AsSpan(_start, _end - _start);
            if (rest.IsEmpty)
            {
                break;
            }

            if (_atLineStart && rest.StartsWith(Mark))
            {
                _start += Mark.Length;
                _atLineStart = false;
                continue;
            }

            var taken = rest[..Math.Min(rest.Length, buffer.Length)];
            if (taken.Contains(FirstOfMark) && taken.IndexOfAny((byte)'\n', (byte)'\r') is var lineEnd and >= 0)
            {
                taken = taken[..(lineEnd + 1)];
            }

            taken.CopyTo(buffer);
            _start += taken.Length;
            _atLineStart = taken[^1] is (byte)'\n' or (byte)'\r';
            return taken.Length;
        }

        return 0;
    }

    /// <summary>Ensures that there are so many bytes, unless the stream ends before.</summary>
    private void Fill(int least)
    {
        if (_end - _start >= least || _isOver)
        {
            return;
        }

        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        _end -= _start;
        _start = 0;
        while (_end < least && !_isOver)
        {
            var read = inner.Read(_bytes, _end, _bytes.Length - _end);
            _end += read;
            _isOver = read == 0;
        }
    }
}
