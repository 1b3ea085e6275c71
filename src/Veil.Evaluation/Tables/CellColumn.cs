namespace Veil.Evaluation.Tables;

/// <summary>The cells of one column of one table, one byte per row where there are at most 256.</summary>
internal readonly struct CellColumn
{
    private readonly byte[]? _narrow;
    private readonly int[]? _wide;

    /// <summary>Stores cells.</summary>
    /// <param name="cells">The cell of each row.</param>
    /// <param name="size">The number of cells.</param>
    public CellColumn(int[] cells, int size)
    {
        if (size <= 256)
        {
            _narrow = Array.ConvertAll(cells, cell => (byte)cell);
        }
        else
        {
            _wide = cells;
        }
    }

    /// <summary>The cell of a row.</summary>
    public int this[int row] => _narrow is { } narrow ? narrow[row] : _wide![row];

    /// <summary>Appends this column as the last digit to the numbers of some rows: number * size + cell.</summary>
    public void Append(Span<int> numbers, int firstRow, int size)
    {
        if (_narrow is not null)
        {
            var cells = _narrow.AsSpan(firstRow, numbers.Length);
            for (var i = 0; i < cells.Length; i++)
            {
                numbers[i] = (numbers[i] * size) + cells[i];
            }
        }
        else
        {
            var cells = _wide.AsSpan(firstRow, numbers.Length);
            for (var i = 0; i < cells.Length; i++)
            {
                numbers[i] = (numbers[i] * size) + cells[i];
            }
        }
    }
}
