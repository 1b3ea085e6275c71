using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Veil.Privacy.Noise;

/// <summary>
/// Uniform random bits, handed out from a buffer. Every random decision of the kernel is built from the independent,
/// fair bits of one of these. Not thread-safe: one source per thread.
/// </summary>
internal abstract class RandomSource
{
    private readonly ulong[] _words;
    private int _next;
    private ulong _bits;
    private int _bitsLeft;

    /// <summary>Makes a source with an empty buffer.</summary>
    /// <param name="bufferWords">Length of the buffer in 64-bit words.</param>
    protected RandomSource(int bufferWords)
    {
        _words = new ulong[bufferWords];
        _next = bufferWords;
    }

    /// <summary>True when the bits come from the operating system's cryptographic generator.</summary>
    public abstract bool IsSecure { get; }

    /// <summary>Another source of the same kind, whose bits are independent of this one's, for another thread.</summary>
    public abstract RandomSource Fork();

    /// <summary>Fills a span with fresh random bytes, past the buffer.</summary>
    public abstract void Fill(Span<byte> destination);

    /// <summary>64 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        var words = _words;
        var next = _next;
        if ((uint)next >= (uint)words.Length)
            return RefillAndTake();

        // A word is wiped as it is handed out: noise that has been added cannot be read back from memory later.
        var word = words[next];
        words[next] = 0;
        _next = next + 1;
        return word;
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>One fair bit.</summary>
    public bool NextBit()
    {
        if (_bitsLeft == 0)
        {
            _bits = NextUInt64();
            _bitsLeft = 64;
        }

        var bit = (_bits & 1) != 0;
        _bits >>= 1;
        _bitsLeft--;
        return bit;
    }

    /// <summary>A uniform integer in <c>[0, bound)</c>; each value has exactly the same probability.</summary>
    /// <param name="bound">One more than the largest value; at least 1.</param>
    /// <remarks>
    /// Reference: Lemire, "Fast random integer generation in an interval", 2019. The high half of <c>word * bound</c>
    /// is uniform once the <c>2^64 mod bound</c> surplus words are redrawn.
    /// Cost: one multiplication, and a division with probability bound / 2^64.
    /// </remarks>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var high = Math.BigMul(NextUInt64(), bound, out var low);
        if (low < bound)
        {
            var surplus = (0 - bound) % bound;
            while (low < surplus)
                high = Math.BigMul(NextUInt64(), bound, out low);
        }

        return high;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong RefillAndTake()
    {
        Fill(MemoryMarshal.AsBytes(_words.AsSpan()));
        var word = _words[0];
        _words[0] = 0;
        _next = 1;
        return word;
    }
}
