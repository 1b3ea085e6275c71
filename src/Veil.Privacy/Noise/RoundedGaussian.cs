using System.Numerics;
using System.Runtime.CompilerServices;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Noise;

/// <summary>
/// Integer noise: a draw of the continuous Gaussian with mean 0 and standard deviation sigma, rounded to the nearest
/// integer.
/// </summary>
/// <remarks>
/// Reference: Karney, "Sampling exactly from the normal distribution", 2016, for the idea: a real number is drawn by
/// rejection, bit by bit, and the bits that no comparison needed stay uniform. Here its leading part is drawn by inversion.
/// Privacy: an integer plus a rounded draw is the rounded sum of the integer and the draw, which is post-processing of the
/// continuous mechanism: added to a vector of integers of L2 sensitivity s it is <c>s / sigma</c>-GDP and
/// <c>s^2 / (2 sigma^2)</c>-zCDP. Only integer comparisons decide the value; see docs/privacy.md.
/// Cost: two random words per draw; under 1 % of the proposals are rejected. Building is free but for the first instance,
/// which fills a table in about a millisecond. An instance is immutable and can be shared by threads.
/// </remarks>
internal sealed class RoundedGaussian
{
    // A standard normal magnitude is (v + f) 2^-7 with an integer v, the block, and f in [0, 1).
    private const int BlockBits = 7;

    // Leading bits of f, and of the real it is accepted by, that one word gives.
    private const int WordBits = 32;

    private static readonly Rational _blockRate = new(1, BigInteger.One << ((2 * BlockBits) + 1));
    private static readonly MagnitudeTable _sharedBlocks = new(_blockRate, Decay.Quadratic, bits: 63);

    private readonly MagnitudeTable _blocks;
    private readonly int _firstBits;
    private readonly ulong _mantissa;
    private readonly int _shift;
    private readonly UInt128 _half;

    /// <summary>Makes the distribution with exactly this sigma: a double is a ratio of integers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Sigma is not a number, or outside what <see cref="PrivacyChecks.NoiseScale"/> allows.
    /// </exception>
    public RoundedGaussian(double sigma)
        : this(sigma, _sharedBlocks, WordBits)
    {
    }

    private RoundedGaussian(double sigma, MagnitudeTable blocks, int firstBits)
    {
        Sigma = PrivacyChecks.NoiseScale(sigma);
        _blocks = blocks;
        _firstBits = firstBits;

        // sigma = mantissa * 2^exponent, and sigma 2^-7 2^-firstBits = mantissa * 2^-shift.
        var exponent = Math.ILogB(sigma) - 52;
        _mantissa = (ulong)Math.ScaleB(sigma, -exponent);
        _shift = firstBits + BlockBits - exponent;
        _half = UInt128.One << (_shift - 1);
    }

    /// <summary>Standard deviation of the Gaussian before it is rounded: what accounting needs.</summary>
    public double Sigma { get; }

    /// <summary>
    /// Standard deviation of the draws: rounding adds the variance of a uniform number, but for less than 1e-7 from sigma 1
    /// on.
    /// </summary>
    public double StandardDeviation => Math.Sqrt((Sigma * Sigma) + (1 / 12.0));

    /// <summary>The same from fewer leading bits, so that tests reach the refinements that otherwise hardly ever run.</summary>
    internal static RoundedGaussian WithFewBits(double sigma, int tableBits, int firstBits) =>
        new(sigma, new MagnitudeTable(_blockRate, Decay.Quadratic, tableBits), firstBits);

    /// <summary>One draw.</summary>
    public long Sample(RandomSource random)
    {
        while (true)
        {
            // The sign is the word's lowest bit, which the table does not see.
            var word = random.NextUInt64();
            var sign = (long)(word & 1);
            var block = (ulong)_blocks.Draw(word >> (64 - _blocks.Bits), random);
            var bits = random.NextUInt64();
            var fraction = bits >> (64 - _firstBits);
            var coin = (uint)bits >> (WordBits - _firstBits);
            long magnitude;
            if (AcceptsAtOnce(block, fraction, coin))
            {
                magnitude = Round(block, fraction, random);
            }
            else
            {
                magnitude = AcceptAndRound(block, fraction, coin, random);
                if (magnitude < 0)
                    continue;
            }

            return (magnitude ^ -sign) + sign;
        }
    }

