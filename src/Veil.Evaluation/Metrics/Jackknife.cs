namespace Veil.Evaluation.Metrics;

/// <summary>The confidence interval of a number, computed from its values without each group of rows in turn.</summary>
/// <remarks>
/// Reference: delete-a-group jackknife (Kott 2001) with Student's distribution. Resampling rows instead would draw some twice,
/// which biases every distance of two distributions away from 0.
/// </remarks>
internal static class Jackknife
{
    // The 97.5 % quantile of Student's distribution; its degrees of freedom are the number of groups minus one.
    private const double Quantile = 2.0930240544082634;

    /// <summary>Gives a measurement the interval of its value.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="without">Its value without each group; empty for no interval.</param>
    /// <param name="most">The largest possible value.</param>
    public static Measurement WithJackknife(
        this Measurement measurement, IReadOnlyList<double> without, double most = double.PositiveInfinity)
    {
        if (measurement.Values.Value is not { } value || without.Count == 0)
        {
            return measurement;
        }

        var mean = without.Average();
        var squares = without.Sum(other => (other - mean) * (other - mean));
        var margin = Quantile * Math.Sqrt((without.Count - 1) * squares / without.Count);
        return measurement with
        {
            Interval = new Interval(
                Math.Max(0, value - margin),
                Math.Min(most, value + margin),
                $"95 %, jackknife over {without.Count} groups of rows"),
        };
    }
}
