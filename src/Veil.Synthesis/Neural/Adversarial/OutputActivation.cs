using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>Makes rows of a generator's raw numbers: the hyperbolic tangent for numbers, a soft random choice among the modes of each attribute.</summary>
/// <remarks>Reference: Jang et al., "Categorical reparameterization with Gumbel-softmax", 2017.</remarks>
internal sealed class OutputActivation
{
    private const float InverseTemperature = 1 / 0.2f;

    private readonly int _scalars;
    private readonly (int Offset, int Width)[] _choices;

    /// <summary>Makes the activation.</summary>
    /// <param name="spans">The columns of a row.</param>
    public OutputActivation(ImmutableArray<TabularSpan> spans)
    {
        _scalars = spans.Count(span => span.Scalar >= 0);
        _choices = [.. spans.Select(span => (span.Offset, span.Width))];
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
        for (var at = 0; at < raw.Length; at += Width)
        {
            var row = output.Slice(at, Width);
            TensorPrimitives.Tanh(raw.Slice(at, _scalars), row);
            var logits = row[_scalars..];
            TensorPrimitives.Add(raw.Slice(at + _scalars, logits.Length), gumbel.Slice(at + _scalars, logits.Length), logits);
            foreach (var (offset, width) in _choices)
            {
                var choice = row.Slice(offset, width);
                var largest = float.NegativeInfinity;
                foreach (var logit in choice)
                {
                    largest = Math.Max(largest, logit);
                }

                foreach (ref var logit in choice)
                {
                    logit = (logit - largest) * InverseTemperature;
                }
            }

            TensorPrimitives.Exp(logits, logits);
            foreach (var (offset, width) in _choices)
            {
                var choice = row.Slice(offset, width);
                float sum = 0;
                foreach (var part in choice)
                {
                    sum += part;
                }

                var scale = 1 / sum;
                foreach (ref var part in choice)
                {
                    part *= scale;
                }
            }
        }
    }

    /// <summary>The gradient of the raw numbers.</summary>
    /// <param name="output">The rows that <see cref="Forward"/> made.</param>
    /// <param name="upstream">Their gradient.</param>
    /// <param name="raw">Gets the gradient of the raw numbers.</param>
    public void Backward(ReadOnlySpan<float> output, ReadOnlySpan<float> upstream, Span<float> raw)
    {
        for (var at = 0; at < output.Length; at += Width)
        {
            var y = output.Slice(at, Width);
            var dy = upstream.Slice(at, Width);
            var dx = raw.Slice(at, Width);
            for (var j = 0; j < _scalars; j++)
            {
                dx[j] = dy[j] * (1 - (y[j] * y[j]));
            }

            TensorPrimitives.Multiply(y[_scalars..], dy[_scalars..], dx[_scalars..]);
            foreach (var (offset, width) in _choices)
            {
                var part = y.Slice(offset, width);
                var slope = dx.Slice(offset, width);
                float mean = 0;
                foreach (var product in slope)
                {
                    mean += product;
                }

                for (var j = 0; j < slope.Length; j++)
                {
                    slope[j] = InverseTemperature * (slope[j] - (part[j] * mean));
                }
            }
        }
    }
}
