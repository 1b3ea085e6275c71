using System.Runtime.CompilerServices;

namespace Veil.Data.Formats.Csv;

/// <summary>The place of a field in the buffer, without its quotes.</summary>
internal readonly record struct FieldSpan(int Start, int Length);

/// <summary>
/// Some complete records with the same number of fields, as places in one buffer. Columns are then parsed one after
/// the other, so that each parser runs in a tight loop. Reused from batch to batch.
/// </summary>
internal sealed class CsvBatch
{
    private FieldSpan[] _fields = new FieldSpan[1024];
    private long[] _lines = new long[256];
    private bool[] _bad = [];

    /// <summary>The bytes that the fields lie in.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>The number of records.</summary>
    public int Records { get; set; }

    /// <summary>The number of fields in each record.</summary>
    public int Columns { get; set; }

    /// <summary>The number of records with a bad cell.</summary>
    public int BadRecords { get; private set; }

    /// <summary>Field places, record by record.</summary>
    public FieldSpan[] Fields => _fields;

    /// <summary>The physical line on which each record begins.</summary>
    public long[] Lines => _lines;

    /// <summary>The bytes of one field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Field(int record, int column)
    {
        var field = _fields[(record * Columns) + column];
        return new ReadOnlySpan<byte>(Buffer, field.Start, field.Length);
    }

    public void Clear(byte[] buffer)
    {
        Buffer = buffer;
        Records = 0;
        BadRecords = 0;
    }

    /// <summary>Makes room for so many fields and those of one more block, and returns them.</summary>
    public FieldSpan[] GrowFieldsTo(int count)
    {
        var least = count + StructuralBytes.Block + 1;
        if (_fields.Length < least)
        {
            Array.Resize(ref _fields, Math.Max(least, _fields.Length * 2));
        }

        return _fields;
    }

    /// <summary>Makes room for more lines and returns them.</summary>
    public long[] GrowLines()
    {
        Array.Resize(ref _lines, _lines.Length * 2);
        return _lines;
    }

    /// <summary>Forgets a record's mark of badness from the batch before.</summary>
    public void ClearBad()
    {
        if (_bad.Length < Records)
        {
            _bad = new bool[Math.Max(Records, _lines.Length)];
        }
        else
        {
            _bad.AsSpan(0, Records).Clear();
        }

        BadRecords = 0;
    }

    public bool IsBad(int record) => _bad[record];

    public void MarkBad(int record)
    {
        if (!_bad[record])
        {
            _bad[record] = true;
            BadRecords++;
        }
    }

    /// <summary>Takes the records marked as bad out of the batch.</summary>
    public void RemoveBad()
    {
        var kept = 0;
        for (var record = 0; record < Records; record++)
        {
            if (_bad[record])
            {
                continue;
            }

            _fields.AsSpan(record * Columns, Columns).CopyTo(_fields.AsSpan(kept * Columns));
            _lines[kept++] = _lines[record];
        }

        Records = kept;
        ClearBad();
    }
}
