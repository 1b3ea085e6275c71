namespace Veil.Data.Numerics;

/// <summary>The standard normal distribution.</summary>
public static class StandardNormal
{
    /// <summary>The point that belongs to an interval of 95 %.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The density.</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>The probability of a value above <paramref name="x"/>, to about 13 digits.</summary>
    /// <remarks>
    /// Reference: Abramowitz and Stegun 1964, 26.2.11 (series) and 26.2.14 (continued fraction).
    /// </remarks>
    public static double Above(double x)
    {
        if (x < 0)
        {
            return 1 - Above(-x);
        }

        if (x > 4)
        {
            var fraction = x;
            for (var i = 60; i > 0; i--)
            {
                fraction = x + (i / fraction);
            }

            return Density(x) / fraction;
        }

        double term = x, sum = x;
        for (var i = 3; term > 1e-18; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 - (Density(x) * sum);
    }

    /// <summary>The value that a variable stays below with a probability, to about 12 digits; infinite for 0 and 1.</summary>
    /// <remarks>Reference: a start by Abramowitz and Stegun 1964, 26.2.22, and Newton's steps on the logarithm of the tail.</remarks>
    public static double Quantile(double probability)
    {
        if (probability > 0.5)
        {
            return -Quantile(1 - probability);
        }

        if (!(probability > 0))
        {
            return double.NegativeInfinity;
        }

        var t = Math.Sqrt(-2 * Math.Log(probability));
        var x = t - ((2.30753 + (0.27061 * t)) / (1 + (t * (0.99229 + (0.04481 * t)))));
        for (var i = 0; i < 4; i++)
        {
            var tail = Above(x);
            x += tail / Density(x) * Math.Log(tail / probability);
        }

        return -x;
    }
}
