using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural;

/// <summary>Plenty of repeatable random numbers for training and drawing from networks. Never a source of privacy noise.</summary>
/// <remarks>Reference: eight xoshiro256++ generators side by side (Blackman and Vigna 2018); normal numbers by Box and Muller.</remarks>
internal sealed class NoiseStream
{
    private const float Unit = 1f / (1 << 23);

    // Numbers are made in blocks that stay in the first cache.
    private const int Block = 1024;

    private readonly float[] _radius = new float[Block];
    private readonly float[] _angle = new float[Block];
    private Vector512<ulong> _s0;
    private Vector512<ulong> _s1;
    private Vector512<ulong> _s2;
    private Vector512<ulong> _s3;

    /// <summary>Makes a stream.</summary>
    /// <param name="seed">Where its state comes from.</param>
    public NoiseStream(SamplingRandom seed)
    {
        Span<ulong> lanes = stackalloc ulong[Vector512<ulong>.Count];
        Vector512<ulong> Next(Span<ulong> words)
        {
            foreach (ref var word in words)
            {
                word = seed.NextUInt64();
            }

            return Vector512.Create<ulong>(words);
        }

        (_s0, _s1, _s2, _s3) = (Next(lanes), Next(lanes), Next(lanes), Next(lanes));
    }

    /// <summary>Zeros and twos, each as often: what outputs are multiplied with when half of them are dropped.</summary>
    public void FillDropout(Span<float> masks)
    {
        Span<float> rest = stackalloc float[Vector512<float>.Count];
        while (masks.Length > 0)
        {
            var mask = Vector512.ConditionalSelect(
                Vector512.LessThan(Next().AsInt32(), Vector512<int>.Zero).AsSingle(), Vector512.Create(2f), Vector512<float>.Zero);
            if (masks.Length < Vector512<float>.Count)
            {
                mask.CopyTo(rest);
                rest[..masks.Length].CopyTo(masks);
                return;
            }

            mask.CopyTo(masks);
            masks = masks[Vector512<float>.Count..];
        }
    }

    /// <summary>Uniform numbers between 0 and 1, neither of which occurs.</summary>
    public void FillUniform(Span<float> numbers)
    {
        Span<float> rest = stackalloc float[Vector512<float>.Count];
        while (numbers.Length > 0)
        {
            // The upper 23 bits, in the middle of their interval: exact in single precision.
            var whole = Vector512.ConvertToSingle((Next().AsUInt32() >>> 9).AsInt32());
            var uniform = (whole + Vector512.Create(0.5f)) * Unit;
            if (numbers.Length < Vector512<float>.Count)
            {
                uniform.CopyTo(rest);
                rest[..numbers.Length].CopyTo(numbers);
                return;
            }

            uniform.CopyTo(numbers);
            numbers = numbers[Vector512<float>.Count..];
        }
    }

    /// <summary>Standard normal numbers.</summary>
    public void FillNormal(Span<float> numbers)
    {
        while (numbers.Length > 0)
        {
            var half = Math.Min(Block, (numbers.Length + 1) / 2);
            var radius = _radius.AsSpan(0, half);
            var angle = _angle.AsSpan(0, half);
            FillUniform(radius);
            TensorPrimitives.Log(radius, radius);
            TensorPrimitives.Multiply(radius, -2, radius);
            TensorPrimitives.Sqrt(radius, radius);
            FillUniform(angle);
            TensorPrimitives.Multiply(angle, 2 * MathF.PI, angle);
            var first = numbers[..half];
            var second = numbers[half..Math.Min(numbers.Length, 2 * half)];
            TensorPrimitives.Cos(angle, first);
            TensorPrimitives.Multiply(first, radius, first);
            TensorPrimitives.Sin(angle, angle);
            TensorPrimitives.Multiply(angle[..second.Length], radius[..second.Length], second);
            numbers = numbers[(half + second.Length)..];
        }
    }

    /// <summary>Standard Gumbel numbers: the largest of logits with one added to each is at an index as often as their softmax says.</summary>
    public void FillGumbel(Span<float> numbers)
    {
        while (numbers.Length > 0)
        {
            var block = numbers[..Math.Min(Block, numbers.Length)];
            FillUniform(block);
            TensorPrimitives.Log(block, block);
            TensorPrimitives.Negate(block, block);
            TensorPrimitives.Log(block, block);
            TensorPrimitives.Negate(block, block);
            numbers = numbers[block.Length..];
        }
    }

    private Vector512<ulong> Next()
    {
        var result = RotateLeft(_s0 + _s3, 23) + _s0;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = RotateLeft(_s3, 45);
        return result;
    }

    private static Vector512<ulong> RotateLeft(Vector512<ulong> words, int by) => (words << by) | (words >>> (64 - by));
}
