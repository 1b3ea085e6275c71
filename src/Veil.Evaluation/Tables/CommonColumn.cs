using Veil.Data.Tables;

namespace Veil.Evaluation.Tables;

/// <summary>
/// One column of several tables in a common representation: numbers, dates and date-times as numbers, labels as codes that mean the
/// same label in every table. The only place that knows how a column stores its values and its missing values.
/// </summary>
/// <remarks>
/// Nothing is copied before it is requested. Codes are those of the first table's pool, then of labels that only a later
/// table has, so that a label that the real table lacks has a code as well.
/// </remarks>
internal sealed class CommonColumn
{
    private readonly Column[] _sources;
    private readonly int[][] _codes;
    private readonly LabelPoolBuilder? _labels;
    private readonly Lazy<(double Minimum, double Maximum)> _range;

    private CommonColumn(Column[] sources, int[][] codes, LabelPoolBuilder? labels)
    {
        (_sources, _codes, _labels) = (sources, codes, labels);
        _range = new(FindRange);
    }

    /// <summary>The column's name.</summary>
    public string Name => _sources[0].Name;

    /// <summary>The type of the values.</summary>
    public ColumnType Type => _sources[0].Type;

    /// <summary>Whether the values are numbers; else they are labels.</summary>
    public bool IsNumeric => _labels is null;

    /// <summary>The number of labels of all tables together; 0 for numbers.</summary>
    public int Levels => _labels?.Count ?? 0;

    /// <summary>The smallest number of the first table; 0 when there is none.</summary>
    public double Minimum => _range.Value.Minimum;

    /// <summary>The largest number of the first table; 0 when there is none.</summary>
    public double Maximum => _range.Value.Maximum;

    /// <summary>The range of the numbers of the first table; 0 when there is none, and for labels.</summary>
    public double Spread => Maximum - Minimum;

    /// <summary>Creates the common column of several tables.</summary>
    /// <param name="sources">The column in each table, the real one first.</param>
    /// <exception cref="ArgumentException">It holds numbers in one table and labels in another.</exception>
    public static CommonColumn Of(params Column[] sources)
    {
        if (sources.Any(source => !IsSameKind(source, sources[0])))
        {
            throw new ArgumentException($"Column '{sources[0].Name}' holds another kind of value in another table.", nameof(sources));
        }

        if (sources[0] is not LabelColumn)
        {
            return new CommonColumn(sources, [], null);
        }

        var labels = new LabelPoolBuilder();
        var codes = Array.ConvertAll(sources, source =>
        {
            var pool = ((LabelColumn)source).Labels;
            return Enumerable.Range(0, pool.Count).Select(code => labels.GetOrAdd(pool.Utf8(code))).ToArray();
        });
        return new CommonColumn(sources, codes, labels);
    }

    /// <summary>Whether two columns store the same kind of value.</summary>
    public static bool IsSameKind(Column? one, Column? other) => one?.GetType() == other?.GetType();

    /// <summary>The number of rows of a table.</summary>
    public int Rows(int table) => _sources[table].Count;

    /// <summary>The label of a code.</summary>
    public string Label(int code) => _labels!.Build()[code];

    /// <summary>All labels, in the order of their codes.</summary>
    public string[] AllLabels() => _labels!.Build().ToArray();

    /// <summary>The codes of the labels that a table may have, in its own order, whether they occur or not.</summary>
    public IReadOnlyList<int> PoolCodes(int table) => _codes[table];

    /// <summary>The value of each row of a table: the number, or the code of the label; NaN where it is missing.</summary>
    public double[] Values(int table)
    {
        switch (_sources[table])
        {
            case DecimalColumn decimals:
                return decimals.Values.ToArray();
            case IntegerColumn integers:
                var numbers = new double[integers.Count];
                for (var row = 0; row < numbers.Length; row++)
                {
                    numbers[row] = Number(integers.Values[row]);
                }

                return numbers;
            default:
                var (codes, labels) = (_codes[table], (LabelColumn)_sources[table]);
                var values = new double[labels.Count];
                for (var row = 0; row < values.Length; row++)
                {
                    values[row] = Code(labels.Codes[row], codes);
                }

                return values;
        }
    }

    /// <summary>The values of some rows.</summary>
    public double[] Values(int table, ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _sources[table] switch
            {
                DecimalColumn decimals => decimals.Values[rows[i]],
                IntegerColumn integers => Number(integers.Values[rows[i]]),
                var labels => Code(((LabelColumn)labels).Codes[rows[i]], _codes[table]),
            };
        }

        return values;
    }

    private static double Number(long value) => value == IntegerColumn.Missing ? double.NaN : value;

    private static double Code(int code, int[] common) => code == LabelColumn.Missing ? double.NaN : common[code];

    private (double Minimum, double Maximum) FindRange()
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in IsNumeric ? Values(0) : [])
        {
            // Comparisons with NaN are false, so missing values are ignored.
            minimum = value < minimum ? value : minimum;
            maximum = value > maximum ? value : maximum;
        }

        return minimum > maximum ? (0, 0) : (minimum, maximum);
    }
}
