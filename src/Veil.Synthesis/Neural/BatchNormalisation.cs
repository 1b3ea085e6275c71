using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural;

/// <summary>Every column of a batch brought to mean 0 and variance 1, then scaled, shifted and cut off below 0.</summary>
/// <remarks>
/// Reference: Ioffe and Szegedy, "Batch normalization", 2015. A row's output depends on the whole batch, and the running
/// averages on all that was seen: for networks that never see a row of a private table. The two run together with the
/// rectifier because each needs nothing but a pass over the numbers.
/// </remarks>
internal sealed class BatchNormalisation
{
    private const float Epsilon = 1e-5f;
    private const float Momentum = 0.1f;

    private readonly ParameterBlock _scale;
    private readonly ParameterBlock _shift;

    /// <summary>Makes the layer.</summary>
    /// <param name="parameters">Gets its scales and shifts.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="width">The number of columns.</param>
    public BatchNormalisation(Parameters parameters, string name, int width)
    {
        _scale = parameters.Add(name + ".scale", 1, width);
        _shift = parameters.Add(name + ".shift", 1, width);
        RunningMean = new float[width];
        RunningVariance = new float[width];
        RunningVariance.AsSpan().Fill(1);
        parameters[_scale].Fill(1);
    }

    /// <summary>The average of the means of batches, newer ones weighing more.</summary>
    public float[] RunningMean { get; }

    /// <summary>The average of their variances.</summary>
    public float[] RunningVariance { get; }

    /// <summary>Normalises by the batch itself.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="rows">The rows, which are normalised in place: what <see cref="Backward"/> needs.</param>
    /// <param name="state">Gets the means and variances.</param>
    /// <param name="output">Gets the outputs.</param>
    /// <param name="stride">The distance between rows of outputs.</param>
    public void Forward(Parameters parameters, Span<float> rows, BatchMoments state, Span<float> output, int stride)
    {
        var width = RunningMean.Length;
        var count = rows.Length / width;
        var mean = state.Mean.AsSpan();
        var variance = state.Variance.AsSpan();
        var inverse = state.Inverse.AsSpan();
        mean.Clear();
        variance.Clear();
        for (var i = 0; i < count; i++)
        {
            TensorPrimitives.Add(mean, rows.Slice(i * width, width), mean);
        }

        TensorPrimitives.Multiply(mean, 1f / count, mean);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * width, width);
            TensorPrimitives.Subtract(row, mean, row);
            TensorPrimitives.MultiplyAdd(row, row, variance, variance);
        }

        TensorPrimitives.Multiply(variance, 1f / count, variance);
        TensorPrimitives.Add(variance, Epsilon, inverse);
        TensorPrimitives.ReciprocalSqrt(inverse, inverse);
        var scale = parameters[_scale];
        var shift = parameters[_shift];
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * width, width);
            var to = output.Slice(i * stride, width);
            TensorPrimitives.Multiply(row, inverse, row);
            TensorPrimitives.MultiplyAdd(row, scale, shift, to);
            TensorPrimitives.Max(to, 0, to);
        }
    }

    /// <summary>Normalises by the running averages, so that a row's output is its own.</summary>
    public void Infer(Parameters parameters, ReadOnlySpan<float> rows, Span<float> output, int stride)
    {
        var width = RunningMean.Length;
        Span<float> scale = new float[width];
        Span<float> shift = new float[width];
        TensorPrimitives.Add(RunningVariance, Epsilon, scale);
        TensorPrimitives.ReciprocalSqrt(scale, scale);
        TensorPrimitives.Multiply(scale, parameters[_scale], scale);
        TensorPrimitives.Multiply(scale, RunningMean, shift);
        TensorPrimitives.Subtract(parameters[_shift], shift, shift);
        for (var i = 0; i < rows.Length / width; i++)
        {
            var to = output.Slice(i * stride, width);
            TensorPrimitives.MultiplyAdd(rows.Slice(i * width, width), scale, shift, to);
            TensorPrimitives.Max(to, 0, to);
        }
    }

    /// <summary>Adds the moments of a batch to the running averages.</summary>
    public void Track(BatchMoments state, int count)
    {
        var unbiased = count > 1 ? count / (count - 1f) : 1;
        for (var j = 0; j < RunningMean.Length; j++)
        {
            RunningMean[j] += Momentum * (state.Mean[j] - RunningMean[j]);
            RunningVariance[j] += Momentum * ((unbiased * state.Variance[j]) - RunningVariance[j]);
        }
    }

    /// <summary>The gradient of what was normalised, and of the weights.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="normalised">What <see cref="Forward"/> left in place of the rows.</param>
    /// <param name="state">What it left of the batch.</param>
    /// <param name="output">The outputs.</param>
    /// <param name="outputStride">The distance between their rows.</param>
    /// <param name="upstream">The gradient of the outputs.</param>
    /// <param name="upstreamStride">The distance between its rows.</param>
    /// <param name="input">Gets the gradient of the rows.</param>
    /// <param name="gradient">Gets the gradient of the weights, in the places of the layer's blocks.</param>
    public void Backward(
        Parameters parameters,
        ReadOnlySpan<float> normalised,
        BatchMoments state,
        ReadOnlySpan<float> output,
        int outputStride,
        ReadOnlySpan<float> upstream,
        int upstreamStride,
        Span<float> input,
        Span<float> gradient)
    {
        var width = RunningMean.Length;
        var count = normalised.Length / width;
        var scale = parameters[_scale];
        var dScale = _scale.Of(gradient);
        var dShift = _shift.Of(gradient);
        dScale.Clear();
        dShift.Clear();
        for (var i = 0; i < count; i++)
        {
            var row = input.Slice(i * width, width);
            Elementwise.RectifierSlope(output.Slice(i * outputStride, width), upstream.Slice(i * upstreamStride, width), row);
            TensorPrimitives.Add(dShift, row, dShift);
            TensorPrimitives.MultiplyAdd(row, normalised.Slice(i * width, width), dScale, dScale);
        }

        Span<float> factor = new float[width];
        Span<float> slope = new float[width];
        Span<float> constant = new float[width];
        TensorPrimitives.Multiply(state.Inverse, scale, factor);
        TensorPrimitives.Multiply(dScale, factor, slope);
        TensorPrimitives.Multiply(slope, -1f / count, slope);
        TensorPrimitives.Multiply(dShift, factor, constant);
        TensorPrimitives.Multiply(constant, -1f / count, constant);
        for (var i = 0; i < count; i++)
        {
            var row = input.Slice(i * width, width);
            TensorPrimitives.MultiplyAdd(row, factor, constant, row);
            TensorPrimitives.MultiplyAdd(normalised.Slice(i * width, width), slope, row, row);
        }
    }
}

/// <summary>The moments of the columns of a batch.</summary>
/// <param name="width">The number of columns.</param>
internal sealed class BatchMoments(int width)
{
    /// <summary>Means.</summary>
    public float[] Mean { get; } = new float[width];

    /// <summary>Variances of the batch itself.</summary>
    public float[] Variance { get; } = new float[width];

    /// <summary>What the columns were divided by, inverted.</summary>
    public float[] Inverse { get; } = new float[width];
}
