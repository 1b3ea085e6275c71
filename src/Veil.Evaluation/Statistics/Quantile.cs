namespace Veil.Evaluation.Statistics;

/// <summary>Quantiles of a sample.</summary>
internal static class Quantile
{
    /// <summary>The quantile of sorted numbers by linear interpolation between neighbours.</summary>
    /// <param name="sorted">The numbers, in order; at least one.</param>
    /// <param name="share">The share of the numbers below it, 0 to 1.</param>
    /// <remarks>Reference: type 7 of Hyndman and Fan 1996.</remarks>
    public static double Of(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
