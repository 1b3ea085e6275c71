using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>Creates the finite view of a column from its schema, with as little loss as possible.</summary>
public static class AttributeFactory
{
    /// <summary>The number of cells of a numeric column that has more values than that.</summary>
    public const int DefaultNumericCells = 256;

    // Ages, hours of a week, scores: grids of a human scale keep every value, however few cells are requested.
    private const int SmallGrid = 128;

    /// <summary>The label that is written for values that the domain does not name.</summary>
    public const string OtherLabel = "other";

    private const long MillisecondsPerDay = 86_400_000;

    // A decimal column without a step is cut into at most this many values: five significant digits of its range.
    private const double DefaultDecimalValues = 100_000;

    private const long LargestGrid = 1L << 61;
    private const double LargestDecimalGrid = 1L << 50;

    // The ends of a range whose width overflows: values farther from zero belong to them.
    private const double LargestDecimal = double.MaxValue / 4;

    // An attribute has at most 65,535 cells, including the special ones.
    private const int MostCells = 60_000;

    /// <summary>True when the schema declares the whole domain of the column.</summary>
    public static bool IsDeclared(ColumnSchema column) => column.Type?.Value switch
    {
        ColumnType.Integer or ColumnType.Decimal or ColumnType.Date or ColumnType.DateTime => column.Bounds is not null,
        ColumnType.Category => column.Categories is not null,
        ColumnType.Boolean or ColumnType.Time => true,
        _ => false,
    };

    /// <summary>The attribute of a column whose domain is declared.</summary>
    /// <param name="column">The schema of the column.</param>
    /// <param name="numericCells">The largest number of cells for the values of a numeric column, without point masses.</param>
    /// <exception cref="ArgumentException">The schema does not declare the domain; see <see cref="IsDeclared"/>.</exception>
    /// <exception cref="VeilException">The declared domain is too large.</exception>
    public static Attribute Create(ColumnSchema column, int numericCells = DefaultNumericCells)
    {
        if (!IsDeclared(column))
        {
            throw new ArgumentException($"The domain of column '{column.Name}' is not declared.", nameof(column));
        }

        var type = column.Type!.Value;
        var hasMissing = column.Nullable?.Value ?? true;
        return type switch
        {
            ColumnType.Category => Category(column, column.Categories!.Value, hasMissing),
            ColumnType.Boolean => new CategoryAttribute(column.Name, type, BooleanLabels(column), otherLabel: null, hasMissing),
            _ => Numeric(column, GridOf(column), numericCells, hasMissing),
        };
    }

    /// <summary>The values that a numeric or calendar column with bounds may take.</summary>
    public static Grid GridOf(ColumnSchema column)
    {
        var (minimum, maximum) = BoundsOf(column);
        switch (column.Type!.Value)
        {
            case ColumnType.Integer:
                return Integers(Whole(Math.Ceiling(minimum)), Whole(Math.Floor(maximum)), column.Step?.Value ?? 1);
            case ColumnType.Decimal:
                return Decimals(minimum, maximum, column.Step?.Value);
            case ColumnType.Date:
                return Calendar(Whole(minimum), Whole(maximum), column.Granularity?.Value ?? Granularity.Day, unitsPerDay: 1);
            default:
                return Calendar(Whole(minimum), Whole(maximum), column.Granularity?.Value ?? Granularity.Second, MillisecondsPerDay);
        }
    }

    // The range of times of day is the day, where the schema states no other.
    private static Bounds BoundsOf(ColumnSchema column) => column.Bounds?.Value ?? new Bounds(0, MillisecondsPerDay - 1);

    /// <summary>
    /// The attribute of a column whose domain is declared, with bins of equal width only for the values of a numeric one.
    /// </summary>
    /// <param name="column">The schema of the column.</param>
    /// <param name="bins">The largest number of bins; at least 1.</param>
    /// <exception cref="ArgumentException">The schema does not declare the domain; see <see cref="IsDeclared"/>.</exception>
    /// <exception cref="VeilException">The declared domain is too large.</exception>
    public static Attribute Binned(ColumnSchema column, int bins) =>
        Create(column, bins) is NumericAttribute numeric
            ? new NumericAttribute(numeric.Name, numeric.Type, numeric.Grid, [.. BinStarts(numeric.Grid, bins)], numeric.MissingCell >= 0)
            : Create(column);

    /// <summary>The bin of a grid index when the range is cut into bins of equal width; the last one holds its upper end.</summary>
    public static int BinOf(Grid grid, long index, int bins) =>
        grid.Count == 1 ? 0 : (int)Int128.Min(bins - 1, (Int128)index * bins / (grid.Count - 1));

    /// <summary>The two labels of a Boolean column, true first.</summary>
    public static ImmutableArray<string> BooleanLabels(ColumnSchema column)
    {
        var (yes, no) = column.BooleanLabels?.Value ?? ("true", "false");
        return [yes, no];
    }

    // The first index i of each bin that is not empty: i * bins / (count - 1) has just reached its number.
    private static IEnumerable<long> BinStarts(Grid grid, int bins) =>
        Enumerable.Range(0, bins).Select(bin => (long)((((Int128)bin * (grid.Count - 1)) + bins - 1) / bins)).Distinct();

