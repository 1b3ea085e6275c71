using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// Makes rows of a generator's raw numbers: the hyperbolic tangent for numbers, a soft random choice among the modes of each
/// attribute.
/// </summary>
internal sealed class OutputActivation
{
    private const float Temperature = 0.2f;

    private readonly int _scalars;
    private readonly CategoricalBlocks _choices;

    /// <summary>Makes the activation.</summary>
    /// <param name="spans">The columns of a row.</param>
    public OutputActivation(ImmutableArray<TabularSpan> spans)
    {
        _scalars = spans.Count(span => span.Scalar >= 0);
        _choices = new CategoricalBlocks(spans.Select(span => (span.Offset, span.Width)));
        Width = spans[^1].Offset + spans[^1].Width;
    }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>Makes rows.</summary>
    /// <param name="raw">The raw numbers.</param>
    /// <param name="gumbel">Gumbel noise.</param>
    /// <param name="output">Gets the rows.</param>
    public void Forward(ReadOnlySpan<float> raw, ReadOnlySpan<float> gumbel, Span<float> output)
    {
        Perturb(raw, gumbel, output);
        _choices.Softmax(raw.Length / Width, output, Width, output, Width, Temperature);
    }

    /// <summary>
    /// Makes rows whose choices are logits with noise: the probability that a mode is the largest of an attribute is its
    /// softmax.
    /// </summary>
    public void Perturb(ReadOnlySpan<float> raw, ReadOnlySpan<float> gumbel, Span<float> output)
    {
        TensorPrimitives.Add(raw, gumbel, output);
        for (var at = 0; at < raw.Length; at += Width)
        {
            TensorPrimitives.Tanh(raw.Slice(at, _scalars), output[at..]);
        }
    }

    /// <summary>Takes a gradient of the rows back to the raw numbers, in place.</summary>
    /// <param name="output">The rows that <see cref="Forward"/> made.</param>
    /// <param name="gradient">The gradient.</param>
    public void Backward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        for (var at = 0; at < output.Length; at += Width)
        {
            for (var j = at; j < at + _scalars; j++)
            {
                gradient[j] *= 1 - (output[j] * output[j]);
            }
        }

        _choices.SoftmaxGradient(output.Length / Width, output, Width, gradient, Width, Temperature);
    }
}
