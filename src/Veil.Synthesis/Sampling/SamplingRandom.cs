using Veil.Data.Numerics;

namespace Veil.Synthesis.Sampling;

/// <summary>
/// Repeatable pseudo-random numbers for drawing rows from a finished model, which costs no privacy. Never a source of
/// noise. The algorithm is fixed: the same seed gives the same rows on every machine and in every later version.
/// </summary>
/// <remarks>Reference: xoshiro256** (Blackman and Vigna 2018), its state filled by SplitMix64.</remarks>
public sealed class SamplingRandom
{
    private readonly ulong _origin;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">The seed of the sample.</param>
    /// <param name="stream">Number of an independent stream of that seed.</param>
    public SamplingRandom(ulong seed, ulong stream = 0)
    {
        var state = seed;
        state = SplitMix64.Next(ref state) ^ (stream * 0xD1342543DE82EF95);
        _origin = state;
        _s0 = SplitMix64.Next(ref state);
        _s1 = SplitMix64.Next(ref state);
        _s2 = SplitMix64.Next(ref state);
        _s3 = SplitMix64.Next(ref state);
    }

    /// <summary>
    /// An independent generator of a number: the same however much was drawn from this one before, so that what is
    /// drawn by several threads does not depend on which of them is faster.
    /// </summary>
    public SamplingRandom Stream(int number) => new(_origin, (ulong)number + 1);

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>
    /// A uniform number in [0, <paramref name="bound"/>); the bias of at most bound / 2^64 is far below what any sample shows.
    /// </summary>
    public long NextBelow(long bound) => (long)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>A uniform number in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of the standard normal distribution (Box and Muller 1958).</summary>
    internal double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts cells into random order, every order alike (Fisher and Yates).</summary>
    internal void Shuffle(Span<ushort> cells)
    {
        for (var i = cells.Length - 1; i > 0; i--)
        {
            var j = (int)NextBelow(i + 1);
            (cells[i], cells[j]) = (cells[j], cells[i]);
        }
    }
}