    private static CategoryAttribute Category(ColumnSchema column, ImmutableArray<string> labels, bool hasMissing)
    {
        if (labels.Length > MostCells)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "domain-too-large",
                $"Column '{column.Name}' declares {labels.Length} categories; at most {MostCells} can be modelled.",
                "Declare groups of categories, or give the column the role 'text', 'identifier' or 'drop'.");
        }

        return new CategoryAttribute(column.Name, column.Type!.Value, labels, OtherLabel, hasMissing, column.CategoriesOrdered);
    }

    private static NumericAttribute Numeric(ColumnSchema column, Grid grid, int cells, bool hasMissing) =>
        new(column.Name, column.Type!.Value, grid, CellStarts(column, grid, cells), hasMissing);

    private static ImmutableArray<long> CellStarts(ColumnSchema column, Grid grid, int cells)
    {
        if (grid.Count <= Math.Max(cells, SmallGrid))
        {
            return [.. Enumerable.Range(0, (int)grid.Count).Select(index => (long)index)];
        }

        SortedSet<long> starts = [.. BinStarts(grid, column.Bins ?? 1)];
        var width = (long)Math.Ceiling((double)grid.Count / cells);
        for (long start = 0; start < grid.Count; start += width)
        {
            starts.Add(start);
        }

        foreach (var value in PointMasses(column))
        {
            var index = grid.IndexOf(value);
            starts.Add(index);
            if (index + 1 < grid.Count)
            {
                starts.Add(index + 1);
            }
        }

        return starts.Count <= MostCells ? [.. starts] : throw new VeilException(
            FaultKind.BadInput,
            "domain-too-large",
            $"Column '{column.Name}' declares more point masses than can be modelled.",
            "List only the few values that occur far more often than their neighbours.");
    }

    // Besides the declared masses: the two ends, where values outside the bounds are put, and zero, which means
    // "none of it" in most numeric columns. A rule that uses no data costs nothing.
    private static IEnumerable<double> PointMasses(ColumnSchema column)
    {
        var bounds = BoundsOf(column);
        yield return bounds.Minimum;
        yield return bounds.Maximum;
        if (column.Type!.Value is ColumnType.Integer or ColumnType.Decimal && bounds.Minimum <= 0 && bounds.Maximum >= 0)
        {
            yield return 0;
        }

        foreach (var mass in column.PointMasses?.Value ?? [])
        {
            yield return mass;
        }
    }

    private static WholeGrid Integers(long minimum, long maximum, double declaredStep)
    {
        // A range of more values than a grid has is cut into wider steps: both ends must be reached.
        var range = Int128.Max(0, (Int128)maximum - minimum);
        var step = (Int128)Math.Max(1, Math.Round(declaredStep));
        step *= 1 + (range / (step * LargestGrid));
        return new WholeGrid(minimum, (long)Int128.Min(step, long.MaxValue), (long)(range / step) + 1, roundsDown: false);
    }

    private static DecimalGrid Decimals(double minimum, double maximum, double? declaredStep)
    {
        // Only a range across zero can be too wide, so that its narrower ends are within the bounds.
        if (double.IsInfinity(maximum - minimum))
        {
            (minimum, maximum) = (Math.Max(minimum, -LargestDecimal), Math.Min(maximum, LargestDecimal));
        }

        var range = maximum - minimum;
        var step = declaredStep ?? DefaultStep(range);

        // Neighbours must differ as doubles, and their number must be exact in a double.
        var size = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        var least = Math.Max(range / LargestDecimalGrid, 4 * (size - Math.BitDecrement(size)));
        step = step >= least ? step : PowerOfTen(least);

        // Binary fractions may be slightly less than a whole step, but no value is above the maximum.
        var last = (long)Math.Floor((range / step) + 1e-6);
        last -= double.IsInfinity(minimum + (step * last)) ? 1 : 0;
        var grid = new DecimalGrid(minimum, step, last + 1);
        return grid.Count > 1 && grid.ValueAt(grid.Count - 1) > maximum ? new DecimalGrid(minimum, step, grid.Count - 1) : grid;
    }

    private static Grid Calendar(long minimum, long maximum, Granularity granularity, long unitsPerDay)
    {
        if (granularity is Granularity.Month or Granularity.Year)
        {
            var months = granularity == Granularity.Year ? 12 : 1;
            var first = MonthGrid.MonthOfDay(FloorDivide(minimum, unitsPerDay)) / months * months;
            var last = MonthGrid.MonthOfDay(FloorDivide(maximum, unitsPerDay));
            return new MonthGrid(first, months, ((last - first) / months) + 1, unitsPerDay != 1);
        }

        var unit = granularity switch
        {
            Granularity.Second => Math.Max(1, unitsPerDay / 86_400),
            Granularity.Minute => Math.Max(1, unitsPerDay / 1_440),
            Granularity.Hour => Math.Max(1, unitsPerDay / 24),
            Granularity.Day => unitsPerDay,
            _ => 7 * unitsPerDay,
        };

        // 1970-01-05 was a Monday: weeks start there.
        var origin = granularity == Granularity.Week ? 4 * unitsPerDay : 0;
        var start = (FloorDivide(minimum - origin, unit) * unit) + origin;
        return new WholeGrid(start, unit, ((maximum - start) / unit) + 1, roundsDown: true);
    }

    private static double DefaultStep(double range) => range > 0 ? PowerOfTen(range / DefaultDecimalValues) : 1;

    // Math.Pow(10, -5) is not the double that is written 1e-5.
    private static double PowerOfTen(double atLeast) =>
        double.Parse(
            string.Create(CultureInfo.InvariantCulture, $"1e{Math.Ceiling(Math.Log10(atLeast))}"), CultureInfo.InvariantCulture);

    private static long Whole(double value) =>
        value >= long.MaxValue ? long.MaxValue - 1 : value <= long.MinValue ? long.MinValue + 1 : (long)value;

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
