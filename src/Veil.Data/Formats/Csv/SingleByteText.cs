using System.Text;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Text of an encoding with one byte a character, as UTF-8. Bytes to which the encoding gives no character, or a control character beyond
/// ASCII, become U+FFFD: no text holds those, and a file that seems to is in another encoding.
/// </summary>
internal sealed class SingleByteText : ReadOnlyStream
{
    private const int MostBytesOfCharacter = 3;

    private readonly Stream _inner;
    private readonly byte[][] _characters;
    private readonly byte[] _input = new byte[1 << 15];
    private readonly byte[] _output = new byte[MostBytesOfCharacter << 15];
    private int _used;
    private int _given;

    public SingleByteText(Stream inner, Encoding encoding)
    {
        _inner = inner;
        _characters = [.. Enumerable.Range(0, 256).Select(value => Character((byte)value, encoding))];
    }

    public override int Read(Span<byte> buffer)
    {
        if (_given == _used)
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
        while (rest.Length > 0)
        {
            // Most text is ASCII, which is copied in one go.
            var plain = rest.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is var first and >= 0 ? first : rest.Length;
            rest[..plain].CopyTo(_output.AsSpan(_used));
            _used += plain;
            rest = rest[plain..];
            if (rest.Length > 0)
            {
                var character = _characters[rest[0]];
                character.CopyTo(_output.AsSpan(_used));
                _used += character.Length;
                rest = rest[1..];
            }
        }
    }

    private static byte[] Character(byte value, Encoding encoding)
    {
        var text = encoding.GetString([value]);
        return Encoding.UTF8.GetBytes(value >= 0x80 && char.IsControl(text[0]) ? "\uFFFD" : text);
    }
}
