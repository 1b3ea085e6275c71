namespace Veil.Evaluation.Statistics;

/// <summary>The beta distribution with parameters a and b, both above 0.</summary>
internal static class BetaDistribution
{
    /// <summary>The quantile function.</summary>
    /// <remarks>By bisection.</remarks>
    public static double Quantile(double probability, double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 200 && high - low > 1e-15 * high; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Below(middle, a, b) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The distribution function: the regularised incomplete beta function.</summary>
    /// <remarks>Reference: the continued fraction of Abramowitz and Stegun 1964, 26.5.8, by Lentz's method.</remarks>
    private static double Below(double x, double a, double b)
    {
        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - Below(1 - x, b, a);
        }

        const double Tiny = 1e-300;
        var (fraction, c, d) = (1.0, 1.0, 0.0);
        for (var i = 0; i < 10_000; i++)
        {
            var m = i / 2;
            var numerator = i == 0 ? 1
                : i % 2 == 0 ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 + (numerator * d);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = 1 + (numerator / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            fraction *= c * d;
            if (Math.Abs(1 - (c * d)) < 1e-16)
            {
                break;
            }
        }

        var scale = GammaFunction.Log(a + b) - GammaFunction.Log(a) - GammaFunction.Log(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x));
        return x <= 0 ? 0 : Math.Exp(scale) * (fraction - 1) / a;
    }
}
