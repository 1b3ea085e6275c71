namespace Veil.Evaluation.Statistics;

/// <summary>
/// Distances between two discrete distributions, given as counts over the same cells; the missing value is a cell like any
/// other. Null where a side has no row: there is no distribution to compare.
/// </summary>
internal static class Divergences
{
    /// <summary>The constant that is added to every count of a smoothed divergence.</summary>
    public const double Smoothing = 0.5;

    /// <summary>Half the L1 distance of the relative frequencies: 0 (identical) to 1 (disjoint).</summary>
    public static double? TotalVariation(ReadOnlySpan<int> real, ReadOnlySpan<int> synthetic)
    {
        var (n, m) = (Sum(real), Sum(synthetic));
        if (n == 0 || m == 0)
        {
            return null;
        }

        double sum = 0;
        for (var cell = 0; cell < real.Length; cell++)
        {
            sum += Math.Abs((real[cell] / (double)n) - (synthetic[cell] / (double)m));
        }

        return Math.Min(1, sum / 2);
    }

    /// <summary>
    /// The expected total variation distance of two samples of these sizes from the real distribution, by the normal
    /// approximation, which is too large where cells have fewer than about five rows.
    /// </summary>
    public static double? ExpectedTotalVariation(ReadOnlySpan<int> real, long syntheticRows)
    {
        double n = Sum(real);
        if (n == 0 || syntheticRows == 0)
        {
            return null;
        }

        double sum = 0;
        foreach (var count in real)
        {
            var p = count / n;
            sum += Math.Sqrt(2 / Math.PI * p * (1 - p) * ((1 / n) + (1.0 / syntheticRows)));
        }

        return Math.Min(1, sum / 2);
    }

    /// <summary>
    /// The Kullback-Leibler divergence of <paramref name="p"/> from <paramref name="q"/> in nats: sum p ln(p / q), infinite
    /// where p has mass and q has none, unless smoothed.
    /// </summary>
    /// <param name="p">The counts over which the logarithm is averaged.</param>
    /// <param name="q">The counts of the reference distribution.</param>
    /// <param name="smoothing">The constant that is added to every count of both.</param>
    public static double? KullbackLeibler(ReadOnlySpan<int> p, ReadOnlySpan<int> q, double smoothing = 0)
    {
        var (n, m) = (Sum(p), Sum(q));
        if (n == 0 || m == 0)
        {
            return null;
        }

        var (pRows, qRows) = (n + (smoothing * p.Length), m + (smoothing * q.Length));
        double sum = 0;
        for (var cell = 0; cell < p.Length; cell++)
        {
            var (a, b) = ((p[cell] + smoothing) / pRows, (q[cell] + smoothing) / qRows);
            if (a > 0)
            {
                sum += b > 0 ? a * Math.Log(a / b) : double.PositiveInfinity;
            }
        }

        return Math.Max(0, sum);
    }

    /// <summary>The Jensen-Shannon divergence in bits: 0 (identical) to 1 (disjoint); its root is a distance.</summary>
    public static double? JensenShannon(ReadOnlySpan<int> real, ReadOnlySpan<int> synthetic)
    {
        double n = Sum(real), m = Sum(synthetic);
        if (n == 0 || m == 0)
        {
            return null;
        }

        double sum = 0;
        for (var cell = 0; cell < real.Length; cell++)
        {
            var (p, q) = (real[cell] / n, synthetic[cell] / m);
            sum += Part(p, (p + q) / 2) + Part(q, (p + q) / 2);
        }

        return Math.Clamp(sum / 2, 0, 1);

        static double Part(double share, double middle) => share > 0 ? share * Math.Log2(share / middle) : 0;
    }

    /// <summary>The Hellinger distance: root of 1 - sum of the roots of p q; 0 (identical) to 1 (disjoint).</summary>
    public static double? Hellinger(ReadOnlySpan<int> real, ReadOnlySpan<int> synthetic)
    {
        double n = Sum(real), m = Sum(synthetic);
        if (n == 0 || m == 0)
        {
            return null;
        }

        double sum = 0;
        for (var cell = 0; cell < real.Length; cell++)
        {
            // Half the squared differences of the roots, which avoids cancellation near 0.
            var difference = Math.Sqrt(real[cell] / n) - Math.Sqrt(synthetic[cell] / m);
            sum += difference * difference;
        }

        return Math.Sqrt(Math.Min(1, sum / 2));
    }

    public static long Sum(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
