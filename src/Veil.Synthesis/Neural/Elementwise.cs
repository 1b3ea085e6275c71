using System.Runtime.Intrinsics;

namespace Veil.Synthesis.Neural;

/// <summary>Passes over numbers that do several things to each.</summary>
internal static class Elementwise
{
    /// <summary>A leaky rectifier and dropout.</summary>
    /// <param name="sums">What a layer computed; gets its outputs.</param>
    /// <param name="masks">What each output is multiplied with.</param>
    /// <param name="slope">What negative numbers are multiplied with.</param>
    /// <param name="factors">Gets what each sum was multiplied with in all.</param>
    public static void LeakyDropout(Span<float> sums, ReadOnlySpan<float> masks, float slope, Span<float> factors)
    {
        var i = 0;
        var (one, below) = (Vector512.Create(1f), Vector512.Create(slope));
        for (; i <= sums.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var sum = Vector512.Create<float>(sums[i..]);
            var factor = Vector512.ConditionalSelect(Vector512.GreaterThan(sum, Vector512<float>.Zero), one, below) * Vector512.Create(masks[i..]);
            factor.CopyTo(factors[i..]);
            (sum * factor).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            factors[i] = (sums[i] > 0 ? 1 : slope) * masks[i];
            sums[i] *= factors[i];
        }
    }

    /// <summary>A rectifier's slope: the upstream gradient where the output is above 0, else 0.</summary>
    public static void RectifierSlope(ReadOnlySpan<float> outputs, ReadOnlySpan<float> upstream, Span<float> gradient)
    {
        var i = 0;
        for (; i <= outputs.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var passed = Vector512.GreaterThan(Vector512.Create(outputs[i..]), Vector512<float>.Zero);
            Vector512.ConditionalSelect(passed, Vector512.Create(upstream[i..]), Vector512<float>.Zero).CopyTo(gradient[i..]);
        }

        for (; i < outputs.Length; i++)
        {
            gradient[i] = outputs[i] > 0 ? upstream[i] : 0;
        }
    }
}
