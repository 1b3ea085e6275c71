namespace Veil.Evaluation.Statistics;

/// <summary>A number between two others.</summary>
internal readonly record struct Limits(double Low, double High);

/// <summary>Intervals of the probability behind successes out of trials.</summary>
internal static class Proportion
{
    /// <summary>The point on the normal distribution that belongs to an interval of 95 %.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Centre and half the width of Wilson's score interval.</summary>
    /// <param name="successes">Successes; need not be whole.</param>
    /// <param name="trials">Trials, at least 1.</param>
    /// <param name="z">How many standard deviations wide.</param>
    /// <remarks>Reference: Wilson 1927.</remarks>
    public static (double Centre, double Half) Wilson(double successes, double trials, double z = Z95)
    {
        var square = z * z;
        var centre = (successes + (square / 2)) / (trials + square);
        var half = z / (trials + square) * Math.Sqrt((successes * (trials - successes) / trials) + (square / 4));
        return (centre, half);
    }

    /// <summary>The exact interval: it holds at least as often as it says.</summary>
    /// <param name="successes">Successes.</param>
    /// <param name="trials">Trials, at least 1.</param>
    /// <param name="alpha">How often it may fail, half of it on either side.</param>
    /// <remarks>Reference: Clopper and Pearson 1934.</remarks>
    public static Limits ClopperPearson(long successes, long trials, double alpha = 0.05) => new(
        successes == 0 ? 0 : BetaQuantile(alpha / 2, successes, trials - successes + 1),
        successes == trials ? 1 : BetaQuantile(1 - (alpha / 2), successes + 1, trials - successes));

    /// <summary>The point below which a standard normal number lies with a probability.</summary>
    /// <remarks>By bisection: it is asked for a few times an evaluation.</remarks>
    public static double NormalQuantile(double probability)
    {
        var (low, high) = (-40.0, 40.0);
        while (high - low > 1e-13)
        {
            var middle = (low + high) / 2;
            (low, high) = NormalBelow(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The probability that a standard normal number is below.</summary>
    private static double NormalBelow(double x)
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

    private static double BetaQuantile(double probability, double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 200 && high - low > 1e-15 * high; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = BetaBelow(middle, a, b) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The regularised incomplete beta function.</summary>
    /// <remarks>Reference: the continued fraction of Abramowitz and Stegun 1964, 26.5.8, by Lentz's method.</remarks>
    private static double BetaBelow(double x, double a, double b)
    {
        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - BetaBelow(1 - x, b, a);
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

        var scale = LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x));
        return x <= 0 ? 0 : Math.Exp(scale) * (fraction - 1) / a;
    }

    /// <summary>The logarithm of the gamma function of a positive number.</summary>
    /// <remarks>Reference: Stirling's series, after shifting the argument above 15.</remarks>
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 15; x++)
        {
            shift += Math.Log(x);
        }

        var (inverse, square) = (1 / x, 1 / (x * x));
        var tail = (1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188)));
        var series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * tail))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - shift;
    }
}
