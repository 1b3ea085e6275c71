using Veil.Data.Numerics;

namespace Veil.Evaluation.Statistics;

/// <summary>Repeatable pseudo-random numbers for resampling and permuting rows of an evaluation. Never a source of noise.</summary>
/// <remarks>Reference: SplitMix64 (Steele, Lea and Flood 2014).</remarks>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A uniform number in [0, <paramref name="bound"/>); the bias is at most bound / 2^64.</summary>
    public int NextBelow(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A uniform number in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The numbers from 0 below <paramref name="count"/> in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = NextBelow(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    private ulong Next() => SplitMix64.Next(ref _state);
}
