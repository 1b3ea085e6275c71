using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Relations between numeric columns of one table, over the rows that have both values. Null where fewer than two rows do,
/// or one of the columns is constant there: the measure is then undefined.
/// </summary>
internal static class Correlation
{
    /// <summary>Pearson's correlation of the values.</summary>
    public static double? Pearson(NumericValues x, NumericValues y) => Of(x.Codes, x.Values, y.Codes, y.Values);

    /// <summary>Spearman's correlation: that of the ranks, with mean ranks for ties.</summary>
    public static double? Spearman(NumericValues x, NumericValues y)
    {
        var (xCounts, yCounts) = (new int[x.Values.Length], new int[y.Values.Length]);
        for (var row = 0; row < x.Rows; row++)
        {
            if ((x.Codes[row] | y.Codes[row]) >= 0)
            {
                xCounts[x.Codes[row]]++;
                yCounts[y.Codes[row]]++;
            }
        }

        return Of(x.Codes, Ranks(xCounts), y.Codes, Ranks(yCounts));
    }

    /// <summary>
    /// The correlation ratio: the root of the sum of squares between the groups divided by the total sum of squares, 0 to
    /// 1. 0 when the number is constant; null without rows. Rows without a group are a group of their own.
    /// </summary>
    /// <param name="groups">The group of each row.</param>
    /// <param name="groupCount">The number of groups.</param>
    /// <param name="number">The numbers; rows without one are left out.</param>
    public static double? Ratio(CellColumn groups, int groupCount, NumericValues number)
    {
        if (number.Present == 0)
        {
            return null;
        }

        var mean = Summary.Of(number).Mean!.Value;
        var (sums, counts, total) = (new double[groupCount], new long[groupCount], 0.0);
        for (var row = 0; row < number.Rows; row++)
        {
            if (number.Codes[row] >= 0)
            {
                var value = number.Values[number.Codes[row]] - mean;
                sums[groups[row]] += value;
                counts[groups[row]]++;
                total += value * value;
            }
        }

        double between = 0;
        for (var group = 0; group < groupCount; group++)
        {
            between += counts[group] == 0 ? 0 : sums[group] * sums[group] / counts[group];
        }

        return number.Values.Length == 1 || total == 0 ? 0 : Math.Sqrt(Math.Min(1, between / total));
    }

    private static double? Of(int[] x, double[] xValues, int[] y, double[] yValues)
    {
        var (rows, xSum, ySum) = (0L, 0.0, 0.0);
        for (var row = 0; row < x.Length; row++)
        {
            if ((x[row] | y[row]) >= 0)
            {
                rows++;
                xSum += xValues[x[row]];
                ySum += yValues[y[row]];
            }
        }

        var (xMean, yMean) = (xSum / rows, ySum / rows);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        var (first, isXConstant, isYConstant) = (-1, true, true);
        for (var row = 0; row < x.Length; row++)
        {
            if ((x[row] | y[row]) >= 0)
            {
                first = first < 0 ? row : first;
                isXConstant &= xValues[x[row]] == xValues[x[first]];
                isYConstant &= yValues[y[row]] == yValues[y[first]];
                var (a, b) = (xValues[x[row]] - xMean, yValues[y[row]] - yMean);
                xx += a * a;
                yy += b * b;
                xy += a * b;
            }
        }

        // Decided by the values themselves: for a constant column, rounding may leave a spurious variance.
        return isXConstant || isYConstant ? null : Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1);
    }

    private static double[] Ranks(int[] counts)
    {
        var ranks = new double[counts.Length];
        long below = 0;
        for (var code = 0; code < counts.Length; code++)
        {
            ranks[code] = below + ((counts[code] + 1) / 2.0);
            below += counts[code];
        }

        return ranks;
    }
}
