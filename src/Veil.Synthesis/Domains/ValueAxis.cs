using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Synthesis.Domains;

/// <summary>A stretch of an axis.</summary>
/// <param name="From">The lower end, included.</param>
/// <param name="To">The upper end, excluded.</param>
internal readonly record struct Stretch(double From, double To)
{
    /// <summary>The length.</summary>
    public double Length => To - From;
}

/// <summary>
/// The values that a numeric or calendar column could hold, before anything is known of its range: numbers, days or milliseconds
/// since 1970-01-01, in steps.
/// </summary>
internal sealed class ValueAxis
{
    private const double MillisecondsPerDay = 86_400_000;
    private const double DaysOfOurTime = 27_000;
    private const double PowersOfSurprise = 8;
    private const int LargestPower = 62;
    private const int LeastDecimalPower = -60;
    private const int LargestDecimalPower = 1023;

    // Dates are mostly of living people: decades there, and longer spans where dates are rare. Fewer bins stand out better.
    private static readonly int[] s_years =
    [
        1, 1000, 1400, 1500, 1600, 1700, 1750, 1800, 1820, 1840, 1860, 1880,
        .. Enumerable.Range(190, 20).Select(decade => 10 * decade), 2100, 2200, 3000, 9000, 9999, 10_000,
    ];

    private readonly ColumnType _type;
    private readonly double _unit;

    /// <summary>The axis of a column whose type is known.</summary>
    public ValueAxis(ColumnSchema column)
    {
        _type = column.Type!.Value;
        _unit = _type switch
        {
            ColumnType.Integer => Math.Max(1, Math.Round(column.Step?.Value ?? 1)),
            ColumnType.Decimal => column.Step?.Value ?? 0,
            ColumnType.Date => 1,
            _ => UnitOf(column.Granularity?.Value ?? Granularity.Second),
        };
    }

    /// <summary>
    /// True for dates and date-times, of which a value belongs to the step that has begun; numbers belong to the nearest.
    /// </summary>
    public bool IsCalendar => _type is ColumnType.Date or ColumnType.DateTime;

    /// <summary>The distance between neighbouring values, or 0 where it is not known.</summary>
    public double Step => _unit;

    /// <summary>
    /// The edges of the first, coarsest bins over all values: powers of two, spans of years. They are the same for every table.
    /// </summary>
    public double[] FirstEdges()
    {
        if (IsCalendar)
        {
            return [.. s_years.Select(StartOf)];
        }

        var sizes = _unit > 0
            ? Enumerable.Range(0, LargestPower + 2).Select(power => (Math.ScaleB(1, power) - 0.5) * _unit)
            : Enumerable.Range(LeastDecimalPower, LargestDecimalPower - LeastDecimalPower + 1).Select(power => Math.ScaleB(1, power));
        double[] positive = [.. sizes.Where(double.IsFinite).Distinct()];
        return [.. positive.Reverse().Select(size => -size), .. positive];
    }

    /// <summary>
    /// How unlikely it is beforehand, in natural logarithms, that a column has values in a bin: small numbers are common, so are dates
    /// of our time. It decides only where nothing stands out.
    /// </summary>
    public double Surprise(Stretch bin)
    {
        if (IsCalendar)
        {
            var days = bin.From / (_type == ColumnType.Date ? 1 : MillisecondsPerDay);
            return Math.Max(Math.Abs(days) - DaysOfOurTime, 0) / DaysOfOurTime;
        }

        var size = Math.Min(Math.Abs(bin.From), Math.Abs(bin.To)) / (_unit > 0 ? _unit : 1);
        return size > 0 ? Math.Abs(Math.Log2(size)) / PowersOfSurprise : 0;
    }

    /// <summary>The number of values in a stretch whose ends are edges; infinite where the step is not known.</summary>
    public double StepsIn(Stretch stretch) => Math.Max(1, Math.Round(stretch.Length / StepAt(stretch)));

    /// <summary>A stretch cut into at most so many pieces of equal numbers of steps; the last may be shorter.</summary>
    public IEnumerable<Stretch> Cut(Stretch stretch, double pieces)
    {
        var step = StepAt(stretch);
        var steps = StepsIn(stretch);
        var width = Math.Ceiling(steps / Math.Max(1, Math.Floor(pieces))) * step;
        var from = stretch.From;
        for (var i = 1; from < stretch.To; i++)
        {
            // The last piece takes what is left, so that rounding leaves no sliver.
            var to = stretch.From + (i * width);
            to = to >= stretch.To - (step / 2) ? stretch.To : to;
            yield return new Stretch(from, to);
            from = to;
        }
    }

    /// <summary>The number of steps of a stretch is one: it holds one value.</summary>
    public bool IsSingle(Stretch stretch) => _unit > 0 && StepsIn(stretch) <= 1;

    /// <summary>The place of the values of the step that begins at an edge.</summary>
    public double FirstValue(double edge) => IsCalendar ? edge : edge + (_unit / 2);

    /// <summary>The last value below an edge.</summary>
    public double LastValue(double edge) => _type switch
    {
        ColumnType.Date => edge - 1,
        ColumnType.DateTime => edge - _unit,
        _ => edge - (_unit / 2),
    };

    // Steps finer than doubles are there cannot be told apart.
    private double StepAt(Stretch stretch)
    {
        var size = Math.Max(Math.Abs(stretch.From), Math.Abs(stretch.To));
        var finest = 4 * (size - Math.BitDecrement(size));
        return _unit <= 0 ? finest : _unit >= finest ? _unit : _unit * Math.Ceiling(finest / _unit);
    }

    private double StartOf(int year)
    {
        var days = year > 9999
            ? (DateTime.MaxValue - DateTime.UnixEpoch).Days + 1
            : (new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) - DateTime.UnixEpoch).Days;
        return days * (_type == ColumnType.Date ? 1 : MillisecondsPerDay);
    }

    private static double UnitOf(Granularity granularity) => granularity switch
    {
        Granularity.Second => 1000,
        Granularity.Minute => 60_000,
        Granularity.Hour => 3_600_000,
        _ => MillisecondsPerDay,
    };
}
