namespace Veil.Evaluation.Fidelity;

/// <summary>Tukey's five-number picture of a set of values, such as a measure over repeated runs.</summary>
/// <remarks>
/// Reference: Tukey 1977. Quartiles interpolate between neighbouring values (type 7 of Hyndman and Fan 1996). Values that are
/// not finite have no place in the picture: they are counted, so that it can be said how many runs they are.
/// </remarks>
/// <param name="FirstQuartile">A quarter of the values lie below.</param>
/// <param name="Median">The middle value, or the mean of the two middle ones.</param>
/// <param name="ThirdQuartile">A quarter of the values lie above.</param>
/// <param name="LowWhisker">The smallest value within 1.5 interquartile ranges of the first quartile, which it never exceeds.</param>
/// <param name="HighWhisker">The largest value within 1.5 interquartile ranges of the third quartile, never below it.</param>
/// <param name="Outliers">The values beyond the whiskers, in order.</param>
/// <param name="NotFinite">How many values were infinite or missing.</param>
internal sealed record BoxPlot(
    double FirstQuartile,
    double Median,
    double ThirdQuartile,
    double LowWhisker,
    double HighWhisker,
    IReadOnlyList<double> Outliers,
    int NotFinite)
{
    // Tukey's fences: about 7 of 1000 values of a normal distribution lie beyond them.
    private const double Reach = 1.5;

    /// <summary>The picture of some values; null without a finite one.</summary>
    public static BoxPlot? Of(IReadOnlyCollection<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        var summary = Summary.Of(NumericValues.Of(finite));
        if ((summary.Quantile(0.25), summary.Median, summary.Quantile(0.75)) is not ({ } first, { } median, { } third))
        {
            return null;
        }

        var reach = Reach * (third - first);
        var low = Math.Min(first, finite.First(value => value >= first - reach));
        var high = Math.Max(third, finite.Last(value => value <= third + reach));
        return new BoxPlot(
            first, median, third, low, high, [.. finite.Where(value => value < low || value > high)], values.Count - finite.Length);
    }
}
