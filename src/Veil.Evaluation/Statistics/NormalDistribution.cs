namespace Veil.Evaluation.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>The critical value of a 95 % interval.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The quantile function.</summary>
    /// <remarks>By bisection, since it is needed a few times per evaluation.</remarks>
    public static double Quantile(double probability)
    {
        var (low, high) = (-40.0, 40.0);
        while (high - low > 1e-13)
        {
            var middle = (low + high) / 2;
            (low, high) = Below(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The distribution function.</summary>
    private static double Below(double x)
    {
        // Abramowitz and Stegun 1964: the series 26.2.11 near 0, the continued fraction 26.2.14 beyond.
        var above = x * x / 2 < 8 ? 0.5 - Middle(Math.Abs(x)) : Tail(Math.Abs(x));
        return x < 0 ? above : 1 - above;
    }

    private static double Middle(double x)
    {
        var (term, sum) = (x, x);
        for (var i = 3; term > 1e-18; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }

    private static double Tail(double x)
    {
        var fraction = x;
        for (var i = 60; i > 0; i--)
        {
            fraction = x + (i / fraction);
        }

        return Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) / fraction;
    }
}
