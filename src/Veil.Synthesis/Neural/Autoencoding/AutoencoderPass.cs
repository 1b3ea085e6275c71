using System.Numerics.Tensors;
using Veil.Synthesis.Neural.Layers;

namespace Veil.Synthesis.Neural.Autoencoding;

/// <summary>
/// Runs batches forward and back through an autoencoder, in memory that it was made with. The gradient of the weights is a
/// second step, so that the gradients of rows can be measured and scaled before they are summed.
/// </summary>
/// <remarks>
/// The loss of a row: the weight of the reconstruction times the negative logarithms of the densities of its numbers and of the
/// probabilities of its categories, plus the divergence of its latent distribution from a standard normal one.
/// </remarks>
internal sealed class AutoencoderPass
{
    // Beyond these a latent variable holds no more information, and exponentials leave single precision.
    private const float MostLogVariance = 20;

    private readonly Autoencoder _network;
    private readonly float _reconstruction;
    private readonly int _width;
    private readonly int _scalars;
    private readonly int _attributes;
    private readonly DenseLayer[] _encoder;
    private readonly DenseLayer[] _decoder;
    private readonly DenseLayer _mean;
    private readonly DenseLayer _logVariance;
    private readonly DenseLayer[] _layers;
    private readonly float[] _spread;
    private readonly float[] _z;
    private readonly float[] _deviationSlopes;
    private readonly float[] _factors;
    private readonly float[] _inputNorms;
    private readonly float[] _slopeNorms;
    private int _rows;

    /// <summary>Allocates memory for batches.</summary>
    /// <param name="network">The network.</param>
    /// <param name="capacity">The most rows of a batch.</param>
    /// <param name="reconstruction">The weight of the reconstruction in the loss; the divergence has weight 1.</param>
    public AutoencoderPass(Autoencoder network, int capacity, float reconstruction)
    {
        (_network, _reconstruction, Capacity) = (network, reconstruction, capacity);
        (_width, _scalars, _attributes) = (network.Shape.Width, network.Shape.Scalars, network.Shape.Blocks.Count);
        (_spread, _z) = (new float[capacity * network.Shape.Latent], new float[capacity * network.Shape.Latent]);
        _encoder = Chain(network.Encoder, []);
        (_mean, _logVariance) = (Room(network.Mean, _encoder[^1].Output), Room(network.LogVariance, _encoder[^1].Output));
        _decoder = Chain(network.Decoder, _z);
        _layers = [.. _encoder[1..], _mean, _logVariance, .. _decoder];
        _deviationSlopes = new float[_scalars];
        (_factors, _inputNorms, _slopeNorms) = (new float[capacity], new float[capacity], new float[capacity]);

        DenseLayer Room(Linear layer, float[] input) =>
            new(layer, input, new float[capacity * layer.Outputs], new float[capacity * layer.Outputs]);

        DenseLayer[] Chain(Linear[] layers, float[] input)
        {
            var chain = new DenseLayer[layers.Length];
            for (var i = 0; i < layers.Length; i++)
            {
                chain[i] = Room(layers[i], i == 0 ? input : chain[i - 1].Output);
            }

            return chain;
        }
    }

    /// <summary>The most rows of a batch.</summary>
    public int Capacity { get; }

    /// <summary>Runs a batch forward and back.</summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="active">The columns of each row that are 1, one per categorical variable.</param>
    /// <param name="scalars">The first columns of each row, side by side.</param>
    /// <param name="noise">Standard normal numbers, one per row and latent variable.</param>
    /// <param name="scale">The factor of gradients; one over the number of rows for a mean.</param>
    /// <returns>The sums of reconstruction, not weighted, and of divergence over the rows.</returns>
    public (double Reconstruction, double Divergence) Run(
        ReadOnlySpan<float> values, ReadOnlySpan<int> active, ReadOnlySpan<float> scalars, ReadOnlySpan<float> noise, float scale)
    {
        _rows = noise.Length / _network.Shape.Latent;
        Encode(values, active, scalars);
        Span<float> spread = _spread.AsSpan(0, noise.Length);
        noise.CopyTo(spread);
        GaussianLatent.Draw(Used(_mean.Output), Used(_logVariance.Output), spread, _z.AsSpan(0, noise.Length));
        var divergence = GaussianLatent.Divergence(Used(_mean.Output), Used(_logVariance.Output));
        Decode(values);
        var (logits, slopes) = (_decoder[^1].Output, _decoder[^1].Slopes);
        var reconstruction = _network.Shape.Blocks.CrossEntropy(_rows, logits, _width, active, scale * _reconstruction, slopes, _width)
            + NumberLoss(_network.Deviations.Of(values), scalars, scale * _reconstruction);
        Backward(values, scale);
        return (reconstruction, divergence);

        Span<float> Used(float[] matrix) => matrix.AsSpan(0, _rows * _network.Shape.Latent);
    }

