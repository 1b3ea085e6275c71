using System.Numerics;
using System.Runtime.InteropServices;

namespace Veil.Synthesis.Neural;

/// <summary>Adaptive moments: one pass over all weights per step.</summary>
/// <remarks>
/// Reference: Kingma and Ba, "Adam", 2015, with the bias corrections folded into two scalars; weight decay is added to the
/// gradient.
/// </remarks>
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

    /// <summary>The mean of gradients: together with the squares and the steps its whole state.</summary>
    public float[] Mean => _mean;

    /// <summary>The mean of squared gradients.</summary>
    public float[] Square => _square;

    /// <summary>Goes on where another one was, whose means and squares are in place.</summary>
    public void ResumeAt(int steps) => Steps = steps;

    /// <summary>Moves the weights against a gradient.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="share">The part of the learning rate that is used: a schedule.</param>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, float share = 1)
    {
        Steps++;
        var correction = MathF.Sqrt(1 - MathF.Pow(_beta2, Steps));
        var rate = share * _rate * correction / (1 - MathF.Pow(_beta1, Steps));
        var epsilon = Epsilon * correction;
        Span<float> means = _mean;
        Span<float> squares = _square;
        if (gradient.Length != weights.Length || means.Length != weights.Length)
        {
            throw new ArgumentException("One gradient a weight is needed.", nameof(gradient));
        }

        var w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient)[..w.Length];
        var m = MemoryMarshal.Cast<float, Vector<float>>(means)[..w.Length];
        var v = MemoryMarshal.Cast<float, Vector<float>>(squares)[..w.Length];
        var (keep1, keep2) = (new Vector<float>(_beta1), new Vector<float>(_beta2));
        var (take1, take2) = (new Vector<float>(1 - _beta1), new Vector<float>(1 - _beta2));
        var (decay, down, floor) = (new Vector<float>(_decay), new Vector<float>(-rate), new Vector<float>(epsilon));
        for (var i = 0; i < w.Length; i++)
        {
            var slope = Vector.MultiplyAddEstimate(decay, w[i], g[i]);
            var mean = Vector.MultiplyAddEstimate(keep1, m[i], take1 * slope);
            var square = Vector.MultiplyAddEstimate(keep2, v[i], take2 * slope * slope);
            m[i] = mean;
            v[i] = square;
            w[i] = Vector.MultiplyAddEstimate(down, mean / (Vector.SquareRoot(square) + floor), w[i]);
        }

        for (var i = w.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            var slope = gradient[i] + (_decay * weights[i]);
            means[i] = (_beta1 * means[i]) + ((1 - _beta1) * slope);
            squares[i] = (_beta2 * squares[i]) + ((1 - _beta2) * slope * slope);
            weights[i] -= rate * means[i] / (MathF.Sqrt(squares[i]) + epsilon);
        }
    }
}
