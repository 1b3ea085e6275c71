using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>
/// A numeric or calendar column: its <see cref="Grid"/> is cut into runs of neighbouring values, one cell per run. Values
/// that occur far more often than their neighbours (point masses) have runs of length one, so that decoding a cell by
/// a uniform draw within its run does not spread them.
/// </summary>
public sealed class NumericAttribute : Attribute
{
    // Up to this number of grid values, the cell of each is found in a table instead of by search.
    private const int LookupLimit = 1 << 17;

    private readonly long[] _starts;

    // The grid indexes that decoding may draw, per cell; null for all of them.
    private readonly ValueRange[][]? _drawn;

    /// <summary>Creates the attribute.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">Integer, Decimal, Date or DateTime.</param>
    /// <param name="grid">The values.</param>
    /// <param name="cellStarts">The grid index at which each cell begins: 0 first, increasing.</param>
    /// <param name="hasMissing">True when there is a cell for missing values.</param>
    public NumericAttribute(string name, ColumnType type, Grid grid, ImmutableArray<long> cellStarts, bool hasMissing)
        : base(name, type, cellStarts.Length, hasOther: false, hasMissing)
    {
        // A copy is checked and stored: an immutable array can wrap one that its creator still writes to.
        _starts = [.. cellStarts.AsSpan()];
        for (var i = 0; i < _starts.Length; i++)
        {
            if (i == 0 ? _starts[0] != 0 : _starts[i] <= _starts[i - 1] || _starts[i] >= grid.Count)
            {
                throw new ArgumentException("Cells must start at 0 and increase within the grid.", nameof(cellStarts));
            }
        }

        Grid = grid;
        CellStarts = [.. _starts];
    }

    private NumericAttribute(NumericAttribute whole, ValueRange[][] drawn)
        : this(whole.Name, whole.Type, whole.Grid, whole.CellStarts, whole.MissingCell >= 0) => _drawn = drawn;

    /// <summary>The values.</summary>
    public Grid Grid { get; }

    /// <summary>The grid index at which each cell begins.</summary>
    public ImmutableArray<long> CellStarts { get; }

    /// <inheritdoc/>
    public override bool IsOrdered => true;

    /// <summary>The number of grid values in a cell.</summary>
    public long Width(int cell) => (cell + 1 < _starts.Length ? _starts[cell + 1] : Grid.Count) - _starts[cell];

    /// <summary>The cell of a grid index.</summary>
    public int CellOf(long gridIndex)
    {
        var at = Array.BinarySearch(_starts, gridIndex);
        return at >= 0 ? at : ~at - 1;
    }

    /// <inheritdoc/>
    public override CodeColumn Encode(Column column)
    {
        var codes = CodeColumn.Create(Size, column.Count);
        var lookup = Grid.Count <= LookupLimit ? Lookup() : null;
        switch (column)
        {
            case IntegerColumn integers when Type != ColumnType.Decimal:
                for (var row = 0; row < integers.Count; row++)
                {
                    var value = integers.Values[row];
                    codes.Set(row, value == IntegerColumn.Missing ? CellWithoutValue : Cell(Grid.IndexOf(value), lookup));
                }

                break;
            case DecimalColumn decimals when Type == ColumnType.Decimal:
                for (var row = 0; row < decimals.Count; row++)
                {
                    var value = decimals.Values[row];
                    codes.Set(row, double.IsNaN(value) ? CellWithoutValue : Cell(Grid.IndexOf(value), lookup));
                }

                break;
            default:
                throw new ArgumentException($"Column '{Name}' does not hold values of type {Type}.", nameof(column));
        }

        return codes;
    }

    /// <inheritdoc/>
    public override Column Decode(ReadOnlySpan<ushort> cells, Func<long, long> random)
    {
        if (Type == ColumnType.Decimal)
        {
            var decimals = new double[cells.Length];
            for (var row = 0; row < cells.Length; row++)
            {
                decimals[row] = cells[row] == MissingCell ? double.NaN : Grid.ValueAt(Draw(cells[row], random));
            }

            return new DecimalColumn(Name, decimals);
        }

        var values = new long[cells.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            values[row] = cells[row] == MissingCell ? IntegerColumn.Missing : Grid.WholeValueAt(Draw(cells[row], random));
        }

        return new IntegerColumn(Name, values, Type);
    }

    /// <summary>The attribute with its cells cut where a set of values begins or ends, so that no cell lies across a border.</summary>
    public NumericAttribute CutAt(ValueSet set)
    {
        var starts = CellStarts
            .Concat(set.Ranges.SelectMany(range => new[] { range.First, range.Last + 1 }).Where(start => start < Grid.Count))
            .Distinct().Order();
        return new NumericAttribute(Name, Type, Grid, [.. starts], MissingCell >= 0);
    }

    /// <inheritdoc/>
    public override NarrowedAttribute Narrow(ValueSet allowed)
    {
        var drawn = Enumerable.Range(0, ValueCells)
            .Select(cell => allowed.Within(new ValueRange(_starts[cell], _starts[cell] + Width(cell) - 1)).ToArray())
            .ToArray();
        var shares = new double[Size];
        for (var cell = 0; cell < drawn.Length; cell++)
        {
            shares[cell] = (double)drawn[cell].Sum(range => range.Last - range.First + 1) / Width(cell);
        }

        if (MissingCell >= 0)
        {
            shares[MissingCell] = allowed.HasMissing ? 1 : 0;
        }

        return new NarrowedAttribute(new NumericAttribute(this, drawn), shares);
    }

    private long Draw(int cell, Func<long, long> random)
    {
        if (_drawn is not null)
        {
            return Draw(_drawn[cell], random);
        }

        var width = Width(cell);
        return _starts[cell] + (width == 1 ? 0 : random(width));
    }

    private static long Draw(ValueRange[] ranges, Func<long, long> random)
    {
        long width = 0;
        foreach (var range in ranges)
        {
            width += range.Last - range.First + 1;
        }

        var at = width == 1 ? 0 : random(width);
        foreach (var range in ranges)
        {
            var length = range.Last - range.First + 1;
            if (at < length)
            {
                return range.First + at;
            }

            at -= length;
        }

        throw new InvalidOperationException("A cell of which nothing is left was drawn.");
    }

    private int Cell(long gridIndex, ushort[]? lookup) => lookup is null ? CellOf(gridIndex) : lookup[gridIndex];

    private ushort[] Lookup()
    {
        var lookup = new ushort[Grid.Count];
        for (var cell = 0; cell < _starts.Length; cell++)
        {
            lookup.AsSpan((int)_starts[cell], (int)Width(cell)).Fill((ushort)cell);
        }

        return lookup;
    }
}
