using Veil.Data.Domains;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Counting;

/// <summary>The cells of some attributes of a private table, and which rows are whose: what is lent to gradients and teachers.</summary>
internal sealed class LentRows : IDrawnRows
{
    private readonly CodeColumn[] _columns;
    private readonly int[]? _rowsByUnit;
    private readonly int[]? _starts;

    /// <summary>Groups the rows.</summary>
    /// <param name="columns">One column per attribute.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="entities">The entity of each row, or null when each row is a unit of its own.</param>
    public LentRows(CodeColumn[] columns, int rowCount, int[]? entities)
    {
        _columns = columns;
        UnitCount = rowCount;
        if (entities is null)
            return;
        _rowsByUnit = [.. Enumerable.Range(0, rowCount)];
        Array.Sort((int[])entities.Clone(), _rowsByUnit);
        var starts = new List<int>();
        for (var i = 0; i < rowCount; i++)
        {
            if (i == 0 || entities[_rowsByUnit[i]] != entities[_rowsByUnit[i - 1]])
                starts.Add(i);
        }

        UnitCount = starts.Count;
        _starts = [.. starts, rowCount];
    }

    /// <summary>The number of units.</summary>
    public int UnitCount { get; }

    /// <summary>The number of attributes.</summary>
    public int Attributes => _columns.Length;

    /// <summary>Appends the rows of a unit to a list.</summary>
    public void AddRowsOf(int unit, List<int> rows)
    {
        if (_rowsByUnit is null)
            rows.Add(unit);
        else
            rows.AddRange(_rowsByUnit.AsSpan(_starts![unit].._starts[unit + 1]));
    }

    /// <summary>Copies the cells of some rows, row-major.</summary>
    public void Gather(ReadOnlySpan<int> rows, Span<ushort> cells)
    {
        for (var attribute = 0; attribute < _columns.Length; attribute++)
        {
            var at = attribute;
            if (_columns[attribute].Bytes is { } bytes)
            {
                foreach (var row in rows)
                {
                    cells[at] = bytes[row];
                    at += _columns.Length;
                }
            }
            else
            {
                var words = _columns[attribute].Words!;
                foreach (var row in rows)
                {
                    cells[at] = words[row];
                    at += _columns.Length;
                }
            }
        }
    }
}
