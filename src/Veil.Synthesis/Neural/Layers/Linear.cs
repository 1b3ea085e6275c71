using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// <c>Y = X W + b</c> over a batch, one example per row. W has one row per input, so that a one-hot input picks a row.
/// </summary>
/// <param name="Weights">Inputs x outputs.</param>
/// <param name="Bias">1 x outputs.</param>
internal sealed record Linear(ParameterBlock Weights, ParameterBlock Bias)
{
    /// <summary>The number of inputs.</summary>
    public int Inputs => Weights.Rows;

    /// <summary>The number of outputs.</summary>
    public int Outputs => Weights.Columns;

    /// <summary>Adds a layer to a network that is being built.</summary>
    public static Linear Add(Parameters parameters, string name, int inputs, int outputs) =>
        new(parameters.Add($"{name}.weight", inputs, outputs), parameters.Add($"{name}.bias", 1, outputs));

    /// <summary>Draws first weights and biases: uniform up to the inverse root of the number of inputs.</summary>
    public void Initialize(Span<float> values, BatchRandom noise)
    {
        var bound = 1 / MathF.Sqrt(Inputs);
        noise.Uniform(Weights.Of(values), bound);
        noise.Uniform(Bias.Of(values), bound);
    }

    /// <summary>Computes outputs.</summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="rows">The number of examples.</param>
    /// <param name="x">Inputs.</param>
    /// <param name="ldx">The distance between rows of x.</param>
    /// <param name="y">Outputs.</param>
    /// <param name="ldy">The distance between rows of y.</param>
    public void Forward(ReadOnlySpan<float> values, int rows, ReadOnlySpan<float> x, int ldx, Span<float> y, int ldy)
    {
        StartFromBias(values, rows, y, ldy);
        Gemm.Multiply(false, false, rows, Outputs, Inputs, x, ldx, Weights.Of(values), Outputs, 1, y, ldy);
    }

    /// <summary>Sets every row of the outputs to the bias.</summary>
    public void StartFromBias(ReadOnlySpan<float> values, int rows, Span<float> y, int ldy)
    {
        for (var row = 0; row < rows; row++)
        {
            Bias.Of(values).CopyTo(y[(row * ldy)..]);
        }
    }

    /// <summary>Takes the gradient of the outputs back to the inputs, which is overwritten or added to.</summary>
    public void InputGradient(
        ReadOnlySpan<float> values, int rows, ReadOnlySpan<float> dy, int lddy, Span<float> dx, int lddx, bool add = false) =>
        Gemm.Multiply(false, true, rows, Inputs, Outputs, dy, lddy, Weights.Of(values), Outputs, add ? 1 : 0, dx, lddx);

    /// <summary>Adds the gradient of weights and bias to a gradient of all weights.</summary>
    public void AddGradient(Span<float> gradient, int rows, ReadOnlySpan<float> x, int ldx, ReadOnlySpan<float> dy, int lddy)
    {
        Gemm.Multiply(true, false, Inputs, Outputs, rows, x, ldx, dy, lddy, 1, Weights.Of(gradient), Outputs);
        AddBiasGradient(gradient, rows, dy, lddy);
    }

    /// <summary>Adds the gradient of the bias alone.</summary>
    public void AddBiasGradient(Span<float> gradient, int rows, ReadOnlySpan<float> dy, int lddy)
    {
        var bias = Bias.Of(gradient);
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.Add(bias, dy.Slice(row * lddy, Outputs), bias);
        }
    }

    /// <summary>
    /// Adds <c>X W</c> for inputs of which a row has few that are not zero: the rows of W that they pick, times their numbers.
    /// </summary>
    /// <param name="values">All weights of the network.</param>
    /// <param name="active">For each example the inputs that are not zero, as many for each.</param>
    /// <param name="count">The number of them per example.</param>
    /// <param name="numbers">The values of these inputs; empty when all are 1.</param>
    /// <param name="y">Outputs, one row per example.</param>
    /// <param name="ldy">The distance between rows of y.</param>
    public void AddSparse(ReadOnlySpan<float> values, ReadOnlySpan<int> active,
        int count, ReadOnlySpan<float> numbers, Span<float> y, int ldy)
    {
        var weights = Weights.Of(values);
        for (var i = 0; i < active.Length; i++)
        {
            var to = y.Slice(i / count * ldy, Outputs);
            AddScaled(weights.Slice(active[i] * Outputs, Outputs), numbers.IsEmpty ? 1 : numbers[i], to);
        }
    }

    /// <summary>Adds the gradient of the weights for inputs of which a row has few that are not zero; not that of the bias.</summary>
    public void AddSparseGradient(Span<float> gradient, ReadOnlySpan<int> active,
        int count, ReadOnlySpan<float> numbers, ReadOnlySpan<float> dy, int lddy)
    {
        var weights = Weights.Of(gradient);
        for (var i = 0; i < active.Length; i++)
        {
            AddScaled(dy.Slice(i / count * lddy, Outputs), numbers.IsEmpty ? 1 : numbers[i], weights.Slice(active[i] * Outputs, Outputs));
        }
    }

    private static void AddScaled(ReadOnlySpan<float> x, float scale, Span<float> sum)
    {
        if (scale == 1)
        {
            TensorPrimitives.Add(x, sum, sum);
        }
        else
        {
            TensorPrimitives.MultiplyAdd(x, scale, sum, sum);
        }
    }
}
