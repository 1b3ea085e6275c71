using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>Makes the finite view of a column from what its schema says, losing as little as possible.</summary>
public static class AttributeFactory
{
    /// <summary>The number of cells a numeric column is cut into when it has more values than that.</summary>
    public const int DefaultNumericCells = 256;

    /// <summary>What is written for values that the domain does not name.</summary>
    public const string OtherLabel = "other";

    private const long MillisecondsPerDay = 86_400_000;

    // A decimal column without a step is cut into at most this many values: five significant digits of its range.
    private const double DefaultDecimalValues = 100_000;

    /// <summary>Whether the schema says all that the column's domain needs.</summary>
    public static bool IsDeclared(ColumnSchema column) => column.Type?.Value switch
    {
        ColumnType.Integer or ColumnType.Decimal or ColumnType.Date or ColumnType.DateTime => column.Bounds is not null,
        ColumnType.Category => column.Categories is not null,
        ColumnType.Boolean => true,
        _ => false,
    };

    /// <summary>The attribute of a column whose domain is declared.</summary>
    /// <param name="column">What is known of the column.</param>
    /// <param name="numericCells">The most cells for the values of a numeric column; point masses come on top.</param>
    /// <exception cref="ArgumentException">The schema does not say enough; see <see cref="IsDeclared"/>.</exception>
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
            ColumnType.Boolean => Category(column, BooleanLabels(column), hasMissing),
            _ => Numeric(column, GridOf(column), numericCells, hasMissing),
        };
    }

    /// <summary>The values that a numeric or calendar column with bounds may take.</summary>
    public static Grid GridOf(ColumnSchema column)
    {
        var (minimum, maximum) = (column.Bounds!.Value.Minimum, column.Bounds.Value.Maximum);
        switch (column.Type!.Value)
        {
            case ColumnType.Integer:
                var step = Math.Max(1, (long)Math.Round(column.Step?.Value ?? 1));
                var first = Whole(Math.Ceiling(minimum));
                var count = ((Int128)Whole(Math.Floor(maximum)) - first) / step;
                return new WholeGrid(first, step, (long)Math.Max(0, Math.Min((double)count, 1L << 62)) + 1, roundsDown: false);
            case ColumnType.Decimal:
                var width = column.Step?.Value ?? DefaultStep(minimum, maximum);
                return new DecimalGrid(minimum, width, (long)Math.Min(Math.Round((maximum - minimum) / width), 1L << 52) + 1);
            case ColumnType.Date:
                return Calendar(Whole(minimum), Whole(maximum), column.Granularity?.Value ?? Granularity.Day, unitsPerDay: 1);
            default:
                return Calendar(Whole(minimum), Whole(maximum), column.Granularity?.Value ?? Granularity.Second, MillisecondsPerDay);
        }
    }

    /// <summary>The two labels of a Boolean column, true first.</summary>
    public static ImmutableArray<string> BooleanLabels(ColumnSchema column)
    {
        var (yes, no) = column.BooleanLabels ?? ("true", "false");
        return [yes, no];
    }

    private static CategoryAttribute Category(ColumnSchema column, ImmutableArray<string> labels, bool hasMissing)
    {
        if (labels.Length > 60_000)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "domain-too-large",
                $"Column '{column.Name}' declares {labels.Length} categories; at most 60000 can be modelled.",
                "Declare groups of categories, or give the column the role 'text', 'identifier' or 'drop'.");
        }

        return new CategoryAttribute(column.Name, column.Type!.Value, labels, OtherLabel, hasMissing, column.CategoriesOrdered);
    }

    private static NumericAttribute Numeric(ColumnSchema column, Grid grid, int cells, bool hasMissing) =>
        new(column.Name, column.Type!.Value, grid, CellStarts(column, grid, cells), hasMissing);

    private static ImmutableArray<long> CellStarts(ColumnSchema column, Grid grid, int cells)
    {
        if (grid.Count <= cells)
        {
            return [.. Enumerable.Range(0, (int)grid.Count).Select(index => (long)index)];
        }

        var starts = new SortedSet<long>();
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

        return [.. starts];
    }

    // Besides the declared masses: the two ends, where values outside the bounds are put, and zero, which means
    // "none of it" in most numeric columns. A rule that looks at no data costs nothing.
    private static IEnumerable<double> PointMasses(ColumnSchema column)
    {
        var bounds = column.Bounds!.Value;
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

    private static double DefaultStep(double minimum, double maximum)
    {
        var range = maximum - minimum;
        return range > 0 ? Math.Pow(10, Math.Ceiling(Math.Log10(range / DefaultDecimalValues))) : 1;
    }

    private static long Whole(double value) =>
        value >= long.MaxValue ? long.MaxValue - 1 : value <= long.MinValue ? long.MinValue + 1 : (long)value;

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
