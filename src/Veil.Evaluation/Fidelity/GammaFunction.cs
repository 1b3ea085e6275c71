namespace Veil.Evaluation.Fidelity;

/// <summary>The regularised incomplete gamma function.</summary>
/// <remarks>
/// References: series and continued fraction of Abramowitz and Stegun 6.5.29 and 6.5.31, the latter by Lentz's method;
/// log-gamma by Stirling's series after the recurrence has raised the argument to 15.
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

    private static double Log(double x)
    {
        var shift = 1.0;
        while (x < 15)
        {
            shift *= x++;
        }

        var square = 1 / (x * x);
        var series = (1 / 12.0) - (square * ((1 / 360.0) - (square * ((1 / 1260.0) - (square * ((1 / 1680.0) - (square / 1188)))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x) - Math.Log(shift);
    }
}
