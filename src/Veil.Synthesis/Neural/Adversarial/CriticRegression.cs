using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>Fits a critic to the values of records: least squares over records and values that are public.</summary>
internal sealed class CriticRegression
{
    private const int Batch = 128;
    private const float Rate = 2e-3f;
    private const float Decay = 1e-3f;

    private readonly Critic _critic;
    private readonly CriticPass _pass;
    private readonly Adam _adam;
    private readonly float[] _gradient;

    /// <summary>Allocates memory.</summary>
    public CriticRegression(Critic critic)
    {
        _critic = critic;
        _pass = new CriticPass(critic, Batch);
        _adam = new Adam(critic.Parameters.Count, Rate, decay: Decay);
        _gradient = new float[critic.Parameters.Count];
    }

    /// <summary>Goes over all records once, in random order.</summary>
    /// <param name="cells">Their cells, row-major.</param>
    /// <param name="values">The value of each; the mean does not matter.</param>
    /// <param name="random">The order.</param>
    public void Epoch(ReadOnlySpan<ushort> cells, ReadOnlySpan<double> values, SamplingRandom random)
    {
        var attributes = _critic.Offsets.Length;
        var mean = TensorPrimitives.Sum(values) / values.Length;
        Span<int> chosen = stackalloc int[Batch];
        for (var step = 0; step < (values.Length + Batch - 1) / Batch; step++)
        {
            for (var i = 0; i < Batch; i++)
            {
                chosen[i] = (int)random.NextBelow(values.Length);
                _pass.SetFirst(i, cells.Slice(chosen[i] * attributes, attributes));
            }

            _pass.Run(Batch);
            Array.Clear(_gradient);
            for (var i = 0; i < Batch; i++)
            {
                var error = (float)(_pass.Score(i) - (values[chosen[i]] - mean)) / Batch;
                _pass.Weigh(i, error);
                CriticGradient.AddToCells(_critic, cells.Slice(chosen[i] * attributes, attributes),
                    _pass.Sensitivities[0].AsSpan(i * _critic.Hidden[0], _critic.Hidden[0]), _gradient);
                TensorPrimitives.MultiplyAdd(_pass.Activations[^1].AsSpan(i * _critic.Head.Columns, _critic.Head.Columns),
                    error, _critic.Head.Of(_gradient.AsSpan()), _critic.Head.Of(_gradient.AsSpan()));
            }

            _pass.AddGradient(Batch, _gradient);
            _adam.Step(_critic.Parameters.Values, _gradient);
        }
    }
}
