namespace Veil.Evaluation.Statistics;

/// <summary>The gamma function: its logarithm, and the regularised incomplete one.</summary>
/// <remarks>
/// References: series and continued fraction of Abramowitz and Stegun 6.5.29 and 6.5.31, the latter by Lentz's method.
/// </remarks>
internal static class GammaFunction
{
    private const int MostTerms = 100_000;

    /// <summary>Q(a, x): the share of a gamma distribution of shape a that lies above x.</summary>
    public static double UpperRegularised(double a, double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var scale = Math.Exp((a * Math.Log(x)) - x - Log(a));
        return x < a + 1 ? 1 - (scale * Series(a, x)) : scale * Fraction(a, x);
    }

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var i = 1; i < MostTerms && term > sum * 1e-17; i++)
        {
            term *= x / (a + i);
            sum += term;
        }

        return sum;
    }

    private static double Fraction(double a, double x)
    {
        const double tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / tiny;
        var d = 1 / b;
        var fraction = d;
        for (var i = 1; i < MostTerms; i++)
        {
            var numerator = -i * (i - a);
            b += 2;
            d = 1 / NotZero((numerator * d) + b);
            c = NotZero(b + (numerator / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        return fraction;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    /// <summary>The logarithm of the gamma function of a positive number.</summary>
    /// <remarks>Reference: Stirling's series, after shifting the argument above 15.</remarks>
    public static double Log(double x)
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
