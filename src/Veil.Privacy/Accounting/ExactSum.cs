using System.Numerics;

namespace Veil.Privacy.Accounting;

/// <summary>A sum of finite, non-negative doubles without any rounding, so that it does not depend on their order.</summary>
/// <remarks>Every double is a whole number of 2^-1074.</remarks>
internal readonly struct ExactSum
{
    private const int UnitBits = 1074;

    private readonly BigInteger _units;

    private ExactSum(BigInteger units) => _units = units;

    /// <summary>The sum of nothing.</summary>
    public static ExactSum Zero => default;

    /// <summary>One number.</summary>
    public static ExactSum Of(double value)
    {
        if (!(value >= 0 && value < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(value), "Only finite, non-negative numbers are summed.");

        // A negative zero, whose sign would be taken for an exponent, becomes a positive one.
        var bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        var exponent = (int)(bits >> 52);
        var mantissa = bits & ((1UL << 52) - 1);
        return exponent == 0
            ? new ExactSum(mantissa)
            : new ExactSum((BigInteger)(mantissa | (1UL << 52)) << (exponent - 1));
    }

    /// <summary>This sum and one more number.</summary>
    public ExactSum Plus(double value) => new(_units + Of(value)._units);

    /// <summary>This sum and another.</summary>
    public ExactSum Plus(ExactSum other) => new(_units + other._units);

    /// <summary>This sum less another, or zero when the other is larger.</summary>
    public ExactSum MinusOrZero(ExactSum other) => new(BigInteger.Max(BigInteger.Zero, _units - other._units));

    /// <summary>True when this sum is at most the other.</summary>
    public bool IsAtMost(ExactSum other) => _units <= other._units;

    /// <summary>The largest double not above the sum.</summary>
    public double ToDoubleDown()
    {
        var extra = Math.Max(0, (int)_units.GetBitLength() - 53);
        return Math.ScaleB((double)(ulong)(_units >> extra), extra - UnitBits);
    }

    /// <summary>The smallest double not below the sum.</summary>
    public double ToDoubleUp()
    {
        var down = ToDoubleDown();
        return Of(down)._units == _units ? down : Math.BitIncrement(down);
    }
}