    /// <summary>The means of the latent variables of a batch of rows.</summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="active">The columns of each row that are 1, one per categorical variable.</param>
    /// <param name="scalars">The first columns of each row, side by side.</param>
    /// <param name="rows">The number of rows.</param>
    /// <returns>One number per row and latent variable; overwritten by the next batch.</returns>
    public ReadOnlySpan<float> Means(ReadOnlySpan<float> values, ReadOnlySpan<int> active, ReadOnlySpan<float> scalars, int rows)
    {
        _rows = rows;
        Encode(values, active, scalars);
        return _mean.Output.AsSpan(0, rows * _network.Shape.Latent);
    }

    /// <summary>The decoder's outputs for latent variables.</summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="z">Latent variables of at most <see cref="Capacity"/> rows.</param>
    /// <returns>For each row the numbers before the hyperbolic tangent and the logits; overwritten by the next batch.</returns>
    public Span<float> Decode(ReadOnlySpan<float> values, ReadOnlySpan<float> z)
    {
        _rows = z.Length / _network.Shape.Latent;
        z.CopyTo(_z);
        Decode(values);
        return _decoder[^1].Output.AsSpan(0, _rows * _width);
    }

    /// <summary>Adds the gradient of the weights of the last batch.</summary>
    /// <param name="gradient">One number per weight.</param>
    /// <param name="active">The columns of the batch that are 1.</param>
    /// <param name="scalars">The first columns of the batch.</param>
    public void AddGradient(Span<float> gradient, ReadOnlySpan<int> active, ReadOnlySpan<float> scalars)
    {
        var first = _encoder[0];
        first.Layer.AddSparseGradient(gradient, active, _attributes, [], first.Slopes, first.Layer.Outputs);
        first.Layer.AddBiasGradient(gradient, _rows, first.Slopes, first.Layer.Outputs);
        Gemm.Multiply(
            true, false, _scalars, first.Layer.Outputs, _rows, scalars, _scalars, first.Slopes,
            first.Layer.Outputs, 1, first.Layer.Weights.Of(gradient), first.Layer.Outputs);
        foreach (var (layer, input, _, slopes) in _layers)
        {
            layer.AddGradient(gradient, _rows, input, layer.Inputs, slopes, layer.Outputs);
        }

        var deviations = _network.Deviations.Of(gradient);
        TensorPrimitives.Add(deviations, _deviationSlopes, deviations);
    }

    /// <summary>
    /// Scales the gradient of every row of the last batch down to a norm of at most a bound. Only of rows without numbers,
    /// whose standard deviations would be part of it.
    /// </summary>
    public void Clip(float bound)
    {
        // The sum over layers of the squared norm of the gradient of the output, times that of the input with a 1 for the bias.
        var factors = _factors.AsSpan(0, _rows);
        factors.Clear();
        RowScaling.AddSquaredNorms(_rows, _encoder[0].Layer.Outputs, _encoder[0].Slopes, _encoder[0].Layer.Outputs, factors);
        TensorPrimitives.Multiply(factors, _attributes + 1, factors);
        var inputNorms = _inputNorms.AsSpan(0, _rows);
        var slopeNorms = _slopeNorms.AsSpan(0, _rows);
        foreach (var (layer, input, _, slopes) in _layers)
        {
            inputNorms.Fill(1);
            slopeNorms.Clear();
            RowScaling.AddSquaredNorms(_rows, layer.Inputs, input, layer.Inputs, inputNorms);
            RowScaling.AddSquaredNorms(_rows, layer.Outputs, slopes, layer.Outputs, slopeNorms);
            TensorPrimitives.MultiplyAdd(inputNorms, slopeNorms, factors, factors);
        }

        RowScaling.ClipFactors(factors, bound);

        // A row that adds nothing must not hold NaN either: zero times NaN is NaN.
        RowScaling.Scale(_rows, _encoder[0].Layer.Outputs, factors, _encoder[0].Slopes, _encoder[0].Layer.Outputs);
        foreach (var (layer, input, _, slopes) in _layers)
        {
            RowScaling.Scale(_rows, layer.Outputs, factors, slopes, layer.Outputs);
            RowScaling.ClearWhereZero(_rows, layer.Inputs, factors, input, layer.Inputs);
        }
    }

    /// <summary>Wipes the last batch.</summary>
    public void Wipe()
    {
        foreach (var (_, _, output, slopes) in (ReadOnlySpan<DenseLayer>)[_encoder[0], .. _layers])
        {
            Array.Clear(output);
            Array.Clear(slopes);
        }

        foreach (var vector in (ReadOnlySpan<float[]>)[_spread, _z, _factors, _inputNorms, _slopeNorms, _deviationSlopes])
        {
            Array.Clear(vector);
        }
    }

