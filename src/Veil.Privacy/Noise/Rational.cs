using System.Numerics;

namespace Veil.Privacy.Noise;

/// <summary>A non-negative ratio of integers. A finite double is one exactly, so parameters enter the samplers unrounded.</summary>
internal readonly struct Rational
{
    /// <summary>Makes <c>numerator / denominator</c>, reduced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The numerator is negative or the denominator is not positive.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.Sign < 0)
            throw new ArgumentOutOfRangeException(nameof(numerator), "A ratio may not be negative.");
        if (denominator.Sign <= 0)
            throw new ArgumentOutOfRangeException(nameof(denominator), "A denominator must be positive.");
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / common;
        Denominator = denominator / common;
    }

    /// <summary>The upper part.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The lower part; positive.</summary>
    public BigInteger Denominator { get; }

    /// <summary>The exact value of a finite, non-negative double.</summary>
    public static Rational FromDouble(double value)
    {
        if (!(value >= 0 && value < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(value), "Only finite, non-negative numbers are ratios here.");
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52);
        var mantissa = bits & ((1UL << 52) - 1);
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1UL << 52;
        var shift = exponent - 1075;
        return shift >= 0
            ? new Rational((BigInteger)mantissa << shift, BigInteger.One)
            : new Rational(mantissa, BigInteger.One << -shift);
    }

    /// <summary>A ratio divided by another.</summary>
    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Negative, zero or positive as this ratio is less than, equal to or greater than the other.</summary>
    public int CompareTo(Rational other) =>
        (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The largest double that is not above this ratio, as long as it is a normal number.</summary>
    public double ToDoubleDown()
    {
        if (Numerator.IsZero)
            return 0;

        // Scale so that the floored quotient has 54 or 55 bits, then drop the lowest of them: what is left fits 53.
        var shift = 54 - (int)(Numerator.GetBitLength() - Denominator.GetBitLength());
        var quotient = shift >= 0 ? (Numerator << shift) / Denominator : Numerator / (Denominator << -shift);
        var extra = (int)quotient.GetBitLength() - 53;
        return Math.ScaleB((double)(ulong)(quotient >> extra), extra - shift);
    }

    /// <summary>A double that is not below this ratio and at most one step above the nearest.</summary>
    public double ToDoubleUp()
    {
        var down = ToDoubleDown();
        return FromDouble(down).CompareTo(this) == 0 ? down : Math.BitIncrement(down);
    }
}
