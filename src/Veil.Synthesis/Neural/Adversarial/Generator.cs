using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The network that turns noise and a condition into rows: layers that see all that the ones before them saw, with
/// batch normalisation, and one that makes the row.
/// </summary>
/// <remarks>
/// Reference: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019. What the layers see lies side by side in
/// one matrix, the newest first, so that nothing is copied and each layer's input is the end of every row. The condition,
/// of which one entry is 1, is never written out: it picks a row of weights. Layers before a normalisation have no bias,
/// which the normalisation would take away again. Weights are read by any number of passes at once.
/// </remarks>
internal sealed class Generator
{
    private readonly ParameterBlock[] _layers;
    private readonly BatchNormalisation[] _normalisations;
    private readonly ParameterBlock _last;
    private readonly ParameterBlock _bias;

    /// <summary>Makes a generator whose weights are all zero; see <see cref="Initialise"/>.</summary>
    /// <param name="spans">The columns of a row.</param>
    /// <param name="noise">The number of random inputs.</param>
    /// <param name="hidden">The width of a layer.</param>
    /// <param name="layers">The number of layers before the last.</param>
    public Generator(ImmutableArray<TabularSpan> spans, int noise = 128, int hidden = 256, int layers = 2)
    {
        Conditions = new ConditionLayout(spans);
        Output = new OutputActivation(spans);
        (Noise, Hidden) = (noise, hidden);
        _layers = new ParameterBlock[layers];
        _normalisations = new BatchNormalisation[layers];
        for (var l = 0; l < layers; l++)
        {
            _layers[l] = Parameters.Add($"generator.{l + 1}", noise + (l * hidden) + Conditions.Count, hidden);
            _normalisations[l] = new BatchNormalisation(Parameters, $"generator.{l + 1}", hidden);
        }

        _last = Parameters.Add("generator.row", Seen + Conditions.Count, Output.Width);
        _bias = Parameters.Add("generator.row.bias", 1, Output.Width);
    }

    /// <summary>The weights, stored inputs by outputs: random inputs after the newest layers, conditions last.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>What can be asked for.</summary>
    public ConditionLayout Conditions { get; }

    /// <summary>What makes a row of the last layer's numbers.</summary>
    public OutputActivation Output { get; }

    /// <summary>The number of random inputs.</summary>
    public int Noise { get; }

    /// <summary>The width of a layer.</summary>
    public int Hidden { get; }

    /// <summary>The number of layers before the last.</summary>
    public int Layers => _layers.Length;

    /// <summary>What the last layer sees beside the condition.</summary>
    public int Seen => (Layers * Hidden) + Noise;

    /// <summary>The normalisations, whose running averages belong to the model.</summary>
    public IReadOnlyList<BatchNormalisation> Normalisations => _normalisations;

    /// <summary>Draws the weights: uniform, within one over the root of the number of inputs.</summary>
    public void Initialise(SamplingRandom random)
    {
        foreach (var block in (ParameterBlock[])[.. _layers, _last])
        {
            Draw(block, block.Rows);
        }

        Draw(_bias, _last.Rows);
        void Draw(ParameterBlock block, int inputs)
        {
            foreach (ref var weight in Parameters[block])
            {
                weight = (float)(((2 * random.NextDouble()) - 1) / Math.Sqrt(inputs));
            }
        }
    }

    /// <summary>Makes the raw numbers of rows of the noise and conditions of a pass, normalised by the batch.</summary>
    public void Forward(GeneratorPass pass) => Forward(pass, isTraining: true);

    /// <summary>The same, normalised by the running averages: every row is its own.</summary>
    public void Infer(GeneratorPass pass) => Forward(pass, isTraining: false);

    /// <summary>Adds the moments of a pass to the running averages.</summary>
    public void Track(GeneratorPass pass)
    {
        for (var l = 0; l < Layers; l++)
        {
            _normalisations[l].Track(pass.Moments[l], pass.Rows);
        }
    }

