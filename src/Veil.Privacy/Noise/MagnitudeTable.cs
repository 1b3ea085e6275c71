using System.Numerics;

namespace Veil.Privacy.Noise;

/// <summary>The rate at which the weight of a magnitude falls with it.</summary>
internal enum Decay
{
    /// <summary><c>exp(-g m)</c>: the discrete Laplace.</summary>
    Linear,

    /// <summary><c>exp(-g m^2)</c>: the blocks of the rounded Gaussian.</summary>
    Quadratic,
}

/// <summary>
/// Draws <c>v = 0, 1, 2, ...</c> with probability exactly proportional to <c>exp(-g v)</c> or <c>exp(-g v^2)</c>, by
/// inversion of the cumulative distribution at a uniform real whose bits are revealed as needed.
/// </summary>
/// <remarks>
/// Reference: inversion with lazily refined bounds; see docs/privacy.md, "Exactness of the samplers".
/// Privacy: the answer is <c>F^-1(U)</c> for an exactly uniform <c>U</c>. The table only holds proven bounds of F: a
/// comparison that they leave open is repeated with more bits of both U and F.
/// Cost: one guided look-up; the refinement runs with probability about (table length) * 2^-62.
/// </remarks>
internal sealed class MagnitudeTable
{
    private readonly Rational _rate;
    private readonly Decay _decay;
    private readonly ulong[] _lower;
    private readonly ulong[] _floor;
    private readonly ushort[] _guide;
    private readonly int _guideShift;

    /// <summary>Builds the table.</summary>
    /// <param name="rate">The g of the weights; such that at most some thousands of magnitudes matter.</param>
    /// <param name="decay">Linear or quadratic.</param>
    /// <param name="bits">Leading bits of U that are compared with the table: 63, or fewer to test the refinement.</param>
    public MagnitudeTable(Rational rate, Decay decay, int bits)
    {
        _rate = rate;
        _decay = decay;
        Bits = bits;
        var cumulative = Cumulative(rate, decay, bits);
        var count = cumulative.Count;

        // _lower[v] <= F(v) and _floor[v] >= F(v - 1), in units of 2^-bits; the entry after the last never matches.
        _lower = new ulong[count + 1];
        _floor = new ulong[count + 1];
        for (var v = 0; v < count; v++)
        {
            _lower[v] = (ulong)cumulative[v].Low;
            _floor[v + 1] = (ulong)cumulative[v].High;
        }

        _lower[count] = ulong.MaxValue;
        _floor[count] = ulong.MaxValue;

        var guideBits = Math.Min(bits, 11);
        _guideShift = bits - guideBits;
        _guide = new ushort[1 << guideBits];
        var start = 0;
        for (var i = 0; i < _guide.Length; i++)
        {
            while (_lower[start] <= (ulong)i << _guideShift)
                start++;
            _guide[i] = checked((ushort)start);
        }
    }

    /// <summary>Number of leading bits that <see cref="Draw"/> takes.</summary>
    public int Bits { get; }

    /// <summary>The magnitude at the uniform real that begins with the given bits.</summary>
    /// <param name="prefix">Uniform in <c>[0, 2^Bits)</c>.</param>
    /// <param name="random">The source of further bits.</param>
    public int Draw(ulong prefix, RandomSource random)
    {
        var lower = _lower;
        int v = _guide[prefix >> _guideShift];
        while (prefix >= lower[v])
            v++;
        return prefix >= _floor[v] ? v : Refine(prefix, random);
    }

    private int Refine(BigInteger prefix, RandomSource random)
    {
        for (var bits = Bits; ;)
        {
            prefix = (prefix << 64) | random.NextUInt64();
            bits += 64;
            var cumulative = Cumulative(_rate, _decay, bits);
            var v = 0;
            while (v < cumulative.Count && prefix >= cumulative[v].Low)
                v++;
            if (v < cumulative.Count && (v == 0 || prefix >= cumulative[v - 1].High))
                return v;
        }
    }

    /// <summary>Bounds of <c>F(0), F(1), ...</c> in units of <c>2^-bits</c>, until what is left is below a unit.</summary>
    /// <remarks>
    /// Weights follow from one exponential: <c>w(v+1) = w(v) a(v)</c> with <c>a(v) = r^(2v+1)</c> for the quadratic and
    /// <c>a(v) = r</c> for the linear decay, <c>r = exp(-g)</c>. The ratios never grow, so the weights after v sum to at
    /// most <c>w(v+1) / (1 - a(v+1))</c>.
    /// </remarks>
    internal static List<BigInterval> Cumulative(Rational rate, Decay decay, int bits)
    {
        var working = bits + 64;
        var one = BigInteger.One << working;
        var ratio = ExpBounds.Of(rate, working);
        var step = ExpBounds.Multiply(ratio, ratio, working);
        var weight = new BigInterval(one, one);
        var sum = new BigInterval(BigInteger.Zero, BigInteger.Zero);
        var sums = new List<BigInterval>();

        // What is left out must be below 2^-8 of a unit of 2^-bits.
        var negligible = BigInteger.One << (64 - 8);
        BigInteger tail;
        do
        {
            sum = new BigInterval(sum.Low + weight.Low, sum.High + weight.High);
            sums.Add(sum);
            weight = ExpBounds.Multiply(weight, ratio, working);
            if (decay == Decay.Quadratic)
                ratio = ExpBounds.Multiply(ratio, step, working);
            tail = weight.High;
            if (tail < negligible)
                tail = ExpBounds.CeilingDivide(weight.High << working, one - ratio.High);
        }
        while (tail >= negligible);

        // Dividing by the total is multiplying by bounds of its reciprocal.
        var inverseLow = (one << working) / (sum.High + tail);
        var inverseHigh = ExpBounds.CeilingDivide(one << working, sum.Low);
        var drop = 2 * working - bits;
        var unity = BigInteger.One << bits;
        for (var v = 0; v < sums.Count; v++)
        {
            var low = (sums[v].Low * inverseLow) >> drop;
            var high = ((sums[v].High * inverseHigh) >> drop) + 1;
            sums[v] = new BigInterval(low, BigInteger.Min(high, unity));
        }

        return sums;
    }
}
