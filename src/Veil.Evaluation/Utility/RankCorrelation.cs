namespace Veil.Evaluation.Utility;

/// <summary>Spearman's rank correlation.</summary>
internal static class RankCorrelation
{
    /// <summary>The correlation of the ranks, with mean ranks for ties; null when either side is constant.</summary>
    public static double? Of(double[] a, double[] b)
    {
        var (x, y) = (Ranks(a), Ranks(b));
        var mean = (a.Length - 1) / 2.0;
        var covariance = x.Zip(y, (p, q) => (p - mean) * (q - mean)).Sum();
        var variances = x.Sum(p => (p - mean) * (p - mean)) * y.Sum(q => (q - mean) * (q - mean));
        return variances > 0 ? Math.Clamp(covariance / Math.Sqrt(variances), -1, 1) : null;
    }

    private static double[] Ranks(double[] values) =>
        Array.ConvertAll(values, value => values.Count(other => other < value) + ((values.Count(other => other == value) - 1) / 2.0));
}
