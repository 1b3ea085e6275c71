using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural;

/// <summary>
/// Random numbers by the thousand for networks: inputs of generators, dropout, Gumbel noise, first weights. Repeatable. Never
/// used for the noise that protects privacy.
/// </summary>
/// <remarks>Reference: xoshiro256++ (Blackman and Vigna 2018), eight of them side by side; normal numbers by Box and Muller 1958.</remarks>
internal sealed class BatchRandom
{
    private const float Unit = 1f / (1 << 23);

    private Vector512<ulong> _s0;
    private Vector512<ulong> _s1;
    private Vector512<ulong> _s2;
    private Vector512<ulong> _s3;

    /// <summary>Makes a generator whose state is drawn from another.</summary>
    public BatchRandom(SamplingRandom seed)
    {
        Span<ulong> state = stackalloc ulong[4 * Vector512<ulong>.Count];
        foreach (ref var word in state)
        {
            word = seed.NextUInt64();
        }

        (_s0, _s1) = (Vector512.Create<ulong>(state), Vector512.Create<ulong>(state[8..]));
        (_s2, _s3) = (Vector512.Create<ulong>(state[16..]), Vector512.Create<ulong>(state[24..]));
    }

    /// <summary>Random bits.</summary>
    public void Bits(Span<uint> bits)
    {
        while (bits.Length >= Vector512<uint>.Count)
        {
            Next().AsUInt32().CopyTo(bits);
            bits = bits[Vector512<uint>.Count..];
        }

        if (bits.Length > 0)
        {
            Span<uint> rest = stackalloc uint[Vector512<uint>.Count];
            Next().AsUInt32().CopyTo(rest);
            rest[..bits.Length].CopyTo(bits);
        }
    }

    /// <summary>Numbers that are uniform on a grid of 2^23 in (0, 1), symmetric around a half, without the ends.</summary>
    public void Uniform(Span<float> numbers)
    {
        Bits(MemoryMarshal.Cast<float, uint>(numbers));
        var i = 0;
        for (; i + Vector512<float>.Count <= numbers.Length; i += Vector512<float>.Count)
        {
            ref var at = ref numbers[i];
            var bits = Vector512.LoadUnsafe(ref at).AsInt32();
            ((Vector512.ConvertToSingle(Vector512.ShiftRightLogical(bits, 9)) + Vector512.Create(0.5f)) * Unit).StoreUnsafe(ref at);
        }

        for (; i < numbers.Length; i++)
        {
            numbers[i] = ((BitConverter.SingleToUInt32Bits(numbers[i]) >> 9) + 0.5f) * Unit;
        }
    }

    /// <summary>Numbers that are uniform in (-<paramref name="bound"/>, <paramref name="bound"/>).</summary>
    public void Uniform(Span<float> numbers, float bound)
    {
        Uniform(numbers);
        TensorPrimitives.Subtract(numbers, 0.5f, numbers);
        TensorPrimitives.Multiply(numbers, 2 * bound, numbers);
    }

    /// <summary>Normal numbers of mean 0 and variance 1.</summary>
    public void Normal(Span<float> numbers)
    {
        Span<float> pair = stackalloc float[2 * Vector512<float>.Count];
        for (var i = 0; i < numbers.Length; i += pair.Length)
        {
            Uniform(pair);
            var radius = Vector512.Sqrt(-2 * Vector512.Log(Vector512.Create<float>(pair)));
            var (sine, cosine) = Vector512.SinCos(Vector512.Create<float>(pair[Vector512<float>.Count..]) * (2 * MathF.PI));
            (radius * sine).CopyTo(pair);
            (radius * cosine).CopyTo(pair[Vector512<float>.Count..]);
            pair[..Math.Min(pair.Length, numbers.Length - i)].CopyTo(numbers[i..]);
        }
    }

    /// <summary>Numbers of the Gumbel distribution, <c>-log(-log u)</c>.</summary>
    public void Gumbel(Span<float> numbers)
    {
        Uniform(numbers);
        TensorPrimitives.Log(numbers, numbers);
        TensorPrimitives.Negate(numbers, numbers);
        TensorPrimitives.Log(numbers, numbers);
        TensorPrimitives.Negate(numbers, numbers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> Next()
    {
        var sum = _s0 + _s3;
        var result = (Vector512.ShiftLeft(sum, 23) | Vector512.ShiftRightLogical(sum, 41)) + _s0;
        var t = Vector512.ShiftLeft(_s1, 17);
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = Vector512.ShiftLeft(_s3, 45) | Vector512.ShiftRightLogical(_s3, 19);
        return result;
    }
}
