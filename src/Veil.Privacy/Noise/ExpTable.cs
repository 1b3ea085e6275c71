using System.Numerics;

namespace Veil.Privacy.Noise;

/// <summary>Fast proven bounds of <c>exp(-x)</c> in 63-bit fixed point, good to about 50 bits.</summary>
/// <remarks>
/// Reference: <c>exp(-x)</c> is split into <c>exp(-n) exp(-i/2^8) exp(-j/2^16) exp(-z)</c> with <c>z &lt; 2^-16</c>. The
/// first three are read from tables of lower bounds that are at most one unit low; the last lies between
/// <c>1 - z + z^2/2 - z^3/6</c> and <c>1 - z + z^2/2</c>. Lower bounds are multiplied rounding down, upper ones up.
/// Cost: about ten multiplications.
/// </remarks>
internal static class ExpTable
{
    /// <summary>Number of fractional bits of the bounds.</summary>
    public const int Bits = 63;

    private const ulong One = 1UL << Bits;

    // z^3/6 < 2^-48/6 < 2^-50, in units of 2^-63
    private const ulong CubicTerm = 1UL << 13;

    private static readonly ulong[] _integers = Build(count: 64, denominator: 1);
    private static readonly ulong[] _high = Build(count: 256, denominator: 1 << 8);
    private static readonly ulong[] _low = Build(count: 256, denominator: 1 << 16);

    /// <summary>Integers <c>low &lt;= exp(-x) * 2^63 &lt;= high</c> for every x with <c>floor(x * 2^64)</c> as given.</summary>
    public static (ulong Low, ulong High) Of(UInt128 xFloor)
    {
        if ((xFloor >> 64) >= 64)
            return (0, 1);

        var integer = (int)(ulong)(xFloor >> 64);
        var fraction = (ulong)xFloor;
        var first = _integers[integer];
        var second = _high[(int)(fraction >> 56)];
        var third = _low[(int)((fraction >> 48) & 0xFF)];

        // z in units of 2^-63: between zLow and zLow + 1, and x itself may lie up to 2^-64 above its floor.
        var zLow = (fraction & ((1UL << 48) - 1)) >> 1;
        var zHigh = zLow + 2;
        var lowSquare = (ulong)(((UInt128)zLow * zLow) >> 64);
        var highSquare = (ulong)(((UInt128)zHigh * zHigh) >> 64) + 1;
        var restLow = One - zHigh + lowSquare - CubicTerm;
        var restHigh = Math.Min(One, One - zLow + highSquare);

        var low = Down(Down(Down(first, second), third), restLow);
        var high = Up(Up(Up(Above(first), Above(second)), Above(third)), restHigh);
        return (low, Math.Min(One, high));
    }

    // exp(0) is exact; every other entry is irrational and lies strictly between its floor and the next integer.
    private static ulong Above(ulong entry) => entry == One ? One : entry + 1;

    private static ulong Down(ulong left, ulong right) => (ulong)(((UInt128)left * right) >> Bits);

    private static ulong Up(ulong left, ulong right) => (ulong)((((UInt128)left * right) + (One - 1)) >> Bits);

    private static ulong[] Build(int count, int denominator)
    {
        var entries = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            for (var bits = 96; ; bits += 64)
            {
                var bounds = ExpBounds.Of(new Rational(i, denominator), bits);
                var low = bounds.Low >> (bits - Bits);
                if (low != bounds.High >> (bits - Bits) && i > 0)
                    continue;
                entries[i] = (ulong)(i == 0 ? BigInteger.One << Bits : low);
                break;
            }
        }

        return entries;
    }
}
