using Veil.Data.Tables;
using Veil.Privacy.Noise;
using Bounds = Veil.Data.Schemas.Bounds;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// Bounds of a numeric column from a noisy histogram over signed powers of two of its step; bounds of a calendar
/// column from a noisy histogram over years. The bins are fixed in advance, each row is in exactly one, and everything
/// after the noise is post-processing.
/// </summary>
internal static class MagnitudeHistogram
{
    // Chance that noise alone keeps any empty bin: such a bin would stretch the domain beyond use.
    private const double FalseBinRate = 1e-4;

    private const int FirstYear = 1500;
    private const int LastYear = 2500;
    private const int Powers = 62;
    private const double LargestSize = 1L << (Powers - 1);
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>The noisy bounds of a column.</summary>
    /// <param name="column">Integers, decimals, dates or date-times.</param>
    /// <param name="step">Distance between neighbouring values of a number column.</param>
    /// <param name="paid">Noise for a table of counts.</param>
    /// <param name="gate">Where the counts get it.</param>
    public static Bounds Learn(Column column, double step, PaidNoise paid, AnswerGate gate)
    {
        var isCalendar = IsCalendar(column);
        var counts = Count(column, step);
        paid.Release(counts, gate);
        var threshold = paid.Noise.Quantile(FalseBinRate / counts.Length);
        var first = Array.FindIndex(counts, count => count >= threshold);
        var last = Array.FindLastIndex(counts, count => count >= threshold);
        if (first < 0)
        {
            // Nothing stands out, as in a column without values: the highest bin is as good as any.
            first = last = Array.IndexOf(counts, counts.Max());
        }

        return isCalendar
            ? new Bounds(FirstDay(first, column.Type), LastDay(last, column.Type))
            : new Bounds(Finite(LowerEdge(first) * step), Finite(UpperEdge(last) * step));
    }

    /// <summary>The exact number of rows in each bin; missing values are in none.</summary>
    internal static long[] Count(Column column, double step)
    {
        var isCalendar = IsCalendar(column);
        var counts = new long[isCalendar ? LastYear - FirstYear + 1 : (2 * Powers) + 1];
        for (var row = 0; row < column.Count; row++)
        {
            if (!column.IsMissing(row))
            {
                counts[isCalendar ? YearBin((IntegerColumn)column, row) : MagnitudeBin(Value(column, row) / step)]++;
            }
        }

        return counts;
    }

    private static bool IsCalendar(Column column) => column.Type is ColumnType.Date or ColumnType.DateTime;

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

    private static double FirstDay(int bin, ColumnType type) =>
        Days(bin) * (type == ColumnType.Date ? 1 : MillisecondsPerDay);

    private static double LastDay(int bin, ColumnType type) =>
        type == ColumnType.Date ? Days(bin + 1) - 1 : (Days(bin + 1) * MillisecondsPerDay) - 1;

    private static double Days(int bin) =>
        (new DateTime(FirstYear + bin, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) - DateTime.UnixEpoch).TotalDays;
}
