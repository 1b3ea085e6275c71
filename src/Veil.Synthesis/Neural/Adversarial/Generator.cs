using System.Numerics.Tensors;
using System.Collections.Immutable;
using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The network that turns noise and a condition into rows: layers that see all inputs of the layers before them, with batch
/// normalisation, and one that makes the row.
/// </summary>
/// <remarks>
/// Reference: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019. What the layers see lies side by side in
/// one matrix, the newest first, so that nothing is copied and each layer's input is the end of every row. The condition,
/// of which one entry is 1, is never written out: it picks a row of weights, the last of every layer's. Layers before a
/// normalisation have a bias of zero until they are folded, because the normalisation would take another away again.
/// </remarks>
internal sealed class Generator
{
    private readonly Linear[] _layers;
    private readonly BatchNorm[] _norms;
    private readonly Linear _last;

    /// <summary>Makes a generator whose weights are all zero; see <see cref="Initialize"/>.</summary>
    /// <param name="spans">The columns of a row.</param>
    /// <param name="noise">The number of random inputs.</param>
    /// <param name="hidden">The width of a layer.</param>
    /// <param name="layers">The number of layers before the last.</param>
    public Generator(ImmutableArray<TabularSpan> spans, int noise = 128, int hidden = 256, int layers = 2)
    {
        Conditions = new ConditionLayout(spans);
        Output = new OutputActivation(spans);
        (Noise, Hidden) = (noise, hidden);
        _layers = new Linear[layers];
        _norms = new BatchNorm[layers];
        for (var l = 0; l < layers; l++)
        {
            _layers[l] = Linear.Add(Parameters, $"generator.{l + 1}", noise + (l * hidden) + Conditions.Count, hidden);
            _norms[l] = BatchNorm.Add(Parameters, $"generator.{l + 1}", hidden);
            _norms[l].Initialize(Parameters.Values);
        }

        _last = Linear.Add(Parameters, "generator.row", Seen + Conditions.Count, Output.Width);
    }

    /// <summary>The weights.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The conditions.</summary>
    public ConditionLayout Conditions { get; }

    /// <summary>The activation that makes a row of the last layer's numbers.</summary>
    public OutputActivation Output { get; }

    /// <summary>The number of random inputs.</summary>
    public int Noise { get; }

    /// <summary>The width of a layer.</summary>
    public int Hidden { get; }

    /// <summary>The number of layers before the last.</summary>
    public int Layers => _layers.Length;

    /// <summary>The number of inputs of the last layer beside the condition.</summary>
    public int Seen => (Layers * Hidden) + Noise;

    /// <summary>The normalisations, whose running averages belong to the model.</summary>
    public IReadOnlyList<BatchNorm> Norms => _norms;

    /// <summary>Draws the weights: uniform, up to the inverse root of the number of inputs.</summary>
    public void Initialize(BatchRandom noise)
    {
        foreach (var layer in _layers)
        {
            noise.Uniform(Parameters[layer.Weights], 1 / MathF.Sqrt(layer.Inputs));
        }

        _last.Initialize(Parameters.Values, noise);
    }

    /// <summary>Sets the biases of the raw numbers.</summary>
    public void StartFrom(ReadOnlySpan<float> biases) => biases.CopyTo(Parameters[_last.Bias]);

    /// <summary>Adds to the biases of the raw numbers, in folded weights.</summary>
    public void Shift(Span<float> folded, ReadOnlySpan<float> biases) =>
        TensorPrimitives.Add(_last.Bias.Of(folded), biases, _last.Bias.Of(folded));

    /// <summary>Makes the raw numbers of rows of the noise and conditions of a pass, normalised by the batch.</summary>
    public void Forward(GeneratorPass pass)
    {
        ReadOnlySpan<float> values = Parameters.Values;
        for (var l = 0; l < Layers; l++)
        {
            Multiply(values, pass, _layers[l], Start(l), pass.Normal[l], Hidden);
            var output = pass.Seen.AsSpan(Start(l) - Hidden);
            _norms[l].Forward(values, pass.Rows, pass.Normal[l], output, Seen);
            Rectify(pass, output);
        }

        Multiply(values, pass, _last, 0, pass.Raw, Output.Width);
    }

