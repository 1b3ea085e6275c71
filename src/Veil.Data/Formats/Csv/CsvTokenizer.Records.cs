using System.Buffers;
using System.Text.Unicode;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>The treatment of a record that is not plainly good: blank, escaped, faulty.</summary>
internal sealed partial class CsvTokenizer
{
    /// <summary>
    /// Keeps or drops a record that is not plainly good. False when what came before must be handed out first, so that
    /// the record is to be scanned again.
    /// </summary>
    private bool EndRecord(CsvBatch batch, int first, int end, int length, RecordShape shape)
    {
        var fields = batch.Fields;
        if (length == 0 || (length == 1 && shape == RecordShape.Plain && _buffer[fields[first].Start] == CsvText.EndMark))
        {
            return true; // a blank line, or the mark that old programs put at the end of a file
        }

        var found = Filled(fields.AsSpan(first, end - first));
        if (Columns < 0 && (shape & (RecordShape.Misplaced | RecordShape.Unclosed)) == 0)
        {
            // Empty names at the end are no columns; those of a workbook are as many as its widest row has.
            while (_options.IsConverted && _log.InHeader && found > 1 && fields[first + found - 1].Length == 0)
            {
                found--;
            }

            if (found > _options.MaxColumns)
            {
                throw TooManyColumns();
            }

            Columns = batch.Columns = found;
        }

        if (FaultOf(batch, first, found, length, shape) is { } fault)
        {
            if (_log.Fails && batch.Records > 0)
            {
                return false;
            }

            _log.DropRow(fault.Kind, _line, fault.Column, fault.Detail, mayFollowTitles: found > Columns && !_hasRows);
            return true;
        }

        if ((shape & RecordShape.Escaped) != 0)
        {
            foreach (ref var field in fields.AsSpan(first, found))
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
            return (CsvFaultKind.MisplacedQuote, _quoteColumn, string.Empty);
        }

        if ((shape & RecordShape.Unclosed) != 0)
        {
            return (CsvFaultKind.UnclosedQuote, _quoteColumn, string.Empty);
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

    /// <summary>The number of fields of a record without the empty ones after the last column, where those are nothing.</summary>
    private int Filled(ReadOnlySpan<FieldSpan> fields)
    {
        var filled = fields.Length;
        while (MayEndEmpty && filled > Columns && fields[filled - 1].Length == 0)
        {
            filled--;
        }

        return filled;
    }

    private string FieldCounts(int found) =>
        $"{CsvFaultLog.Number(found)} {(found == 1 ? "field" : "fields")} instead of {CsvFaultLog.Number(Columns)}";

    private FieldSpan Unescape(FieldSpan field)
    {
        var bytes = _buffer.AsSpan(field.Start, field.Length);
        var kept = bytes.IndexOf(_quote);
        if (kept < 0)
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

    /// <summary>
    /// Puts U+FFFD for what is no text, in each cell by itself; in the header it is an error. A batch that is clean costs one
    /// fast pass.
    /// </summary>
    private void MendBytes(CsvBatch batch)
    {
        var last = batch.Fields[(batch.Records * batch.Columns) - 1];
        var start = batch.Fields[0].Start;
        var all = _buffer.AsSpan(start, Math.Max(0, last.Start + last.Length - start));
        if (BadBytes == BadBytes.RefusedAsDecoded && all.IndexOf("\uFFFD"u8) >= 0)
        {
            RefuseBadBytes(batch, cell => cell.IndexOf("\uFFFD"u8) >= 0);
        }

        if (CellText.IsClean(all))
        {
            return;
        }

        if (BadBytes == BadBytes.RefusedAsUtf8 && !_log.InHeader)
        {
            RefuseBadBytes(batch, cell => !Utf8.IsValid(cell));
        }

        ArrayBufferWriter<byte>? repaired = null;
        for (var i = 0; i < batch.Records * batch.Columns; i++)
        {
            ref var field = ref batch.Fields[i];
            var cell = _buffer.AsSpan(field.Start, field.Length);
            if (CellText.IsClean(cell))
            {
                continue;
            }

            if (_log.InHeader)
            {
                throw NoText(cell, batch.Lines[0], i);
            }

            if (repaired is null)
            {
                repaired = new ArrayBufferWriter<byte>(_buffer.Length * 2);
                repaired.Write(_buffer.AsSpan(0, _end));
            }

            var text = CellText.Mend(cell);
            field = new FieldSpan(repaired.WrittenCount, text.Length);
            repaired.Write(text);
            _log.ReplacedCells++;
        }

        if (repaired is not null)
        {
            batch.Buffer = repaired.WrittenSpan.ToArray();
        }
    }

    /// <summary>Refuses the first cell that is bad; bytes outside cells are none of its business.</summary>
    private void RefuseBadBytes(CsvBatch batch, Predicate<ReadOnlySpan<byte>> isBad)
    {
        for (var i = 0; i < batch.Records * batch.Columns; i++)
        {
            if (isBad(batch.Field(i / batch.Columns, i % batch.Columns)))
            {
                throw _log.BadBytes(batch.Lines[i / batch.Columns], i % batch.Columns, BadBytes);
            }
        }
    }

    private VeilException NoText(ReadOnlySpan<byte> name, long line, int column) => name.Contains((byte)0)
        ? _log.Fatal(
            "csv-binary",
            line,
            "there is a NUL byte in the header, which no text holds",
            "Check that this is a CSV file, or try ‹encoding› utf-16le if it is UTF-16.")
        : _log.Fatal(
            "csv-bad-bytes",
            line,
            $"the name of column {CsvFaultLog.Number(column + 1)} holds a byte that is not UTF-8",
            "Say its encoding with ‹encoding›, such as windows-1252, or convert the file to UTF-8.");
}
