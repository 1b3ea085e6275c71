using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The two-sample Kolmogorov-Smirnov statistic of each numeric column: the largest difference between the real and the
/// synthetic cumulative distribution. From 0 (the same) to 1 (one lies wholly beside the other); smaller is better.
/// Computed on real rows and therefore internal.
/// </summary>
/// <remarks>
/// Numbers, dates and date-times as they are, without missing values. A column that has values in one table only
/// counts 1, in neither 0. Labels and text are left out.
/// </remarks>
public static class KolmogorovSmirnov
{
    /// <summary>The statistic of each numeric or calendar column.</summary>
    /// <param name="real">The real table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="cancellation">Looked at between columns.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static ColumnMeasures Measure(Table real, Table synthetic, CancellationToken cancellation = default) =>
        ColumnPair.Measure(
            [.. ColumnPair.Of(real, synthetic).Where(pair => pair.Real is not LabelColumn)], Of, cancellation);

    private static double Of(ColumnPair pair) => pair switch
    {
        { Real: IntegerColumn real, Synthetic: IntegerColumn synthetic } => OfIntegers(real.Values, synthetic.Values),
        { Real: DecimalColumn real, Synthetic: DecimalColumn synthetic } =>
            OfSorted<double>(Sorted(real.Values), Sorted(synthetic.Values)),
        _ => throw new ArgumentException($"No such statistic is defined for {pair.Real.GetType().Name}.", nameof(pair)),
    };

    private static double OfIntegers(ReadOnlySpan<long> real, ReadOnlySpan<long> synthetic)
    {
        // Ages, counts and dates have few distinct values: counting them beats sorting a million rows by far.
        var (minimum, maximum) = Range(real, synthetic);
        var width = (ulong)maximum - (ulong)minimum;
        return minimum <= maximum && width < Math.Min((ulong)real.Length + (ulong)synthetic.Length, 1 << 24)
            ? OfCounts(Count(real, minimum, (int)width + 1), Count(synthetic, minimum, (int)width + 1))
            : OfSorted<long>(Sorted(real), Sorted(synthetic));
    }

    private static (long Minimum, long Maximum) Range(ReadOnlySpan<long> real, ReadOnlySpan<long> synthetic)
    {
        var (minimum, maximum) = (long.MaxValue, IntegerColumn.Missing);
        for (var table = 0; table < 2; table++)
        {
            foreach (var value in table == 0 ? real : synthetic)
            {
                maximum = Math.Max(maximum, value);
                minimum = value == IntegerColumn.Missing ? minimum : Math.Min(minimum, value);
            }
        }

        return (minimum, maximum);
    }

    private static long[] Count(ReadOnlySpan<long> values, long minimum, int width)
    {
        var counts = new long[width];
        foreach (var value in values)
        {
            if (value != IntegerColumn.Missing)
            {
                counts[value - minimum]++;
            }
        }

        return counts;
    }

    private static double OfCounts(long[] real, long[] synthetic)
    {
        double realRows = real.Sum();
        double syntheticRows = synthetic.Sum();
        if (realRows == 0 || syntheticRows == 0)
        {
            return realRows == syntheticRows ? 0 : 1;
        }

        var (largest, realBelow, syntheticBelow) = (0.0, 0L, 0L);
        for (var i = 0; i < real.Length; i++)
        {
            realBelow += real[i];
            syntheticBelow += synthetic[i];
            largest = Math.Max(largest, Math.Abs((realBelow / realRows) - (syntheticBelow / syntheticRows)));
        }

        return largest;
    }

    private static double OfSorted<T>(ReadOnlySpan<T> real, ReadOnlySpan<T> synthetic)
        where T : IComparable<T>
    {
        if (real.Length == 0 || synthetic.Length == 0)
        {
            return real.Length == synthetic.Length ? 0 : 1;
        }

        var (largest, i, j) = (0.0, 0, 0);
        while (i < real.Length && j < synthetic.Length)
        {
            // Past every occurrence of the smaller value in both: the distributions are compared between values only.
            var value = real[i].CompareTo(synthetic[j]) <= 0 ? real[i] : synthetic[j];
            while (i < real.Length && real[i].CompareTo(value) == 0)
            {
                i++;
            }

            while (j < synthetic.Length && synthetic[j].CompareTo(value) == 0)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / real.Length) - ((double)j / synthetic.Length)));
        }

        return largest;
    }

    private static ReadOnlySpan<long> Sorted(ReadOnlySpan<long> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.AsSpan(sorted.AsSpan().LastIndexOf(IntegerColumn.Missing) + 1); // missing is the smallest long
    }

    private static ReadOnlySpan<double> Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var missing = 0; // NaN sorts first
        while (missing < sorted.Length && double.IsNaN(sorted[missing]))
        {
            missing++;
        }

        return sorted.AsSpan(missing);
    }
}
