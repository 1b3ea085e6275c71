namespace Veil.Synthesis.Tests.Neural;

/// <summary>Gradients as the definition has them: central differences.</summary>
internal static class Differences
{
    /// <summary>Compares a gradient with differences of a function of single precision numbers.</summary>
    public static void Check(Func<float[], double> function, float[] at, ReadOnlySpan<float> gradient, double tolerance = 2e-3, float step = 1e-2f)
    {
        Assert.Equal(at.Length, gradient.Length);
        for (var i = 0; i < at.Length; i++)
        {
            var (above, below) = ((float[])at.Clone(), (float[])at.Clone());
            above[i] += step;
            below[i] -= step;
            var slope = (function(above) - function(below)) / ((double)above[i] - below[i]);
            Assert.True(Math.Abs(slope - gradient[i]) <= tolerance * (1 + Math.Abs(slope)), $"Entry {i}: {gradient[i]} for {slope}.");
        }
    }

    /// <summary>A sum with fixed weights, so that every output has another gradient.</summary>
    public static double Weighted(ReadOnlySpan<float> outputs, ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < outputs.Length; i++)
        {
            sum += (double)outputs[i] * weights[i];
        }

        return sum;
    }
}
