using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// The latent variables of an autoencoder: one normal distribution per example, drawn from so that gradients pass through.
/// </summary>
/// <remarks>Reference: Kingma and Welling, "Auto-encoding variational Bayes", 2014.</remarks>
internal static class GaussianLatent
{
    /// <summary>Draws <c>z = mean + standard deviation x noise</c>.</summary>
    /// <param name="mean">Means.</param>
    /// <param name="logVariance">Logarithms of variances.</param>
    /// <param name="noise">Standard normal numbers; becomes standard deviation x noise, which the gradient needs.</param>
    /// <param name="z">Takes the draw.</param>
    public static void Draw(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, Span<float> noise, Span<float> z)
    {
        TensorPrimitives.Multiply(logVariance, 0.5f, z);
        TensorPrimitives.Exp(z, z);
        TensorPrimitives.Multiply(noise, z, noise);
        TensorPrimitives.Add(mean, noise, z);
    }

    /// <summary>The divergence of the distributions from standard normal ones, summed.</summary>
    public static double Divergence(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance)
    {
        var sum = 0.0;
        for (var i = 0; i < mean.Length; i++)
        {
            sum -= 0.5 * (1 + logVariance[i] - (mean[i] * mean[i]) - MathF.Exp(logVariance[i]));
        }

        return sum;
    }

    /// <summary>The gradients of a loss with respect to means and logarithms of variances, the divergence included.</summary>
    /// <param name="mean">Means.</param>
    /// <param name="logVariance">Logarithms of variances.</param>
    /// <param name="spread">The product of standard deviation and noise that <see cref="Draw"/> computed.</param>
    /// <param name="weight">The weight of the divergence.</param>
    /// <param name="dz">The gradient with respect to the draw.</param>
    /// <param name="dMean">Takes the gradient with respect to the means; may be <paramref name="dz"/>.</param>
    /// <param name="dLogVariance">Takes that with respect to the logarithms of variances.</param>
    public static void Gradient(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, ReadOnlySpan<float> spread,
        float weight, ReadOnlySpan<float> dz, Span<float> dMean, Span<float> dLogVariance)
    {
        // Half of: weight (variance - 1) + dz x standard deviation x noise.
        TensorPrimitives.Exp(logVariance, dLogVariance);
        TensorPrimitives.Subtract(dLogVariance, 1, dLogVariance);
        TensorPrimitives.Multiply(dLogVariance, weight, dLogVariance);
        TensorPrimitives.MultiplyAdd(dz, spread, dLogVariance, dLogVariance);
        TensorPrimitives.Multiply(dLogVariance, 0.5f, dLogVariance);
        TensorPrimitives.MultiplyAdd(mean, weight, dz, dMean);
    }
}
