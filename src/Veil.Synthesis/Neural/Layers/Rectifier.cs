using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// Rectified linear units, leaky or not, and dropout. A unit's slope is the factor between its input and its output, and so
/// between their gradients.
/// </summary>
/// <remarks>Reference: Srivastava et al., "Dropout", 2014, scaled in training.</remarks>
internal static class Rectifier
{
    /// <summary><c>max(x, 0)</c>, in place.</summary>
    public static void Relu(Span<float> x) => TensorPrimitives.Max(x, 0, x);

    /// <summary>Takes a gradient of the outputs back to the inputs, in place.</summary>
    /// <param name="y">The outputs.</param>
    /// <param name="dy">The gradient.</param>
    public static void ReluGradient(ReadOnlySpan<float> y, Span<float> dy)
    {
        var outputs = MemoryMarshal.Cast<float, Vector<float>>(y);
        var slopes = MemoryMarshal.Cast<float, Vector<float>>(dy);
        for (var i = 0; i < slopes.Length; i++)
        {
            slopes[i] = Vector.ConditionalSelect(Vector.GreaterThan(outputs[i], Vector<float>.Zero), slopes[i], Vector<float>.Zero);
        }

        for (var i = slopes.Length * Vector<float>.Count; i < dy.Length; i++)
        {
            dy[i] = y[i] > 0 ? dy[i] : 0;
        }
    }

    /// <summary>The slopes of leaky units: 1 above zero, less below. Output and gradient are products with them.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="leak">The slope below zero.</param>
    /// <param name="slopes">Takes the slopes.</param>
    public static void LeakySlopes(ReadOnlySpan<float> x, float leak, Span<float> slopes)
    {
        var inputs = MemoryMarshal.Cast<float, Vector<float>>(x);
        var outputs = MemoryMarshal.Cast<float, Vector<float>>(slopes)[..inputs.Length];
        var below = new Vector<float>(leak);
        for (var i = 0; i < inputs.Length; i++)
        {
            outputs[i] = Vector.ConditionalSelect(Vector.GreaterThan(inputs[i], Vector<float>.Zero), Vector<float>.One, below);
        }

        for (var i = inputs.Length * Vector<float>.Count; i < x.Length; i++)
        {
            slopes[i] = x[i] > 0 ? 1 : leak;
        }
    }

    /// <summary>Drops units: each slope becomes 0 with a probability, and is otherwise raised so that the mean stays.</summary>
    /// <param name="noise">The source of the choice.</param>
    /// <param name="rate">The probability, below 1.</param>
    /// <param name="slopes">The slopes, or the outputs themselves.</param>
    public static void Drop(BatchRandom noise, float rate, Span<float> slopes)
    {
        const int Chunk = 512;
        Span<uint> bits = stackalloc uint[Chunk];
        var threshold = (uint)(rate * 4294967296.0);
        var raise = 1 / (1 - rate);
        for (var start = 0; start < slopes.Length; start += Chunk)
        {
            var part = slopes[start..Math.Min(start + Chunk, slopes.Length)];
            noise.Bits(bits[..part.Length]);
            var words = MemoryMarshal.Cast<uint, Vector<uint>>(bits);
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(part);
            var (kept, least) = (new Vector<float>(raise), new Vector<uint>(threshold));
            for (var i = 0; i < vectors.Length; i++)
            {
                var keep = Vector.AsVectorSingle(Vector.GreaterThanOrEqual(words[i], least));
                vectors[i] *= Vector.ConditionalSelect(keep, kept, Vector<float>.Zero);
            }

            for (var i = vectors.Length * Vector<float>.Count; i < part.Length; i++)
            {
                part[i] *= bits[i] >= threshold ? raise : 0;
            }
        }
    }
}
