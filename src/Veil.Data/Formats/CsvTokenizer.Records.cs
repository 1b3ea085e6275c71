using System.Text.Unicode;

namespace Veil.Data.Formats;

/// <summary>What becomes of a record that is not plainly good: blank, escaped, faulty.</summary>
internal sealed partial class CsvTokenizer
{
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
