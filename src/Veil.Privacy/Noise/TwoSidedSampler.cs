using System.Runtime.CompilerServices;

namespace Veil.Privacy.Noise;

/// <summary>
/// Draws an integer x with probability exactly proportional to <c>exp(-g |x|)</c>, for any rational g: the engine below
/// <see cref="DiscreteLaplace"/>.
/// </summary>
/// <remarks>
/// Reference: inversion over blocks of 2^s magnitudes followed by rejection inside the block (s = 0, no rejection, while the
/// table stays small); see docs/privacy.md, "Both signs and large scales".
/// Privacy: exact, see docs/privacy.md; only integer comparisons decide the value.
/// Cost: one 64-bit word per draw for scales up to 64, three above; under 2 % of the proposals are rejected.
/// </remarks>
internal sealed class TwoSidedSampler
{
    private const int DefaultBits = 63;
    private const double TableScale = 64;

    private readonly MagnitudeTable _table;
    private readonly Rational _rate;
    private readonly int _shift;
    private readonly int _dropBits;
    private readonly ulong _blockRate;

    /// <summary>Builds the sampler.</summary>
    /// <param name="rate">The g of the weights.</param>
    /// <param name="scale">The scale of the distribution, about 1 / g, to choose the block size: exactness does not depend on it.</param>
    /// <param name="tableBits">Leading bits of the inversion; fewer than 63 only to test the refinement.</param>
    /// <param name="leastShift">The least s of a block of 2^s magnitudes; above zero only to test rejection at small scales.</param>
    public TwoSidedSampler(Rational rate, double scale, int tableBits = DefaultBits, int leastShift = 0)
    {
        _rate = rate;
        _shift = leastShift;
        while (Math.ScaleB(scale, -_shift) > TableScale)
            _shift++;

        var blockRate = new Rational(rate.Numerator << _shift, rate.Denominator);
        _table = new MagnitudeTable(blockRate, Decay.Linear, tableBits);
        _dropBits = 64 - tableBits;

        // Upper bound of the exponent rate of a whole block, in units of 2^-64: below 2^-5 unless a test asks for blocks.
        if (_shift > 0)
            _blockRate = (ulong)ExpBounds.CeilingDivide(blockRate.Numerator << 64, blockRate.Denominator);
    }

    /// <summary>One draw.</summary>
    public long Sample(RandomSource random)
    {
        while (true)
        {
            var word = random.NextUInt64();
            long magnitude = _table.Draw(word >> _dropBits, random);
            if (_shift > 0)
            {
                var offset = random.NextUInt64() >> (64 - _shift);
                if (!Accept(offset, random))
                    continue;
                magnitude = checked((magnitude << _shift) + (long)offset);
            }

            // The sign is the word's lowest bit, which the table does not see. Zero is counted once, not twice.
            var sign = (long)(word & 1);
            if ((magnitude | (sign ^ 1)) != 0)
                return (magnitude ^ -sign) + sign;
        }
    }

    /// <summary>Adds an independent draw to each value, saturating at the ends of the 64-bit range.</summary>
    public void AddTo(Span<long> values, RandomSource random)
    {
        foreach (ref var value in values)
            value = Saturating.Add(value, Sample(random));
    }

    /// <summary>True with probability <c>exp(-g o)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Accept(ulong offset, RandomSource random)
    {
        // f >= offset / 2^s in units of 2^-32; the exponent is at most f * blockRate.
        var f = _shift <= 32 ? offset << (32 - _shift) : (offset >> (_shift - 32)) + 1;
        var exponent = Math.BigMul(f, _blockRate, out _) + 1;

        // exp(-x) >= 1 - x accepts all but a few in a thousand at once.
        var word = random.NextUInt64();
        return (exponent < 1UL << 32 && word >> 32 < (1UL << 32) - exponent) || ExactBernoulli.Exp(_rate, offset, word, random);
    }
}
