using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>Getting bytes, and getting past records that are too large to hold.</summary>
internal sealed partial class CsvTokenizer
{
    /// <summary>Moves what is left to the front of the buffer and reads until it is full or the stream ends.</summary>
    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == Capacity)
        {
            if (WhyNotLarger() is { } kind)
            {
                SkipLine(kind);
                return;
            }

            Array.Resize(ref _buffer, checked((Capacity * 2) + StructuralBytes.Block));
        }

        while (_end < Capacity && ReadMore())
        {
        }
    }

    private bool ReadMore()
    {
        _cancellation.ThrowIfCancellationRequested();
        int read;
        try
        {
            read = _stream.Read(_buffer.AsSpan(_end, Math.Min(_options.ChunkBytes, Capacity - _end)));
        }
        catch (IOException fault)
        {
            throw _log.Fatal(
                "csv-unreadable", _line, "the input broke off on or after this line", "Check the disk or the pipe and try again.", fault);
        }

        _end += read;
        _endOfStream = read == 0;
        return read > 0;
    }

    /// <summary>The fault for which the record that fills the whole buffer is not worth a larger one; null when it is worth one.</summary>
    private CsvFaultKind? WhyNotLarger()
    {
        if (Columns < 0)
        {
            return _openFields > _options.MaxColumns
                ? throw TooManyColumns()
                : Capacity <= _options.MaxHeaderBytes
                    ? null
                    : throw _log.Fatal(
                        "csv-header-too-long",
                        _line,
                        $"the first record is longer than {CsvFaultLog.Number(_options.MaxHeaderBytes)} bytes",
                        "Check that this is a CSV file and that no quote in its first line is left open.");
        }

        // What a record was made of is in memory already. A field of it may hold line ends, so that it does not end with its line: it is
        // read to its end, and left out there.
        if (_options.IsConverted && Capacity <= 1 << 29)
        {
            return null;
        }

        // The two quotes around a field do not count.
        return _openLength > _options.MaxFieldBytes + 2 || Capacity > 1 << 29 ? CsvFaultKind.FieldTooLong
            : _openFields > Columns ? CsvFaultKind.RaggedRow
            : null;
    }

    /// <summary>Reads to the end of a line without keeping it, where faulty rows are no error.</summary>
    private void SkipLine(CsvFaultKind kind)
    {
        if (kind == CsvFaultKind.RaggedRow)
        {
            _log.DropRow(kind, _line, -1, $"more than {CsvFaultLog.Number(Columns)} fields");
        }
        else
        {
            _log.DropRow(kind, _line, Math.Min(_openFields, Columns - 1), CsvFaultLog.Number(_options.MaxFieldBytes));
        }

        int lineEnd;
        while ((lineEnd = _buffer.AsSpan(_start, _end - _start).IndexOfAny(LineFeed, CarriageReturn)) < 0)
        {
            _start = _end = 0;
            if (!ReadMore())
            {
                return;
            }
        }

        _afterReturn = _buffer[_start + lineEnd] == CarriageReturn;
        _start += lineEnd + 1;
        _line++;
        _incomplete = _start == _end;
    }

    private VeilException NeverClosed(long line) => _log.Fatal(
        "csv-quote-never-closed",
        line,
        "a quote opens here and is never closed",
        $"Close it, or double it inside a quoted field. {CsvFaultLog.OtherQuotes}");

    private VeilException TooManyColumns() => _log.Fatal(
        "csv-too-many-columns",
        _line,
        $"there are more than {CsvFaultLog.Number(_options.MaxColumns)} columns",
        "Check the delimiter with ‹delimiter›, or leave columns out before.");
}
