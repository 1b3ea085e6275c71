using System.Text;
using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>Getting bytes, and getting past records that are too large to hold.</summary>
internal sealed partial class CsvTokenizer
{
    private VeilException? _late;

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
                SkipRecord(kind);
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
        catch (DecoderFallbackException fault)
        {
            throw _log.Fatal(
                "csv-bad-bytes",
                _line,
                "on or after this line there are bytes that are not text in the file's encoding",
                "Check --encoding, or convert the file to UTF-8.",
                fault);
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

    /// <summary>Why the record that fills the whole buffer is not worth a larger one; null when it is.</summary>
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

        // The two quotes around a field do not count.
        return _openLength > _options.MaxFieldBytes + 2 || Capacity > 1 << 29 ? CsvFaultKind.FieldTooLong
            : _openFields > Columns ? CsvFaultKind.RaggedRow
            : null;
    }

    /// <summary>Reads to the end of a record without keeping it.</summary>
    private void SkipRecord(CsvFaultKind kind)
    {
        var quoting = Quoting.None;
        var fieldBegins = true;
        var fields = 1L;
        var line = _line;
        var quoteLine = 0L;
        var afterReturn = false;
        while (true)
        {
            for (; _start < _end; _start++)
            {
                var found = _buffer[_start];
                var isLineFeedOfReturn = afterReturn && found == LineFeed;
                afterReturn = found == CarriageReturn;
                if (found == _quote && (fieldBegins || quoting is Quoting.Open or Quoting.MaybeClosed))
                {
                    quoteLine = quoting == Quoting.None ? line : quoteLine;
                    quoting = quoting == Quoting.Open ? Quoting.MaybeClosed : Quoting.Open;
                    fieldBegins = false;
                    continue;
                }

                var isLineEnd = found is LineFeed or CarriageReturn && !isLineFeedOfReturn;
                if (quoting == Quoting.Open)
                {
                    line += isLineEnd ? 1 : 0;
                    continue;
                }

                // After a closing quote anything but a quote ends the quoting; a misplaced one changes no boundary.
                quoting = quoting == Quoting.MaybeClosed && found != _delimiter ? Quoting.Misplaced : Quoting.None;
                fieldBegins = false;
                if (found == _delimiter)
                {
                    fields++;
                    fieldBegins = true;
                }
                else if (isLineEnd)
                {
                    _start++;
                    EndSkip(kind, fields, line + 1, found == CarriageReturn);
                    return;
                }
            }

            _start = _end = 0;
            if (!ReadMore())
            {
                if (quoting == Quoting.Open)
                {
                    throw NeverClosed(quoteLine);
                }

                EndSkip(kind, fields, line + 1, afterReturn: false);
                return;
            }
        }
    }

    private void EndSkip(CsvFaultKind kind, long fields, long nextLine, bool afterReturn)
    {
        if (_blanks > 0 && Columns > 1)
        {
            _log.DropRow(CsvFaultKind.BlankLine, _blanksLine, -1, string.Empty, _blanks);
            _blanks = 0;
        }

        // A record followed them, though it is not kept: they were not the end of the file.
        _blanksAreValues = _blanks > 0;

        if (kind == CsvFaultKind.RaggedRow)
        {
            _log.DropRow(kind, _line, -1, FieldCounts(fields));
        }
        else
        {
            _log.DropRow(kind, _line, Math.Min(_openFields, Columns - 1), CsvFaultLog.Number(_options.MaxFieldBytes));
        }

        _line = nextLine;
        _afterReturn = afterReturn;
        _incomplete = _start == _end;
    }

    private VeilException NeverClosed(long line) => _log.Fatal(
        "csv-quote-never-closed",
        line,
        "a quote opens here and is never closed",
        "Close or remove it, or check the quote character with --quote.");

    private VeilException TooManyColumns() => _log.Fatal(
        "csv-too-many-columns",
        _line,
        $"there are more than {CsvFaultLog.Number(_options.MaxColumns)} columns",
        "Check the delimiter with --delimiter, or leave columns out before.");
}