    /// <summary>Adds an independent draw to each value, saturating at the ends of the 64-bit range.</summary>
    public void AddTo(Span<long> values, RandomSource random)
    {
        foreach (ref var value in values)
            value = Saturating.Add(value, Sample(random));
    }

    /// <summary>An upper bound of the probability that a draw is at least <paramref name="t"/>.</summary>
    public double TailAtLeast(long t) => TailBounds.Gaussian(Sigma, t);

    // A block is accepted with probability exp(-x), x = 2^-15 f (f + 2v). As exp(-x) >= 1 - x, a coin below 1 - x for
    // the largest f with these leading bits is below exp(-x), whatever follows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AcceptsAtOnce(ulong block, ulong fraction, uint coin)
    {
        var missing = WordBits - _firstBits;
        var above = (fraction + 1) << missing;
        var high = Math.BigMul(above, above + (block << (WordBits + 1)), out var low);

        // In units of 2^-32, rounded up; the product is in units of 2^-79.
        var exponent = ((high << 17) | (low >> 47)) + 1;
        return exponent < 1UL << WordBits && ((ulong)coin + 1) << missing <= (1UL << WordBits) - exponent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Round(ulong block, ulong fraction, RandomSource random)
    {
        // The magnitude is in [from, from + mantissa) * 2^-shift.
        var from = ((UInt128)_mantissa * ((block << _firstBits) + fraction)) + _half;
        var low = from >> _shift;
        return low == (from + (_mantissa - 1)) >> _shift
            ? (long)(ulong)low
            : RoundExactly(block, fraction, _firstBits, random);
    }

    /// <summary>The rounded magnitude once more bits have decided it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long RoundExactly(BigInteger block, BigInteger fraction, int bits, RandomSource random)
    {
        while (true)
        {
            var shift = _shift + bits - _firstBits;
            var from = (_mantissa * ((block << bits) + fraction)) + (BigInteger.One << (shift - 1));
            var low = from >> shift;
            if (low == (from + (_mantissa - 1)) >> shift)
                return (long)low;
            fraction = (fraction << 64) | random.NextUInt64();
            bits += 64;
        }
    }

    /// <summary>The rounded magnitude if the proposal is accepted, or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long AcceptAndRound(ulong block, ulong fraction, uint coin, RandomSource random)
    {
        var missing = WordBits - _firstBits;
        var width = 1UL << missing;
        var below = fraction << missing;
        var most = ExpTable.Of(Exponent(below)).High;
        var least = ExpTable.Of(Exponent(below + width)).Low;
        var coinBelow = (ulong)coin << missing << (ExpTable.Bits - WordBits);
        if (coinBelow >= most)
            return -1;
        if (coinBelow + (width << (ExpTable.Bits - WordBits)) <= least)
            return Round(block, fraction, random);
        return Refine(block, fraction, coin, random);

        // 2^-15 f (f + 2v), rounded down, in units of 2^-64.
        UInt128 Exponent(ulong f) => ((UInt128)f * (f + (block << (WordBits + 1)))) >> ((2 * BlockBits) + 1);
    }

    private long Refine(BigInteger block, BigInteger fraction, BigInteger coin, RandomSource random)
    {
        for (var bits = _firstBits; ;)
        {
            fraction = (fraction << 64) | random.NextUInt64();
            coin = (coin << 64) | random.NextUInt64();
            bits += 64;
            if (coin >= ExpBounds.Of(Exponent(fraction, bits), bits).High)
                return -1;
            if (coin < ExpBounds.Of(Exponent(fraction + 1, bits), bits).Low)
                return RoundExactly(block, fraction, bits, random);
        }

        Rational Exponent(BigInteger f, int bits) =>
            new(f * (f + (block << (bits + 1))), BigInteger.One << ((2 * (bits + BlockBits)) + 1));
    }
}
