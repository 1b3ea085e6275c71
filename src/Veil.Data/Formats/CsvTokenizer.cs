using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Veil.Data.Formats;

/// <summary>
/// Splits a stream of UTF-8 into records and fields, a batch at a time, by RFC 4180 with any mix of line ends.
/// </summary>
/// <remarks>
/// Written for this project because the string per cell that general readers make is what would take the time.
/// A record that is cut by the end of the buffer is scanned again from its start once more bytes are there: no state
/// survives a refill, and since the buffer doubles when a record does not fit, each byte is scanned a constant number
/// of times.
/// </remarks>
internal sealed partial class CsvTokenizer
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly Stream _stream;
    private readonly CsvFaultLog _log;
    private readonly CsvReadOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly byte _delimiter;
    private readonly byte _quote;

    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _endOfStream;
    private bool _incomplete = true;
    private bool _afterReturn;
    private long _line = 1;
    private long _blanks;
    private long _blanksLine;
    private bool _blanksAreValues;

    // About the record that the buffer's end cuts: whether it is worth a larger buffer.
    private int _openFields;
    private int _openLength;

    public CsvTokenizer(
        Stream stream, CsvDialect dialect, CsvReadOptions options, CsvFaultLog log, CancellationToken cancellation)
    {
        _stream = stream;
        _delimiter = (byte)dialect.Delimiter;
        _quote = (byte)dialect.Quote;
        _options = options;
        _log = log;
        _cancellation = cancellation;
        _buffer = new byte[options.ChunkBytes + StructuralBytes.Block];
    }

    private enum Quoting
    {
        None,
        Open,
        MaybeClosed,
        Misplaced,
    }

    /// <summary>The number of fields in a record; -1 until the first record decides it.</summary>
    public int Columns { get; private set; } = -1;

    /// <summary>Reads the first record that is not blank, whatever its number of fields. False when there is none.</summary>
    public bool NextHeader(CsvBatch batch)
    {
        _log.InHeader = true;
        var found = Next(batch, 1);
        _log.InHeader = false;
        return found;
    }

    /// <summary>Reads some records. False at the end.</summary>
    public bool Next(CsvBatch batch) => Next(batch, int.MaxValue);

    private int Capacity => _buffer.Length - StructuralBytes.Block;

    private bool Next(CsvBatch batch, int mostRecords)
    {
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_late is not null)
            {
                throw _late;
            }

            if (_blanksAreValues)
            {
                batch.Clear(_buffer);
                batch.Columns = Columns;
                AddBlanks(batch);
                _blanksAreValues = _blanks > 0;
                return true;
            }

            if (_incomplete && !_endOfStream)
            {
                Fill();
                if (_blanksAreValues)
                {
                    continue;
                }
            }

            if (_endOfStream && _start == _end)
            {
                return false;
            }

            batch.Clear(_buffer);
            Scan(batch, mostRecords);
            if (batch.Records > 0)
            {
                CheckBytes(batch);
                if (batch.Records > 0)
                {
                    return true;
                }
            }
        }
    }

    // Compiled well at once: a program that reads one file is over before the runtime would get round to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(CsvBatch batch, int mostRecords)
    {
        var buffer = _buffer;
        var end = _end;
        var delimiter = _delimiter;
        var quote = _quote;
        var delimiters = Vector256.Create(delimiter);
        var quotes = Vector256.Create(quote);
        var fields = batch.Fields;
        var lines = batch.Lines;
        var longest = _options.MaxFieldBytes;
        var count = 0;
        var first = 0;
        var recordStart = _start;
        var fieldStart = recordStart;
        var quoting = Quoting.None;
        var quoteAt = -1;
        var quoteLine = 0L;
        var shape = RecordShape.Plain;
        var innerLines = 0L;
        batch.Columns = Columns;

        for (var block = recordStart; block < end; block += StructuralBytes.Block)
        {
            if (count + StructuralBytes.Block >= fields.Length)
            {
                fields = batch.GrowFieldsTo(count);
            }

            var mask = StructuralBytes.Mask(ref StructuralBytes.At(buffer, block), delimiters, quotes);
            if (end - block < StructuralBytes.Block)
            {
                mask &= (1UL << (end - block)) - 1;
            }

            for (; mask != 0; mask &= mask - 1)
            {
                var at = block + BitOperations.TrailingZeroCount(mask);
                var found = buffer[at];
                if (quoting != Quoting.None)
                {
                    if (quoting == Quoting.Open)
                    {
                        if (found == quote)
                        {
                            quoting = Quoting.MaybeClosed;
                            quoteAt = at;
                        }
                        else if (found == LineFeed || (found == CarriageReturn && buffer[at + 1] != LineFeed))
                        {
                            innerLines++;
                        }

                        continue;
                    }

                    if (quoting == Quoting.MaybeClosed)
                    {
                        if (at == quoteAt + 1 && found == quote)
                        {
                            quoting = Quoting.Open;
                            shape |= RecordShape.Escaped;
                            continue;
                        }

                        if (at > quoteAt + 1)
                        {
                            quoting = Quoting.Misplaced;
                            shape |= RecordShape.Misplaced;
                        }
                    }

                    if (found == quote)
                    {
                        continue;
                    }

                    // The field ends here; its span leaves the quotes out.
                    var closed = quoting == Quoting.MaybeClosed ? quoteAt : at;
                    if (found == delimiter)
                    {
                        fields[count++] = new FieldSpan(fieldStart + 1, closed - fieldStart - 1);
                        fieldStart = at + 1;
                        quoting = Quoting.None;
                        continue;
                    }
                }
                else if (found == delimiter)
                {
                    fields[count++] = new FieldSpan(fieldStart, at - fieldStart);
                    fieldStart = at + 1;
                    continue;
                }
                else if (found == quote)
                {
                    if (at == fieldStart)
                    {
                        quoting = Quoting.Open;
                        quoteLine = _line + innerLines;
                    }

                    continue;
                }

                // A line end outside quotes.
                if (found == LineFeed && at == recordStart && _afterReturn)
                {
                    _afterReturn = false;
                    recordStart = fieldStart = at + 1;
                    continue;
                }

                fields[count++] = quoting == Quoting.None
                    ? new FieldSpan(fieldStart, at - fieldStart)
                    : new FieldSpan(fieldStart + 1, (quoting == Quoting.MaybeClosed ? quoteAt : at) - fieldStart - 1);
                if (batch.Records == lines.Length)
                {
                    lines = batch.GrowLines();
                }

                if (count - first == Columns
                    && shape == RecordShape.Plain
                    && at - recordStart <= longest
                    && _blanks == 0
                    && at > recordStart)
                {
                    lines[batch.Records++] = _line;
                    first = count;
                }
                else
                {
                    if (!EndRecord(batch, first, count, at - recordStart, shape))
                    {
                        Rest(recordStart, incomplete: false);
                        return;
                    }

                    fields = batch.Fields;
                    lines = batch.Lines;
                    first = count = batch.Records * Math.Max(batch.Columns, 1);
                }

                _line += innerLines + 1;
                _afterReturn = found == CarriageReturn;
                innerLines = 0;
                shape = RecordShape.Plain;
                quoting = Quoting.None;
                recordStart = fieldStart = at + 1;
                if (batch.Records >= mostRecords)
                {
                    Rest(recordStart, incomplete: recordStart == end);
                    return;
                }
            }
        }

        if (!_endOfStream)
        {
            _openFields = count - first;
            _openLength = end - fieldStart;
            Rest(recordStart, incomplete: true);
            return;
        }

        if (recordStart < end)
        {
            if (quoting == Quoting.Open)
            {
                throw NeverClosed(quoteLine);
            }

            if (quoting == Quoting.MaybeClosed && quoteAt + 1 != end)
            {
                quoting = Quoting.Misplaced;
                shape |= RecordShape.Misplaced;
            }

            if (batch.Records == lines.Length)
            {
                batch.GrowLines();
            }

            fields[count++] = quoting == Quoting.None
                ? new FieldSpan(fieldStart, end - fieldStart)
                : new FieldSpan(fieldStart + 1, (quoting == Quoting.MaybeClosed ? quoteAt : end) - fieldStart - 1);
            if (!EndRecord(batch, first, count, end - recordStart, shape))
            {
                Rest(recordStart, incomplete: false);
                return;
            }
        }

        Rest(end, incomplete: true);
    }

    private void Rest(int start, bool incomplete)
    {
        _start = start;
        _incomplete = incomplete;
    }

    /// <summary>
    /// Keeps or drops a record that is not plainly good. False when what came before must be handed out first, so that
    /// the record is to be scanned again.
    /// </summary>
    private bool EndRecord(CsvBatch batch, int first, int end, int length, RecordShape shape)
    {
        var fields = batch.Fields;
        var found = end - first;
        if (length == 0)
        {
            if (_blanks++ == 0)
            {
                _blanksLine = _line;
            }

            return true;
        }

        if (Columns < 0)
        {
            if (found > _options.MaxColumns)
            {
                throw TooManyColumns();
            }

            Columns = batch.Columns = found;
        }

        if (_log.InHeader)
        {
            _blanks = 0;
        }

        if (_blanks > 0 && !EndBlanks(batch, found, ref first))
        {
            return false;
        }

        if (FaultOf(batch, first, found, length, shape) is { } fault)
        {
            if (_log.Fails && batch.Records > 0)
            {
                return false;
            }

            _log.DropRow(fault.Kind, _line, fault.Column, fault.Detail);
            return true;
        }

        if ((shape & RecordShape.Escaped) != 0)
        {
            foreach (ref var field in batch.Fields.AsSpan(first, found))
            {
                field = Unescape(field);
            }
        }

        batch.Lines[batch.Records++] = _line;
        return true;
    }

    private (CsvFaultKind Kind, int Column, string Detail)? FaultOf(
        CsvBatch batch, int first, int found, int length, RecordShape shape)
    {
        if ((shape & RecordShape.Misplaced) != 0)
        {
            return (CsvFaultKind.MisplacedQuote, -1, string.Empty);
        }

        if (length > _options.MaxFieldBytes)
        {
            for (var column = 0; column < found; column++)
            {
                if (batch.Fields[first + column].Length > _options.MaxFieldBytes)
                {
                    return (CsvFaultKind.FieldTooLong, column, CsvFaultLog.Number(_options.MaxFieldBytes));
                }
            }
        }

        return found == Columns ? null : (CsvFaultKind.RaggedRow, -1, FieldCounts(found));
    }

    private string FieldCounts(long found) =>
        $"{CsvFaultLog.Number(found)} {(found == 1 ? "field" : "fields")} instead of {CsvFaultLog.Number(Columns)}";

    /// <summary>
    /// Blank lines before a record: empty values of a single column, faults of a wider table. False when they fill
    /// the batch or must be reported after it, so that the record is to be scanned again.
    /// </summary>
    private bool EndBlanks(CsvBatch batch, int found, ref int first)
    {
        if (Columns > 1)
        {
            if (_log.Fails && batch.Records > 0)
            {
                return false;
            }

            var blanks = _blanks;
            _blanks = 0;
            _log.DropRow(CsvFaultKind.BlankLine, _blanksLine, -1, string.Empty, blanks);
            return true;
        }

        var record = batch.Fields.AsSpan(first, found).ToArray();
        var now = AddBlanks(batch);
        first += now;
        batch.GrowFieldsTo(first + found);
        record.CopyTo(batch.Fields.AsSpan(first));
        return _blanks == 0;
    }

    /// <summary>Adds blank lines as empty values of the single column, a limited number of them at a time.</summary>
    private int AddBlanks(CsvBatch batch)
    {
        const int AtATime = 4096;
        var now = (int)Math.Min(_blanks, AtATime);
        batch.GrowFieldsTo(batch.Records + now);
        for (var i = 0; i < now; i++)
        {
            if (batch.Records + 1 >= batch.Lines.Length)
            {
                batch.GrowLines();
            }

            batch.Fields[batch.Records] = default;
            batch.Lines[batch.Records++] = _blanksLine++;
        }

        _blanks -= now;
        return now;
    }

    private FieldSpan Unescape(FieldSpan field)
    {
        var bytes = _buffer.AsSpan(field.Start, field.Length);
        var kept = bytes.IndexOf(_quote);

        // Inside quotes they come in pairs only; a field that was not quoted may hold single ones and is left alone.
        if (kept < 0 || field.Start == 0 || _buffer[field.Start - 1] != _quote)
        {
            return field;
        }

        for (var i = kept; i < bytes.Length; i++)
        {
            bytes[kept++] = bytes[i];
            if (bytes[i] == _quote)
            {
                i++;
            }
        }

        return new FieldSpan(field.Start, kept);
    }

    /// <summary>Takes out the records with bytes that are not UTF-8; a batch that is clean costs one fast pass.</summary>
    private void CheckBytes(CsvBatch batch)
    {
        var fields = batch.Fields;
        var last = fields[(batch.Records * batch.Columns) - 1];
        var start = fields[0].Start;
        var bytes = batch.Buffer.AsSpan(start, Math.Max(0, last.Start + last.Length - start));
        if (!bytes.Contains((byte)0) && Utf8.IsValid(bytes))
        {
            return;
        }

        batch.ClearBad();
        for (var record = 0; record < batch.Records; record++)
        {
            for (var column = 0; column < batch.Columns; column++)
            {
                var field = batch.Field(record, column);
                if (field.Contains((byte)0))
                {
                    throw _log.Fatal(
                        "csv-binary",
                        batch.Lines[record],
                        "there is a NUL byte, which no text file holds",
                        "Check that this is a CSV file, or try --encoding utf16le if it is UTF-16.");
                }

                if (Utf8.IsValid(field))
                {
                    continue;
                }

                if (_log.Fails && record > 0)
                {
                    // The rows before come first: one of them may have an earlier fault.
                    _late = _log.Error(CsvFaultKind.BadBytes, batch.Lines[record], column, string.Empty);
                    batch.Records = record;
                    return;
                }

                _log.DropRow(CsvFaultKind.BadBytes, batch.Lines[record], column, string.Empty);
                batch.MarkBad(record);
                break;
            }
        }

        batch.RemoveBad();
    }
}
