namespace Veil.Evaluation.Statistics;

/// <summary>Basic bootstrap intervals.</summary>
internal static class BasicBootstrap
{
    private const double Tail = 0.025;

    /// <summary>
    /// The 95 % interval, mirrored at the number itself: distances and gaps are biased upwards by resampling, and mirroring removes
    /// the bias. It is extended to contain the number. Null when no resample has a number.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="resampled">The number on each resample; null or NaN where it is not defined.</param>
    /// <param name="least">Smallest possible value.</param>
    /// <param name="most">Largest possible value.</param>
    /// <remarks>Reference: the basic bootstrap of Davison and Hinkley 1997, section 5.2.</remarks>
    public static Limits? Interval(double value, IEnumerable<double?> resampled, double least, double most)
    {
        double[] sorted = [.. resampled.OfType<double>().Where(number => !double.IsNaN(number)).Order()];
        return sorted.Length == 0
            ? null
            : new Limits(
                Math.Clamp((2 * value) - Quantile.Of(sorted, 1 - Tail), least, value),
                Math.Clamp((2 * value) - Quantile.Of(sorted, Tail), value, most));
    }
}
