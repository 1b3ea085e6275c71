namespace Veil.Data.Domains;

/// <summary>
/// The finite, evenly spaced values that a numeric or calendar column may take, numbered from 0. A value outside the
/// bounds belongs to the nearest end, one between two grid values to its neighbour: encoding never fails.
/// </summary>
public abstract class Grid
{
    private protected Grid(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>The number of values on the grid, at least 1.</summary>
    public long Count { get; }

    /// <summary>The grid index of a value, from 0 to <see cref="Count"/> - 1.</summary>
    public abstract long IndexOf(double value);

    /// <summary>The grid index of a whole number, exact for the whole range of <see cref="long"/>.</summary>
    public virtual long IndexOf(long value) => IndexOf((double)value);

    /// <summary>The value at a grid index, as a number.</summary>
    public abstract double ValueAt(long index);

    /// <summary>The value at a grid index, as a whole number.</summary>
    public virtual long WholeValueAt(long index) => (long)ValueAt(index);
}

/// <summary>Whole numbers <c>minimum, minimum + step, …</c>: integers, days and milliseconds.</summary>
public sealed class WholeGrid : Grid
{
    private readonly Int128 _offset;

    /// <summary>Creates the grid.</summary>
    /// <param name="minimum">The first value.</param>
    /// <param name="step">The distance between neighbours, at least 1.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="roundsDown">
    /// True when a value between two grid values belongs to the lower one (calendar units) instead of the nearest (numbers).
    /// </param>
    public WholeGrid(long minimum, long step, long count, bool roundsDown)
        : base(count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if ((Int128)minimum + ((Int128)step * (count - 1)) > long.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "The grid's last value does not fit 64 bits.");
        }

        Minimum = minimum;
        Step = step;
        RoundsDown = roundsDown;
        _offset = roundsDown ? 0 : step / 2;
    }

    /// <summary>The first value.</summary>
    public long Minimum { get; }

    /// <summary>The distance between neighbours.</summary>
    public long Step { get; }

    /// <summary>True when a value between two grid values belongs to the lower one.</summary>
    public bool RoundsDown { get; }

    /// <inheritdoc/>
    public override long IndexOf(long value)
    {
        if (value <= Minimum)
        {
            return 0;
        }

        if (Step == 1)
        {
            var distance = (ulong)value - (ulong)Minimum;
            return distance >= (ulong)Count ? Count - 1 : (long)distance;
        }

        var index = ((Int128)value - Minimum + _offset) / Step;
        return index >= Count ? Count - 1 : (long)index;
    }

    /// <inheritdoc/>
    public override long IndexOf(double value) =>
        IndexOf(value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : (long)Math.Round(value));

    /// <inheritdoc/>
    public override double ValueAt(long index) => WholeValueAt(index);

    /// <inheritdoc/>
    public override long WholeValueAt(long index) => Minimum + (index * Step);
}

/// <summary>Decimal numbers <c>minimum, minimum + step, …</c>.</summary>
public sealed class DecimalGrid : Grid
{
    private const int NoDigits = 15;

    private readonly int _digits;

    /// <summary>Creates the grid.</summary>
    /// <param name="minimum">The first value.</param>
    /// <param name="step">The distance between neighbours, above 0.</param>
    /// <param name="count">The number of values.</param>
    public DecimalGrid(double minimum, double step, long count)
        : base(count)
    {
        if (!(double.IsFinite(minimum) && step > 0 && double.IsFinite(minimum + (step * (count - 1)))))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "A decimal grid needs finite bounds and a step above 0.");
        }

        Minimum = minimum;
        Step = step;
        _digits = Math.Max(FractionDigits(step), FractionDigits(minimum));
    }

    /// <summary>The first value.</summary>
    public double Minimum { get; }

    /// <summary>The distance between neighbours.</summary>
    public double Step { get; }

    /// <inheritdoc/>
    public override long IndexOf(double value)
    {
        var index = Math.Round((value - Minimum) / Step);
        return !(index > 0) ? 0 : index >= Count ? Count - 1 : (long)index;
    }

    /// <inheritdoc/>
    public override double ValueAt(long index)
    {
        var value = Minimum + (index * Step);
        return _digits == NoDigits ? value : Math.Round(value, _digits);
    }

    // Multiples of 0.01 must come out as 0.07, not as 0.07000000000000001. Numbers that no few digits write, such as
    // 1/3 or 1e-20, are unchanged: rounding would move them off the grid.
    private static int FractionDigits(double value)
    {
        for (var digits = 0; digits < NoDigits; digits++)
        {
            if (Math.Round(value, digits) == value)
            {
                return digits;
            }
        }

        return NoDigits;
    }
}

/// <summary>First days of calendar months or years, as days (dates) or milliseconds (date-times) since 1970-01-01.</summary>
public sealed class MonthGrid : Grid
{
    private const long MillisecondsPerDay = 86_400_000;

    // DateTime's own range, as whole days: the last moment of its last day would be rounded up by a day.
    private static readonly long s_firstDay = (DateTime.MinValue - DateTime.UnixEpoch).Days;
    private static readonly long s_lastDay = (DateTime.MaxValue - DateTime.UnixEpoch).Days;

    /// <summary>Creates the grid.</summary>
    /// <param name="firstMonth">Months since January of year 0 of the first value.</param>
    /// <param name="monthsPerStep">1 for months, 12 for years.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="inMilliseconds">True when values are milliseconds rather than days.</param>
    public MonthGrid(int firstMonth, int monthsPerStep, long count, bool inMilliseconds)
        : base(count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(monthsPerStep, 1);
        FirstMonth = firstMonth;
        MonthsPerStep = monthsPerStep;
        InMilliseconds = inMilliseconds;
    }

    /// <summary>Months since January of year 0 of the first value.</summary>
    public int FirstMonth { get; }

    /// <summary>1 for months, 12 for years.</summary>
    public int MonthsPerStep { get; }

    /// <summary>True when values are milliseconds rather than days.</summary>
    public bool InMilliseconds { get; }

    /// <summary>Months since January of year 0 of a number of days since 1970-01-01.</summary>
    public static int MonthOfDay(long day)
    {
        var date = DateTime.UnixEpoch.AddDays(Math.Clamp(day, s_firstDay, s_lastDay));
        return (date.Year * 12) + date.Month - 1;
    }

    /// <inheritdoc/>
    public override long IndexOf(long value)
    {
        var day = InMilliseconds ? FloorDivide(value, MillisecondsPerDay) : value;
        var index = FloorDivide(MonthOfDay(day) - FirstMonth, MonthsPerStep);
        return Math.Clamp(index, 0, Count - 1);
    }

    /// <inheritdoc/>
    public override long IndexOf(double value) =>
        IndexOf(value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : (long)Math.Floor(value));

    /// <inheritdoc/>
    public override double ValueAt(long index) => WholeValueAt(index);

    /// <inheritdoc/>
    public override long WholeValueAt(long index)
    {
        var month = FirstMonth + (int)(index * MonthsPerStep);
        var days = (long)(new DateTime(month / 12, (month % 12) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified) - DateTime.UnixEpoch).TotalDays;
        return InMilliseconds ? days * MillisecondsPerDay : days;
    }

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