    private void Encode(ReadOnlySpan<float> values, ReadOnlySpan<int> active, ReadOnlySpan<float> scalars)
    {
        var (layer, _, output, _) = _encoder[0];
        layer.StartFromBias(values, _rows, output, layer.Outputs);
        layer.AddSparse(values, active, _attributes, [], output, layer.Outputs);
        Gemm.Multiply(false, false, _rows, layer.Outputs, _scalars, scalars, _scalars,
            layer.Weights.Of(values), layer.Outputs, 1, output, layer.Outputs);
        Rectifier.Relu(output.AsSpan(0, _rows * layer.Outputs));
        foreach (var hidden in _encoder.AsSpan(1))
        {
            Forward(hidden, values);
            Rectifier.Relu(hidden.Output.AsSpan(0, _rows * hidden.Layer.Outputs));
        }

        Forward(_mean, values);
        Forward(_logVariance, values);
        var logVariance = _logVariance.Output.AsSpan(0, _rows * _logVariance.Layer.Outputs);
        TensorPrimitives.Clamp(logVariance, -MostLogVariance, MostLogVariance, logVariance);
    }

    private void Decode(ReadOnlySpan<float> values)
    {
        foreach (var hidden in _decoder.AsSpan(0, _decoder.Length - 1))
        {
            Forward(hidden, values);
            Rectifier.Relu(hidden.Output.AsSpan(0, _rows * hidden.Layer.Outputs));
        }

        Forward(_decoder[^1], values);
    }

    private void Forward(DenseLayer dense, ReadOnlySpan<float> values) =>
        dense.Layer.Forward(values, _rows, dense.Input, dense.Layer.Inputs, dense.Output, dense.Layer.Outputs);

    // The hyperbolic tangent of an output is the mean of a normal distribution.
    private double NumberLoss(ReadOnlySpan<float> deviations, ReadOnlySpan<float> scalars, float scale)
    {
        Array.Clear(_deviationSlopes);
        var loss = 0.0;
        for (var row = 0; row < _rows; row++)
        {
            var outputs = _decoder[^1].Output.AsSpan(row * _width, _scalars);
            var slopes = _decoder[^1].Slopes.AsSpan(row * _width, _scalars);
            for (var j = 0; j < _scalars; j++)
            {
                var mean = MathF.Tanh(outputs[j]);
                var precision = 1 / deviations[j];
                var distance = (scalars[(row * _scalars) + j] - mean) * precision;
                loss += (0.5 * distance * distance) - MathF.Log(precision);
                slopes[j] = -scale * distance * precision * (1 - (mean * mean));
                _deviationSlopes[j] += scale * precision * (1 - (distance * distance));
            }
        }

        return loss;
    }

    private void Backward(ReadOnlySpan<float> values, float scale)
    {
        for (var i = _decoder.Length - 1; i > 0; i--)
        {
            InputGradient(_decoder[i], values, _decoder[i - 1].Slopes);
            Rectify(_decoder[i - 1]);
        }

        // The gradient of the draw takes the place of that of the mean, which it becomes.
        var latent = _rows * _network.Shape.Latent;
        var meanSlopes = _mean.Slopes.AsSpan(0, latent);
        InputGradient(_decoder[0], values, meanSlopes);
        GaussianLatent.Gradient(
            _mean.Output.AsSpan(0, latent), _logVariance.Output.AsSpan(0, latent),
            _spread.AsSpan(0, latent), scale, meanSlopes, meanSlopes, _logVariance.Slopes.AsSpan(0, latent));

        InputGradient(_mean, values, _encoder[^1].Slopes);
        InputGradient(_logVariance, values, _encoder[^1].Slopes, add: true);
        Rectify(_encoder[^1]);
        for (var i = _encoder.Length - 1; i > 0; i--)
        {
            InputGradient(_encoder[i], values, _encoder[i - 1].Slopes);
            Rectify(_encoder[i - 1]);
        }
    }

    private void InputGradient(DenseLayer dense, ReadOnlySpan<float> values, Span<float> inputSlopes, bool add = false) =>
        dense.Layer.InputGradient(values, _rows, dense.Slopes, dense.Layer.Outputs, inputSlopes, dense.Layer.Inputs, add);

    private void Rectify(DenseLayer hidden)
    {
        var count = _rows * hidden.Layer.Outputs;
        Rectifier.ReluGradient(hidden.Output.AsSpan(0, count), hidden.Slopes.AsSpan(0, count));
    }

    /// <summary>A layer with its input, its output and the gradient of its output.</summary>
    private sealed record DenseLayer(Linear Layer, float[] Input, float[] Output, float[] Slopes);
}
