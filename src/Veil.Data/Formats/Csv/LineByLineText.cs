using System.Text;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Text of an encoding with several bytes a character, as UTF-8. Each line is decoded by itself: neither the first byte of a character at
/// the end of a line nor a shift to other characters reaches into the next, so that what a line is depends on its bytes alone.
/// </summary>
/// <remarks>The bytes of a line end are part of no other character in these encodings; UTF-16 and UTF-32 are not among them.</remarks>
internal sealed class LineByLineText : ReadOnlyStream
{
    private const int MostBytesOfCharacter = 3;

    private readonly Stream _inner;
    private readonly Decoder _decoder;
    private readonly byte[] _input = new byte[1 << 15];
    private readonly char[] _characters;
    private readonly byte[] _output;
    private int _used;
    private int _given;
    private bool _isOver;

    public LineByLineText(Stream inner, Encoding encoding)
    {
        _inner = inner;
        _decoder = encoding.GetDecoder();

        // A line may end after bytes that were left from the input before, and gives one character more for them.
        _characters = new char[2 * encoding.GetMaxCharCount(_input.Length)];
        _output = new byte[MostBytesOfCharacter * _characters.Length];
    }

    public override int Read(Span<byte> buffer)
    {
        while (_given == _used && !_isOver)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, _used - _given);
        _output.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    private void Fill()
    {
        _given = _used = 0;
        var rest = _input.AsSpan(0, _inner.Read(_input, 0, _input.Length));
        _isOver = rest.IsEmpty;
        for (var end = 0; end >= 0; rest = rest[(end + 1)..])
        {
            end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            Decode(end < 0 ? rest : rest[..end], isWhole: end >= 0 || _isOver);
            if (end >= 0)
            {
                _output[_used++] = rest[end];
            }
        }
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        var count = _decoder.GetChars(bytes, _characters, isWhole);
        _used += Encoding.UTF8.GetBytes(_characters.AsSpan(0, count), _output.AsSpan(_used));
    }
}
