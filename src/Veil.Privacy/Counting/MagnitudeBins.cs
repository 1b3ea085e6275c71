using Veil.Data.Tables;

namespace Veil.Privacy.Counting;

/// <summary>
/// Bins of numbers, by signed powers of two of a column's step, and bins of dates, by year. They are fixed in advance, and each
/// value is in exactly one.
/// </summary>
internal static class MagnitudeBins
{
    private const int FirstYear = 1500;
    private const int LastYear = 2500;
    private const int Powers = 62;
    private const double LargestSize = 1L << (Powers - 1);
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>The number of rows of a column in each bin; missing values are in none.</summary>
    public static long[] Count(Column column, double step)
    {
        var isCalendar = IsCalendar(column.Type);
        var counts = new long[CountOf(column.Type)];
        for (var row = 0; row < column.Count; row++)
        {
            if (!column.IsMissing(row))
            {
                counts[isCalendar ? YearBin((IntegerColumn)column, row) : MagnitudeBin(Value(column, row) / step)]++;
            }
        }

        return counts;
    }

    /// <summary>The number of bins of a column of a type.</summary>
    public static int CountOf(ColumnType type) => IsCalendar(type) ? LastYear - FirstYear + 1 : (2 * Powers) + 1;

    /// <summary>The least value of a bin.</summary>
    public static double Lower(int bin, ColumnType type, double step) =>
        IsCalendar(type) ? Days(bin) * (type == ColumnType.Date ? 1 : MillisecondsPerDay) : Finite(LowerEdge(bin) * step);

    /// <summary>The largest value of a bin.</summary>
    public static double Upper(int bin, ColumnType type, double step) =>
        IsCalendar(type) ? (Days(bin + 1) * (type == ColumnType.Date ? 1 : MillisecondsPerDay)) - 1 : Finite(UpperEdge(bin) * step);

    private static bool IsCalendar(ColumnType type) => type is ColumnType.Date or ColumnType.DateTime;

    private static double Finite(double edge) => Math.Clamp(edge, double.MinValue, double.MaxValue);

    private static double Value(Column column, int row) =>
        column is IntegerColumn integers ? integers.Values[row] : ((DecimalColumn)column).Values[row];

    // Bin Powers holds 0; bin Powers + p holds [2^(p-1), 2^p); bin Powers - p holds the same below zero.
    private static int MagnitudeBin(double units)
    {
        var size = Math.Round(Math.Abs(units));

        // The last bin takes all that is larger, a quotient that overflowed included.
        var power = size < 1 ? 0 : size < LargestSize ? 1 + Math.ILogB(size) : Powers;
        return units < 0 ? Powers - power : Powers + power;
    }

    private static double LowerEdge(int bin) =>
        bin == Powers ? 0 : bin > Powers ? Math.ScaleB(1, bin - Powers - 1) : 1 - Math.ScaleB(1, Powers - bin);

    private static double UpperEdge(int bin) => -LowerEdge((2 * Powers) - bin);

    private static int YearBin(IntegerColumn column, int row)
    {
        var value = column.Values[row];
        var days = column.Type == ColumnType.Date ? value : Math.Floor((double)value / MillisecondsPerDay);
        var year = days < -500_000 ? FirstYear : days > 500_000 ? LastYear : DateTime.UnixEpoch.AddDays(days).Year;
        return Math.Clamp(year, FirstYear, LastYear) - FirstYear;
    }

    private static double Days(int bin) =>
        (new DateTime(FirstYear + bin, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) - DateTime.UnixEpoch).TotalDays;
}
