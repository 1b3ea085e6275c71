using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Splits a stream of UTF-8 into records and fields, a batch at a time, by RFC 4180 with any mix of line ends. A blank
/// line is ignored.
/// </summary>
/// <remarks>
/// Where faulty rows are errors, quoted fields may hold line ends; where they are left out, each line is a record, so that
/// what becomes of a line depends on that line alone. docs/privacy.md ("What the guarantee compares") proves of both that
/// one record more changes the table by that record.
/// <para>
/// Written for this project because the string per cell that general readers make is what would take the time.
/// A record that is cut by the end of the buffer is scanned again from its start once more bytes are there: no state
/// survives a refill, and since the buffer doubles when a record does not fit, each byte is scanned a constant number
/// of times.
/// </para>
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
    private long _line;
    private bool _linesAreRecords;
    private bool _hasRows;

    // Where in a record the first misplaced or open quote stands: the index of the field.
    private int _quoteColumn;

    // About the record that the buffer's end cuts: whether it is worth a larger buffer.
    private int _openFields;
    private int _openLength;

    /// <summary>Makes a tokenizer for the text that <see cref="CsvText.Open"/> gives.</summary>
    public CsvTokenizer(
        Stream stream, CsvDialect dialect, CsvReadOptions options, CsvFaultLog log, CancellationToken cancellation)
    {
        _stream = stream;
        _line = options.FirstLine + dialect.SkipLines;
        _delimiter = (byte)dialect.Delimiter;
        // A delimiter is looked for before a quote, so that nothing is ever taken for a quote.
        var quote = DialectFilter.QuoteOfOutput(dialect);
        _quote = (byte)(quote == CsvDialect.NoQuote ? dialect.Delimiter : quote);
        _linesAreRecords = options.BadRows == BadRows.Drop && !options.IsConverted;
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

    /// <summary>The number of fields in a record; -1 to let the first record decide it.</summary>
    public int Columns { get; set; } = -1;

    /// <summary>
    /// True when empty fields after the last column are nothing. For that the number of columns must be known before any record.
    /// </summary>
    public bool MayEndEmpty { get; set; }

    /// <summary>What bytes that are not text in the encoding mean: they are replaced, or the encoding is another.</summary>
    public BadBytes BadBytes { get; init; }

    /// <summary>Reads the first record, whatever its number of fields. False when there is none.</summary>
    /// <param name="batch">The batch that it goes to.</param>
    /// <param name="maySpanLines">
    /// True when a quoted name may hold a line end; if not, a quote that its line leaves open is an error.
    /// </param>
    public bool NextHeader(CsvBatch batch, bool maySpanLines)
    {
        var linesAreRecords = _linesAreRecords;
        _linesAreRecords = !maySpanLines;
        _log.InHeader = true;
        var found = Next(batch, 1);
        _log.InHeader = false;
        _linesAreRecords = linesAreRecords;
        return found;
    }

    /// <summary>Passes over some records that can be read, and are no rows.</summary>
    public void Pass(CsvBatch batch, int records)
    {
        while (records > 0 && Next(batch, 1))
        {
            records--;
        }
    }

    /// <summary>Reads some records. False at the end.</summary>
    public bool Next(CsvBatch batch) => Next(batch, int.MaxValue);

    private int Capacity => _buffer.Length - StructuralBytes.Block;

    private bool Next(CsvBatch batch, int mostRecords)
    {
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_incomplete && !_endOfStream)
            {
                Fill();
            }

            if (_endOfStream && _start == _end)
            {
                return false;
            }

            batch.Clear(_buffer);
            Scan(batch, mostRecords);
            if (batch.Records > 0)
            {
                MendBytes(batch);
                _hasRows = !_log.InHeader;
                return true;
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
        var linesAreRecords = _linesAreRecords;
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
                            continue;
                        }

                        if (found == delimiter)
                        {
                            continue;
                        }

                        if (!linesAreRecords)
                        {
                            innerLines += (found == LineFeed || buffer[at + 1] != LineFeed) && !_options.IsConverted ? 1 : 0;
                            continue;
                        }

                        _quoteColumn = count - first;
                        shape |= RecordShape.Unclosed;
                    }
                    else
                    {
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
                                _quoteColumn = count - first;
                                shape |= RecordShape.Misplaced;
                            }
                        }

                        if (found == quote)
                        {
                            continue;
                        }

                        if (found == delimiter)
                        {
                            // The field ends here; its span leaves the quotes out.
                            var closed = quoting == Quoting.MaybeClosed ? quoteAt : at;
                            fields[count++] = new FieldSpan(fieldStart + 1, closed - fieldStart - 1);
                            fieldStart = at + 1;
                            quoting = Quoting.None;
                            continue;
                        }
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
                    else
                    {
                        _quoteColumn = count - first;
                        shape |= RecordShape.Misplaced;
                    }

                    continue;
                }

                // The end of a line and of a record.
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
                    && at > recordStart + 1)
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
            _openFields = Filled(fields.AsSpan(first, count - first));
            _openLength = end - fieldStart;
            Rest(recordStart, incomplete: true);
            return;
        }

        if (recordStart < end)
        {
            if (quoting == Quoting.Open)
            {
                if (!linesAreRecords)
                {
                    throw NeverClosed(quoteLine);
                }

                _quoteColumn = count - first;
                shape |= RecordShape.Unclosed;
            }

            if (quoting == Quoting.MaybeClosed && quoteAt + 1 != end)
            {
                quoting = Quoting.Misplaced;
                _quoteColumn = count - first;
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
}
