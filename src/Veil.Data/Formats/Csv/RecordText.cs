using System.Buffers;
using System.Text;

namespace Veil.Data.Formats.Csv;

/// <summary>Records of another format as delimited text of the usual dialect, every field in quotes, each record on one line.</summary>
/// <param name="records">The records; one without fields is a blank line, so that lines keep their numbers.</param>
internal sealed class RecordText(IEnumerable<string[]> records) : ReadOnlyStream
{
    private const int MostAtOnce = 1 << 16;

    private readonly IEnumerator<string[]> _records = records.GetEnumerator();
    private readonly ArrayBufferWriter<byte> _text = new(2 * MostAtOnce);
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        if (_given == _text.WrittenCount)
        {
            _given = 0;
            _text.ResetWrittenCount();
            while (_text.WrittenCount < MostAtOnce && _records.MoveNext())
            {
                Write(_records.Current);
            }
        }

        var count = Math.Min(buffer.Length, _text.WrittenCount - _given);
        _text.WrittenSpan.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _records.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Write(string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            _text.Write(i == 0 ? "\""u8 : ",\""u8);
            Encoding.UTF8.GetBytes(fields[i].Replace("\"", "\"\"", StringComparison.Ordinal), _text);
            _text.Write("\""u8);
        }

        _text.Write("\n"u8);
    }
}
