using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The passes of a critic over some records: forwards the activations of its units, backwards the derivative of the score by
/// each unit. Memory is allocated once.
/// </summary>
internal sealed class CriticPass
{
    private readonly Critic _critic;

    /// <summary>Allocates memory.</summary>
    /// <param name="critic">The network.</param>
    /// <param name="capacity">The most records at a time.</param>
    public CriticPass(Critic critic, int capacity)
    {
        _critic = critic;
        First = new float[capacity * critic.Hidden[0]];
        Slopes = [.. critic.Hidden.Select(units => new float[capacity * units])];
        Activations = [.. critic.Hidden.Select(units => new float[capacity * units])];
        Sensitivities = [.. critic.Hidden.Select(units => new float[capacity * units])];
    }

    /// <summary>The inputs of the units of the first layer, which the caller fills in.</summary>
    public float[] First { get; }

    /// <summary>The slope of each unit of each layer: one, or the leak below zero.</summary>
    public float[][] Slopes { get; }

    /// <summary>The output of each unit of each layer.</summary>
    public float[][] Activations { get; }

    /// <summary>The derivative of the score by what goes into each unit of each layer.</summary>
    public float[][] Sensitivities { get; }

    /// <summary>Fills in the first layer of a record.</summary>
    public void SetFirst(int record, ReadOnlySpan<ushort> cells)
    {
        var units = _critic.Hidden[0];
        var sums = First.AsSpan(record * units, units);
        var weights = _critic.Parameters[_critic.Weights[0]];
        _critic.Parameters[_critic.Biases[0]].CopyTo(sums);
        for (var attribute = 0; attribute < cells.Length; attribute++)
        {
            TensorPrimitives.Add(sums, weights.Slice((_critic.Offsets[attribute] + cells[attribute]) * units, units), sums);
        }
    }

    /// <summary>Fills in the first layer of records whose inputs are any numbers, one row per record.</summary>
    public void SetFirst(ReadOnlySpan<float> inputs, int records)
    {
        var units = _critic.Hidden[0];
        for (var record = 0; record < records; record++)
        {
            _critic.Parameters[_critic.Biases[0]].CopyTo(First.AsSpan(record * units));
        }

        Gemm.Multiply(
            false, false, records, units, _critic.Inputs, inputs, _critic.Inputs,
            _critic.Parameters[_critic.Weights[0]], units, 1, First, units);
    }

    /// <summary>Goes forwards and backwards through all layers.</summary>
    /// <param name="records">The number of records.</param>
    public void Run(int records)
    {
        Activate(0, First, records);
        for (var layer = 1; layer < Slopes.Length; layer++)
        {
            var (inputs, units) = (_critic.Hidden[layer - 1], _critic.Hidden[layer]);
            for (var record = 0; record < records; record++)
            {
                _critic.Parameters[_critic.Biases[layer]].CopyTo(Activations[layer].AsSpan(record * units));
            }

            Gemm.Multiply(
                false, false, records, units, inputs, Activations[layer - 1], inputs,
                _critic.Parameters[_critic.Weights[layer]], units, 1, Activations[layer], units);
            Activate(layer, Activations[layer], records);
        }

        var last = Slopes.Length - 1;
        var width = _critic.Hidden[last];
        for (var record = 0; record < records; record++)
        {
            TensorPrimitives.Multiply(
                Slopes[last].AsSpan(record * width, width), _critic.Parameters[_critic.Head],
                Sensitivities[last].AsSpan(record * width, width));
        }

        for (var layer = last; layer > 0; layer--)
        {
            var (inputs, units) = (_critic.Hidden[layer - 1], _critic.Hidden[layer]);
            Gemm.Multiply(
                false, true, records, inputs, units, Sensitivities[layer], units,
                _critic.Parameters[_critic.Weights[layer]], units, 0, Sensitivities[layer - 1], inputs);
            var sensitivities = Sensitivities[layer - 1].AsSpan(0, records * inputs);
            TensorPrimitives.Multiply(sensitivities, Slopes[layer - 1].AsSpan(0, records * inputs), sensitivities);
        }
    }

    /// <summary>The score of a record, after <see cref="Run"/>.</summary>
    public float Score(int record)
    {
        var width = _critic.Head.Columns;
        return TensorPrimitives.Dot(Activations[^1].AsSpan(record * width, width), _critic.Parameters[_critic.Head]);
    }

    /// <summary>The derivatives of the scores by the inputs, one row per record, after <see cref="Run"/>.</summary>
    public void InputGradient(int records, Span<float> gradient)
    {
        var units = _critic.Hidden[0];
        Gemm.Multiply(
            false, true, records, _critic.Inputs, units, Sensitivities[0], units,
            _critic.Parameters[_critic.Weights[0]], units, 0, gradient, _critic.Inputs);
    }

    /// <summary>Multiplies the derivatives of a record's score by a number, in all layers.</summary>
    public void Weigh(int record, float weight)
    {
        foreach (var (layer, units) in _critic.Hidden.Index())
        {
            var sensitivities = Sensitivities[layer].AsSpan(record * units, units);
            TensorPrimitives.Multiply(sensitivities, weight, sensitivities);
        }
    }

    /// <summary>Adds the gradient of the sum of scores by biases and by the matrices of all layers but the first.</summary>
    public void AddGradient(int records, Span<float> gradient)
    {
        for (var layer = 0; layer < Slopes.Length; layer++)
        {
            var units = _critic.Hidden[layer];
            var bias = _critic.Biases[layer].Of(gradient);
            for (var record = 0; record < records; record++)
            {
                TensorPrimitives.Add(bias, Sensitivities[layer].AsSpan(record * units, units), bias);
            }

            if (layer > 0)
            {
                var inputs = _critic.Hidden[layer - 1];
                Gemm.Multiply(
                    true, false, inputs, units, records, Activations[layer - 1], inputs,
                    Sensitivities[layer], units, 1, _critic.Weights[layer].Of(gradient), units);
            }
        }
    }

    private void Activate(int layer, ReadOnlySpan<float> sums, int records)
    {
        var slopes = Slopes[layer].AsSpan(0, records * _critic.Hidden[layer]);
        var activations = Activations[layer].AsSpan(0, slopes.Length);
        for (var i = 0; i < slopes.Length; i++)
        {
            var slope = sums[i] > 0 ? 1 : Critic.Leak;
            slopes[i] = slope;
            activations[i] = slope * sums[i];
        }
    }
}
