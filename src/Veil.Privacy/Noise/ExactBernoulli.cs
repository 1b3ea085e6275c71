using System.Numerics;

namespace Veil.Privacy.Noise;

/// <summary>Coins whose probability is exactly the number asked for, not a double near it.</summary>
/// <remarks>
/// Reference: a uniform real <c>U</c> is revealed 64 bits at a time and compared with proven bounds of the probability
/// <c>p</c>; more bits of both are taken until the comparison is decided. The answer is the answer to <c>U &lt; p</c>, so
/// its probability is <c>p</c>. It ends with probability one because the width of both intervals goes to zero.
/// Cost: one word and a table look-up; more with probability about 2^-50.
/// </remarks>
internal static class ExactBernoulli
{
    /// <summary>True with probability <c>numerator / denominator</c>.</summary>
    public static bool Ratio(ulong numerator, ulong denominator, RandomSource random) =>
        random.NextBelow(denominator) < numerator;

    /// <summary>64 coins, each heads with the same probability, as the bits of a word.</summary>
    /// <param name="probability">In units of <c>2^-128</c>.</param>
    /// <param name="random">The source of the bits.</param>
    /// <remarks>
    /// Each coin compares a uniform real with the probability, bit by bit; one random word holds the next bit of all 64.
    /// Cost: about eight words.
    /// </remarks>
    public static ulong Word(UInt128 probability, RandomSource random)
    {
        var (heads, undecided) = (0UL, ulong.MaxValue);
        for (; undecided != 0 && probability != 0; probability <<= 1)
        {
            var bits = random.NextUInt64();
            if (probability >> 127 == 0)
            {
                undecided &= ~bits;
            }
            else
            {
                heads |= undecided & ~bits;
                undecided &= bits;
            }
        }

        return heads;
    }

    /// <summary>True with probability <c>exp(-x)</c>.</summary>
    /// <param name="x">The exponent, not negative.</param>
    /// <param name="random">The source of the bits.</param>
    public static bool Exp(Rational x, RandomSource random) => Exp(x, BigInteger.One, random.NextUInt64(), random);

    /// <summary>True with probability <c>exp(-rate * multiple)</c>.</summary>
    /// <param name="rate">The exponent of one unit, not negative.</param>
    /// <param name="multiple">The number of units, not negative.</param>
    /// <param name="word">The first 64 bits of the uniform real, drawn by the caller.</param>
    /// <param name="random">The source of further bits.</param>
    public static bool Exp(Rational rate, BigInteger multiple, ulong word, RandomSource random)
    {
        var numerator = rate.Numerator * multiple;
        if (numerator.IsZero)
            return true;

        // Beyond 128 the table has nothing to say; the cut keeps absurd exponents from overflowing the fixed point.
        var quotient = (numerator << 64) / rate.Denominator;
        var floor = quotient.GetBitLength() > 71 ? UInt128.MaxValue : (UInt128)quotient;
        var (low, high) = ExpTable.Of(floor);
        var leading = word >> 1;
        if (leading < low)
            return true;
        if (leading >= high)
            return false;
        return Refine(new Rational(numerator, rate.Denominator), word, 64, random);
    }

    /// <summary>The same from only a few leading bits and the slow bounds: how tests reach the refinement.</summary>
    internal static bool Refine(Rational x, BigInteger prefix, int bits, RandomSource random)
    {
        while (true)
        {
            var bounds = ExpBounds.Of(x, bits);
            if (prefix < bounds.Low)
                return true;
            if (prefix >= bounds.High)
                return false;
            prefix = (prefix << 64) | random.NextUInt64();
            bits += 64;
        }
    }
}
