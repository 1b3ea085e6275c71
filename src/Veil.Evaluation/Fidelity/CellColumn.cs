using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// How one column's values become cells: numbers, dates and date-times in bins of equal width over the real range, values
/// beyond it in the outermost bins; labels as they are, those of all tables together; a missing value in the last cell.
/// </summary>
internal sealed class CellRule
{
    private readonly int _bins;
    private readonly double _minimum;
    private readonly double _width;
    private readonly LabelPoolBuilder? _labels;

    private CellRule(string name, int bins, double minimum, double width, LabelPoolBuilder? labels) =>
        (Name, _bins, _minimum, _width, _labels) = (name, bins, minimum, width, labels);

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The number of cells, the one of missing values included; grows while labels are being collected.</summary>
    public int Size => (_labels?.Count ?? _bins) + 1;

    /// <summary>Whether the column holds labels.</summary>
    public bool HasLabels => _labels is not null;

    /// <summary>A rule for a column and all that it is compared with.</summary>
    /// <param name="real">The column whose range makes the bins.</param>
    /// <param name="bins">The number of bins.</param>
    public static CellRule Of(Column real, int bins)
    {
        switch (real)
        {
            case LabelColumn:
                return new CellRule(real.Name, bins, 0, 1, new LabelPoolBuilder());
            case IntegerColumn integers:
                var (least, most) = (long.MaxValue, IntegerColumn.Missing);
                foreach (var value in integers.Values)
                {
                    most = Math.Max(most, value);
                    least = value == IntegerColumn.Missing ? least : Math.Min(least, value);
                }

                return Over(real.Name, bins, most == IntegerColumn.Missing ? 0 : least, most == IntegerColumn.Missing ? 0 : most);
            case DecimalColumn decimals:
                var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
                foreach (var value in decimals.Values)
                {
                    // Comparisons with NaN are false, so missing values pass by.
                    minimum = value < minimum ? value : minimum;
                    maximum = value > maximum ? value : maximum;
                }

                return minimum > maximum ? Over(real.Name, bins, 0, 0) : Over(real.Name, bins, minimum, maximum);
            default:
                throw new ArgumentException($"No cells are defined for {real.GetType().Name}.", nameof(real));
        }
    }

    /// <summary>The cell of each row.</summary>
    /// <exception cref="ArgumentException">The column stores another kind of value than the rule's.</exception>
    public int[] Encode(Column column)
    {
        var cells = new int[column.Count];
        switch (column)
        {
            case LabelColumn labels when _labels is not null:
                var known = Enumerable.Range(0, labels.Labels.Count).Select(code => _labels.GetOrAdd(labels.Labels.Utf8(code))).ToArray();
                for (var row = 0; row < cells.Length; row++)
                {
                    // The last cell is not known before every table's labels are; -1 stands for it.
                    cells[row] = labels.Codes[row] == LabelColumn.Missing ? -1 : known[labels.Codes[row]];
                }

                return cells;
            case IntegerColumn integers when _labels is null:
                for (var row = 0; row < cells.Length; row++)
                {
                    cells[row] = integers.Values[row] == IntegerColumn.Missing ? -1 : Bin(integers.Values[row]);
                }

                return cells;
            case DecimalColumn decimals when _labels is null:
                for (var row = 0; row < cells.Length; row++)
                {
                    cells[row] = double.IsNaN(decimals.Values[row]) ? -1 : Bin(decimals.Values[row]);
                }

                return cells;
            default:
                throw new ArgumentException($"Column '{Name}' holds numbers in one table and labels in another.", nameof(column));
        }
    }

    /// <summary>The name of each cell.</summary>
    public IReadOnlyList<string> CellNames(Func<double, string> write) =>
    [
        .. _labels is { } labels
            ? labels.Build().ToArray()
            : Enumerable.Range(0, _bins).Select(bin => $"{write(_minimum + (_width * bin / _bins))} to {write(_minimum + (_width * (bin + 1) / _bins))}"),
        "missing",
    ];

    private static CellRule Over(string name, int bins, double minimum, double maximum) =>
        new(name, bins, minimum, maximum > minimum ? maximum - minimum : 1, null);

    private int Bin(double value)
    {
        // The order of the operations is that of the reference program: another one moves values that lie on an edge.
        var bin = Math.Floor((value - _minimum) / _width * _bins);
        return bin >= _bins ? _bins - 1 : bin >= 0 ? (int)bin : 0;
    }
}

/// <summary>The cells of one column of one table, a byte a row where there are at most 256.</summary>
internal readonly struct CellColumn
{
    private readonly byte[]? _narrow;
    private readonly int[]? _wide;

    public CellColumn(int[] cells, int size)
    {
        if (size <= 256)
        {
            _narrow = Array.ConvertAll(cells, cell => (byte)(cell < 0 ? size - 1 : cell));
        }
        else
        {
            _wide = Array.ConvertAll(cells, cell => cell < 0 ? size - 1 : cell);
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
