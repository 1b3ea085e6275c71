using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// Batch normalisation: every output depends on all rows of a batch, so under a budget it has no place in a network that
/// sees real rows.
/// </summary>
/// <remarks>Reference: Ioffe and Szegedy 2015.</remarks>
internal sealed class BatchNorm
{
    private const float Epsilon = 1e-5f;
    private const float Momentum = 0.1f;

    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly float[] _sums;
    private readonly float[] _products;

    private BatchNorm(ParameterBlock gamma, ParameterBlock beta)
    {
        (Gamma, Beta) = (gamma, beta);
        _mean = new float[Features];
        _scale = new float[Features];
        _sums = new float[Features];
        _products = new float[Features];
        RunningMean = new float[Features];
        RunningVariance = new float[Features];
        Array.Fill(RunningVariance, 1);
    }

    /// <summary>The number of features.</summary>
    public int Features => Gamma.Columns;

    /// <summary>Scales after normalising, 1 x features.</summary>
    public ParameterBlock Gamma { get; }

    /// <summary>Shifts after normalising, 1 x features.</summary>
    public ParameterBlock Beta { get; }

    /// <summary>The mean over past batches, for use outside training.</summary>
    public float[] RunningMean { get; }

    /// <summary>The variance over past batches, for use outside training.</summary>
    public float[] RunningVariance { get; }

    /// <summary>Adds a layer to a network that is being built.</summary>
    public static BatchNorm Add(Parameters parameters, string name, int features) =>
        new(parameters.Add($"{name}.gamma", 1, features), parameters.Add($"{name}.beta", 1, features));

    /// <summary>Sets the first weights: no scaling, no shift.</summary>
    public void Initialize(Span<float> values)
    {
        Gamma.Of(values).Fill(1);
        Beta.Of(values).Clear();
    }

    /// <summary>Normalises a batch by its own mean and variance, and remembers them.</summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="rows">The number of examples, above 1.</param>
    /// <param name="x">Inputs, rows x features; becomes the normalised inputs, neither scaled nor shifted, which the gradient
    /// needs.</param>
    /// <param name="y">Outputs.</param>
    /// <param name="ldy">The distance between rows of y.</param>
    public void Forward(ReadOnlySpan<float> values, int rows, Span<float> x, Span<float> y, int ldy)
    {
        var gamma = Gamma.Of(values);
        var beta = Beta.Of(values);
        Array.Clear(_mean);
        Array.Clear(_scale);
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.Add(_mean, x.Slice(row * Features, Features), _mean);
        }

        TensorPrimitives.Multiply(_mean, 1f / rows, _mean);
        for (var row = 0; row < rows; row++)
        {
            var centred = x.Slice(row * Features, Features);
            TensorPrimitives.Subtract(centred, _mean, centred);
            TensorPrimitives.MultiplyAdd(centred, centred, _scale, _scale);
        }

        // The running variance is the unbiased one, that of the batch is not.
        Average(RunningMean, _mean, 1);
        Average(RunningVariance, _scale, 1f / (rows - 1));
        for (var j = 0; j < Features; j++)
        {
            _scale[j] = 1 / MathF.Sqrt((_scale[j] / rows) + Epsilon);
        }

        for (var row = 0; row < rows; row++)
        {
            var normal = x.Slice(row * Features, Features);
            TensorPrimitives.Multiply(normal, _scale, normal);
            TensorPrimitives.MultiplyAdd(normal, gamma, beta, y.Slice(row * ldy, Features));
        }
    }

    /// <summary>Takes the gradient of the outputs back to the inputs, in place, and adds that of scales and shifts.</summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="gradient">A gradient of all weights.</param>
    /// <param name="rows">The number of examples of the last batch.</param>
    /// <param name="normal">The normalised inputs that <see cref="Forward"/> computed.</param>
    /// <param name="dy">The gradient of the outputs, rows x features; becomes that of the inputs.</param>
    public void Backward(ReadOnlySpan<float> values, Span<float> gradient, int rows, ReadOnlySpan<float> normal, Span<float> dy)
    {
        // The sums of this batch alone: the gradient may hold those of others.
        Span<float> sums = _sums;
        Span<float> products = _products;
        sums.Clear();
        products.Clear();
        for (var row = 0; row < rows; row++)
        {
            var slope = dy.Slice(row * Features, Features);
            TensorPrimitives.Add(sums, slope, sums);
            TensorPrimitives.MultiplyAdd(slope, normal.Slice(row * Features, Features), products, products);
        }

        TensorPrimitives.Add(Beta.Of(gradient), sums, Beta.Of(gradient));
        TensorPrimitives.Add(Gamma.Of(gradient), products, Gamma.Of(gradient));
        TensorPrimitives.Multiply(sums, -1f / rows, sums);
        TensorPrimitives.Multiply(products, -1f / rows, products);
        var gamma = Gamma.Of(values);
        for (var row = 0; row < rows; row++)
        {
            var slope = dy.Slice(row * Features, Features);
            TensorPrimitives.Add(slope, sums, slope);
            TensorPrimitives.MultiplyAdd(products, normal.Slice(row * Features, Features), slope, slope);
            TensorPrimitives.Multiply(slope, _scale, slope);
            TensorPrimitives.Multiply(slope, gamma, slope);
        }
    }

    /// <summary>Outside training the layer is linear: makes it part of the layer before it.</summary>
    /// <param name="values">All weights of the network, read for the scales and shifts.</param>
    /// <param name="before">The layer before it.</param>
    /// <param name="folded">All weights of a network to be used without this layer; those of the layer before are changed.</param>
    public void FoldInto(ReadOnlySpan<float> values, Linear before, Span<float> folded)
    {
        var gamma = Gamma.Of(values);
        var beta = Beta.Of(values);
        var weights = before.Weights.Of(folded);
        var bias = before.Bias.Of(folded);
        for (var j = 0; j < Features; j++)
        {
            var scale = gamma[j] / MathF.Sqrt(RunningVariance[j] + Epsilon);
            bias[j] = (scale * (bias[j] - RunningMean[j])) + beta[j];
            for (var i = 0; i < before.Inputs; i++)
            {
                weights[(i * Features) + j] *= scale;
            }
        }
    }

    private static void Average(Span<float> running, ReadOnlySpan<float> batch, float unit)
    {
        for (var j = 0; j < running.Length; j++)
        {
            running[j] += Momentum * ((batch[j] * unit) - running[j]);
        }
    }
}