    /// <summary>The weights with the running averages of the normalisations folded into them.</summary>
    public float[] Fold()
    {
        float[] folded = [.. Parameters.Values];
        for (var l = 0; l < Layers; l++)
        {
            _norms[l].FoldInto(Parameters.Values, _layers[l], folded);
        }

        return folded;
    }

    /// <summary>Makes raw numbers with folded weights: every row is its own.</summary>
    public void Infer(ReadOnlySpan<float> folded, GeneratorPass pass)
    {
        for (var l = 0; l < Layers; l++)
        {
            var output = pass.Seen.AsSpan(Start(l) - Hidden);
            Multiply(folded, pass, _layers[l], Start(l), output, Seen);
            Rectify(pass, output);
        }

        Multiply(folded, pass, _last, 0, pass.Raw, Output.Width);
    }

    /// <summary>The gradient of all weights.</summary>
    /// <param name="pass">The last that went forward; <see cref="GeneratorPass.RawGradient"/> is the gradient of its raw numbers.</param>
    /// <param name="gradient">Overwritten.</param>
    public void Backward(GeneratorPass pass, float[] gradient)
    {
        Array.Clear(gradient);
        var (rows, width) = (pass.Rows, Layers * Hidden);
        Parallel.Invoke(
            () =>
            {
                _last.AddBiasGradient(gradient, rows, pass.RawGradient, Output.Width);
                AddGradient(gradient, pass, _last, 0, pass.RawGradient);
            },
            () => Gemm.Multiply(
                false, true, rows, width, Output.Width, pass.RawGradient, Output.Width,
                Parameters[_last.Weights], Output.Width, 0, pass.SeenGradient, width));
        for (var l = Layers - 1; l >= 0; l--)
        {
            var (layer, start) = (_layers[l], Start(l));
            for (var row = 0; row < rows; row++)
            {
                var slopes = pass.LayerGradient.AsSpan(row * Hidden, Hidden);
                pass.SeenGradient.AsSpan((row * width) + start - Hidden, Hidden).CopyTo(slopes);
                Rectifier.ReluGradient(pass.Seen.AsSpan((row * Seen) + start - Hidden, Hidden), slopes);
            }

            _norms[l].Backward(Parameters.Values, gradient, rows, pass.Normal[l], pass.LayerGradient);
            Parallel.Invoke(
                () => AddGradient(gradient, pass, layer, start, pass.LayerGradient),
                () => Gemm.Multiply(
                    false, true, rows, width - start, Hidden, pass.LayerGradient, Hidden,
                    Parameters[layer.Weights], Hidden, 1, pass.SeenGradient.AsSpan(start), width));
        }
    }

    // The first column that a layer sees.
    private int Start(int layer) => (Layers - layer) * Hidden;

    private void Multiply(ReadOnlySpan<float> values, GeneratorPass pass, Linear layer, int start, Span<float> output, int stride)
    {
        var weights = layer.Weights.Of(values);
        var (inputs, width) = (Seen - start, layer.Outputs);
        layer.StartFromBias(values, pass.Rows, output, stride);
        for (var i = 0; i < pass.Rows; i++)
        {
            if (pass.Conditions[i] is >= 0 and var condition)
            {
                Rows.Add(weights.Slice((inputs + condition) * width, width), output.Slice(i * stride, width));
            }
        }

        Gemm.Multiply(false, false, pass.Rows, width, inputs, pass.Seen.AsSpan(start), Seen, weights, width, 1, output, stride);
    }

    private void AddGradient(Span<float> gradient, GeneratorPass pass, Linear layer, int start, ReadOnlySpan<float> upstream)
    {
        var to = layer.Weights.Of(gradient);
        var (inputs, width) = (Seen - start, layer.Outputs);
        Gemm.Multiply(true, false, inputs, width, pass.Rows, pass.Seen.AsSpan(start), Seen, upstream, width, 1, to, width);
        for (var i = 0; i < pass.Rows; i++)
        {
            if (pass.Conditions[i] is >= 0 and var condition)
            {
                Rows.Add(upstream.Slice(i * width, width), to.Slice((inputs + condition) * width, width));
            }
        }
    }

    private void Rectify(GeneratorPass pass, Span<float> output)
    {
        for (var row = 0; row < pass.Rows; row++)
        {
            Rectifier.Relu(output.Slice(row * Seen, Hidden));
        }
    }
}
