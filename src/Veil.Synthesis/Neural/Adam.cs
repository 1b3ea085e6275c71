namespace Veil.Synthesis.Neural;

/// <summary>Adaptive moments: one pass over all weights a step.</summary>
/// <remarks>Reference: Kingma and Ba, "Adam", 2015, with the bias corrections folded into two scalars; weight decay is added to the gradient.</remarks>
internal sealed class Adam
{
    private const float Epsilon = 1e-8f;

    private readonly float _rate;
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _decay;
    private readonly float[] _mean;
    private readonly float[] _square;

    /// <summary>Makes an optimiser.</summary>
    /// <param name="count">The number of weights.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of their squares.</param>
    /// <param name="decay">Weight decay.</param>
    public Adam(int count, float rate, float beta1 = 0.9f, float beta2 = 0.999f, float decay = 0)
    {
        (_rate, _beta1, _beta2, _decay) = (rate, beta1, beta2, decay);
        _mean = new float[count];
        _square = new float[count];
    }

    /// <summary>The number of steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Moves the weights against a gradient.</summary>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient)
    {
        Steps++;
        var correction = MathF.Sqrt(1 - MathF.Pow(_beta2, Steps));
        var rate = _rate * correction / (1 - MathF.Pow(_beta1, Steps));
        var epsilon = Epsilon * correction;
        for (var i = 0; i < weights.Length; i++)
        {
            var slope = gradient[i] + (_decay * weights[i]);
            _mean[i] = (_beta1 * _mean[i]) + ((1 - _beta1) * slope);
            _square[i] = (_beta2 * _square[i]) + ((1 - _beta2) * slope * slope);
            weights[i] -= rate * _mean[i] / (MathF.Sqrt(_square[i]) + epsilon);
        }
    }
}