    /// <summary>The gradient of all weights.</summary>
    /// <param name="pass">What <see cref="Forward(GeneratorPass)"/> left; <see cref="GeneratorPass.RawGradient"/> is the gradient of its raw numbers.</param>
    /// <param name="gradient">Overwritten.</param>
    public void Backward(GeneratorPass pass, Span<float> gradient)
    {
        var (rows, width) = (pass.Rows, Layers * Hidden);
        Weights(pass, _last, pass.RawGradient, 0, gradient);
        var bias = _bias.Of(gradient);
        bias.Clear();
        for (var i = 0; i < rows; i++)
        {
            TensorPrimitives.Add(bias, pass.RawGradient.Slice(i * Output.Width, Output.Width), bias);
        }

        Gemm.Multiply(false, true, rows, width, Output.Width, pass.RawGradient, Output.Width, Parameters[_last], Output.Width, 0, pass.SeenGradient, width);
        for (var l = Layers - 1; l >= 0; l--)
        {
            var first = Start(l) - Hidden;
            var upstream = pass.SeenGradient.AsSpan(first);
            _normalisations[l].Backward(
                Parameters, pass.Normalised[l], pass.Moments[l], pass.Seen.AsSpan(first), Seen, upstream, width, pass.LayerGradient, gradient);
            Weights(pass, _layers[l], pass.LayerGradient, Start(l), gradient);
            if (l > 0)
            {
                Gemm.Multiply(
                    false, true, rows, l * Hidden, Hidden, pass.LayerGradient, Hidden, Parameters[_layers[l]], Hidden, 1, pass.SeenGradient.AsSpan(Start(l)), width);
            }
        }
    }

    private void Forward(GeneratorPass pass, bool isTraining)
    {
        for (var l = 0; l < Layers; l++)
        {
            var rows = pass.Normalised[l].AsSpan();
            Multiply(pass, _layers[l], Start(l), [], rows);
            var output = pass.Seen.AsSpan(Start(l) - Hidden);
            if (isTraining)
            {
                _normalisations[l].Forward(Parameters, rows, pass.Moments[l], output, Seen);
            }
            else
            {
                _normalisations[l].Infer(Parameters, rows, output, Seen);
            }
        }

        Multiply(pass, _last, 0, Parameters[_bias], pass.Raw);
    }

    // The first column that a layer sees.
    private int Start(int layer) => (Layers - layer) * Hidden;

    private void Multiply(GeneratorPass pass, ParameterBlock block, int start, ReadOnlySpan<float> bias, Span<float> output)
    {
        var weights = Parameters[block];
        var (inputs, width) = (Seen - start, block.Columns);
        for (var i = 0; i < pass.Rows; i++)
        {
            var row = output.Slice(i * width, width);
            if (pass.Conditions[i] is >= 0 and var condition)
            {
                weights.Slice((inputs + condition) * width, width).CopyTo(row);
            }
            else
            {
                row.Clear();
            }

            if (!bias.IsEmpty)
            {
                TensorPrimitives.Add(row, bias, row);
            }
        }

        Gemm.Multiply(false, false, pass.Rows, width, inputs, pass.Seen.AsSpan(start), Seen, weights, width, 1, output, width);
    }

    private void Weights(GeneratorPass pass, ParameterBlock block, ReadOnlySpan<float> upstream, int start, Span<float> gradient)
    {
        var to = block.Of(gradient);
        var (inputs, width) = (Seen - start, block.Columns);
        Gemm.Multiply(true, false, inputs, width, pass.Rows, pass.Seen.AsSpan(start), Seen, upstream, width, 0, to, width);
        to[(inputs * width)..].Clear();
        for (var i = 0; i < pass.Rows; i++)
        {
            if (pass.Conditions[i] is >= 0 and var condition)
            {
                var row = to.Slice((inputs + condition) * width, width);
                TensorPrimitives.Add(row, upstream.Slice(i * width, width), row);
            }
        }
    }
}
