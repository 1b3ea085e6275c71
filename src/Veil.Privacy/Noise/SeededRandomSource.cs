using System.Buffers.Binary;
using System.Numerics;

namespace Veil.Privacy.Noise;

/// <summary>
/// A deterministic stream of bits for tests and for research runs. What it produces is <b>not private</b>: whoever knows
/// the seed can subtract the noise.
/// </summary>
/// <remarks>Reference: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021 (xoshiro256**, seeded
/// by SplitMix64).</remarks>
internal sealed class SeededRandomSource : RandomSource
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Makes a stream that is a function of its seed.</summary>
    public SeededRandomSource(ulong seed)
        : base(bufferWords: 512)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <inheritdoc/>
    public override bool IsSecure => false;

    /// <inheritdoc/>
    public override RandomSource Fork() => new SeededRandomSource(NextUInt64());

    /// <inheritdoc/>
    public override void Fill(Span<byte> destination)
    {
        while (destination.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, Step());
            destination = destination[sizeof(ulong)..];
        }

        if (!destination.IsEmpty)
        {
            Span<byte> last = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(last, Step());
            last[..destination.Length].CopyTo(destination);
        }
    }

    private ulong Step()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
