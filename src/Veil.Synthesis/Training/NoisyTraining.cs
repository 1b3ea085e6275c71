using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;

namespace Veil.Synthesis.Training;

/// <summary>Moves the weights of a network along noisy sums of gradients, and averages them.</summary>
/// <remarks>
/// Reference: Abadi et al., "Deep learning with differential privacy", 2016; momentum of Polyak 1964; polynomial-decay
/// averaging of Shamir and Zhang 2013, which follows a window that grows with the steps.
/// Steps are measured by the size of recent sums, one number for all weights: noise is the same in all of them, so that
/// steps that adapt to single weights, as those of Adam do, would adapt to noise.
/// Privacy: post-processing of noisy sums.
/// </remarks>
internal sealed class NoisyTraining
{
    /// <summary>The largest norm of one record's gradient.</summary>
    public const float Bound = 1;

    private const float Momentum = 0.9f;
    private const double SizeDecay = 0.99;

    // The average's window is about a fifth of the steps so far.
    private const float Averaging = 4;

    private const string LastWeights = "last-weights";
    private const string Velocity = "velocity";
    private const string Size = "size";

    private readonly Parameters _parameters;
    private readonly IPerExampleGradient _gradient;
    private readonly double _stepLength;
    private readonly float[] _sum;
    private readonly float[] _velocity;
    private readonly float[] _average;
    private double _size;

    /// <summary>Starts a training.</summary>
    /// <param name="parameters">The initial weights, which do not matter for privacy.</param>
    /// <param name="gradient">Their gradients.</param>
    /// <param name="stepLength">The distance that a weight moves in a step when the last sums agree.</param>
    public NoisyTraining(Parameters parameters, IPerExampleGradient gradient, double stepLength)
    {
        (_parameters, _gradient, _stepLength) = (parameters, gradient, stepLength);
        _sum = new float[parameters.Count];
        _velocity = new float[parameters.Count];
        _average = parameters.ToArray();
    }

    /// <summary>The mean of the weights of late steps: better than the last ones, which the last noise moved.</summary>
    public float[] Average => _average;

    /// <summary>Called before every step.</summary>
    public Action BeforeStep { get; init; } = () => { };

    /// <summary>Resumes from the state that a checkpoint stores beside the averages, which are in place.</summary>
    /// <exception cref="Data.Errors.VeilException">The state is not one of this network.</exception>
    public void Restore(ImmutableArray<ModelTensor> state)
    {
        Values(state, LastWeights, _sum.Length).AsSpan().CopyTo(_parameters.Values);
        Values(state, Velocity, _sum.Length).AsSpan().CopyTo(_velocity);
        _size = Values(state, Size, 1)[0];
    }

    /// <summary>Takes a step.</summary>
    /// <param name="training">Gives noisy sums.</param>
    public void Step(PrivateTraining training)
    {
        BeforeStep();
        training.Step(_gradient, Bound, _sum);
        Move(training.StepsDone);
    }

    /// <summary>The state beside the averages from which training can be resumed.</summary>
    public ImmutableArray<ModelTensor> State() =>
        [Vector(LastWeights, _parameters.Values), Vector(Velocity, _velocity), Vector(Size, [(float)_size])];

    /// <summary>A tensor of one dimension.</summary>
    public static ModelTensor Vector(string name, ReadOnlySpan<float> values) => new(name, [values.Length], [.. values]);

    /// <summary>The values of a vector.</summary>
    /// <exception cref="Data.Errors.VeilException">It is absent, of another size, or holds what is no number.</exception>
    public static ImmutableArray<float> Values(ImmutableArray<ModelTensor> tensors, string name, long count) =>
        tensors.Where(tensor => tensor.Name == name).ToArray() is [{ Shape: [var size], Values: var values }]
        && size == count && values.Length == count && values.All(float.IsFinite)
            ? values
            : throw DamagedModel.Fault();

    private void Move(int step)
    {
        TensorPrimitives.Multiply(_velocity, Momentum, _velocity);
        TensorPrimitives.MultiplyAdd(_sum, 1 - Momentum, _velocity, _velocity);
        _size = (SizeDecay * _size) + ((1 - SizeDecay) * TensorPrimitives.SumOfSquares<float>(_sum) / _sum.Length);

        // Both averages began at zero.
        var size = Math.Sqrt(_size / (1 - Math.Pow(SizeDecay, step)));
        var length = _stepLength / ((1 - Math.Pow(Momentum, step)) * size);
        var weights = _parameters.Values;
        TensorPrimitives.MultiplyAdd(_velocity, (float)-length, weights, weights);
        TensorPrimitives.Lerp(_average, weights, (Averaging + 1) / (step + Averaging), _average);
    }
}
