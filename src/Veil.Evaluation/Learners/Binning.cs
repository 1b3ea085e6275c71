namespace Veil.Evaluation.Learners;

/// <summary>
/// Cuts each feature into at most 255 bins of about equally many rows, so that a value is one byte. Bin b holds the
/// values above threshold b - 1 up to threshold b; a missing value has the bin after the last one.
/// </summary>
/// <remarks>
/// The thresholds are those of scikit-learn 1.2: midpoints between neighbours when there are at most 255 distinct values,
/// otherwise the 1/255-quantiles of the sorted values, halfway between the two rows a quantile falls between.
/// </remarks>
internal sealed class Binning
{
    public const int MaxBins = 255;

    // Quantiles of more rows are not better; of every k-th row they are no worse than of random ones unless the rows have a period.
    private const int QuantileRows = 200_000;

    private readonly double[][] _thresholds;

    private Binning(double[][] thresholds, bool[] hasMissing, int[] offsets) =>
        (_thresholds, HasMissing, Offsets) = (thresholds, hasMissing, offsets);

    /// <summary>The number of features.</summary>
    public int Features => _thresholds.Length;

    /// <summary>Whether a feature has missing values among the rows from which the bins were computed.</summary>
    public bool[] HasMissing { get; }

    /// <summary>The offset of the bins of each feature when all are concatenated; the last entry is their number.</summary>
    public int[] Offsets { get; }

    /// <summary>The bin of missing values, which is also the number of other bins.</summary>
    public byte MissingBin(int feature) => (byte)(_thresholds[feature].Length + 1);

    public static Binning Of(Features features)
    {
        var thresholds = new double[features.Columns.Length][];
        var hasMissing = new bool[thresholds.Length];
        var offsets = new int[thresholds.Length + 1];
        for (var f = 0; f < thresholds.Length; f++)
        {
            var sorted = Sorted(features.Values(f), out hasMissing[f]);
            thresholds[f] = Thresholds(sorted);
            offsets[f + 1] = offsets[f] + thresholds[f].Length + (hasMissing[f] ? 2 : 1);
        }

        return new Binning(thresholds, hasMissing, offsets);
    }

    /// <summary>The bins of all values, row after row.</summary>
    public byte[] Bin(Features features)
    {
        var bins = new byte[(long)features.Rows * Features];
        for (var f = 0; f < Features; f++)
        {
            var values = features.Values(f);
            var (thresholds, missing) = (_thresholds[f], MissingBin(f));
            for (int row = 0, i = f; row < values.Length; row++, i += Features)
            {
                bins[i] = double.IsNaN(values[row]) ? missing : (byte)LowerBound(thresholds, values[row]);
            }
        }

        return bins;
    }

    /// <summary>The first threshold that is not below the value.</summary>
    private static int LowerBound(double[] thresholds, double value)
    {
        var (low, count) = (0, thresholds.Length);
        while (count > 0)
        {
            // Branchless: the half that contains a value is unpredictable.
            var half = count / 2;
            var above = thresholds[low + half] < value;
            low = above ? low + half + 1 : low;
            count = above ? count - half - 1 : half;
        }

        return low;
    }

    private static double[] Sorted(ReadOnlySpan<double> values, out bool hasMissing)
    {
        var kept = new List<double>(Math.Min(values.Length, QuantileRows * 2));
        var step = Math.Max(1, values.Length / QuantileRows);
        hasMissing = false;
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row]))
            {
                hasMissing = true;
            }
            else if (row % step == 0)
            {
                kept.Add(values[row]);
            }
        }

        var sorted = kept.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static double[] Thresholds(double[] sorted)
    {
        var distinct = new List<double>(MaxBins + 1);
        foreach (var value in sorted)
        {
            if (distinct.Count == 0 || distinct[^1] != value)
            {
                distinct.Add(value);
                if (distinct.Count > MaxBins)
                {
                    return Quantiles(sorted);
                }
            }
        }

        var midpoints = new double[Math.Max(distinct.Count - 1, 0)];
        for (var i = 0; i < midpoints.Length; i++)
        {
            midpoints[i] = (distinct[i] + distinct[i + 1]) * 0.5;
        }

        return midpoints;
    }

    private static double[] Quantiles(double[] sorted)
    {
        var thresholds = new List<double>(MaxBins - 1);
        for (var i = 1; i < MaxBins; i++)
        {
            var place = (sorted.Length - 1) * (i * (100.0 / MaxBins) / 100);
            var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
            var threshold = above - ((above - below) * 0.5);

            // A value that covers several quantiles is one bin.
            if (thresholds.Count == 0 || threshold > thresholds[^1])
            {
                thresholds.Add(threshold);
            }
        }

        return [.. thresholds];
    }
}
