using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.DpAr;

/// <summary>Moves the weights of a network along noisy sums of gradients, and averages them.</summary>
/// <remarks>
/// Reference: Abadi et al., "Deep learning with differential privacy", 2016; momentum of Polyak 1964; polynomial-decay
/// averaging of Shamir and Zhang 2013, which follows a window that grows with the steps.
/// Steps are measured by the size of recent sums, one number for all weights: noise is the same in all of them, so that
/// steps that adapt to single weights, as those of Adam do, would adapt to noise.
/// Privacy: post-processing of noisy sums.
/// </remarks>
internal sealed class NetworkTraining
{
    /// <summary>The largest norm of one record's gradient.</summary>
    public const float Bound = 1;

    // How far a weight moves in a step, when the last sums agree.
    private const double StepLength = 0.02;

    private const float Momentum = 0.9f;
    private const double SizeDecay = 0.99;

    // The average's window is about a fifth of the steps so far.
    private const float Averaging = 4;

    // Where weights start does not matter to anybody's privacy.
    private const ulong StartSeed = 1;

    private const string LastWeights = "last-weights";
    private const string Velocity = "velocity";
    private const string Size = "size";

    private readonly AutoregressiveNetwork _network;
    private readonly AutoregressiveGradient _gradient;
    private readonly float[] _sum;
    private readonly float[] _velocity;
    private readonly float[] _average;
    private double _size;

    /// <summary>Starts a training.</summary>
    public NetworkTraining(AutoregressiveNetwork network)
    {
        _network = network;
        _gradient = new AutoregressiveGradient(network);
        _sum = new float[network.Parameters.Count];
        _velocity = new float[network.Parameters.Count];
        network.Initialise(new SamplingRandom(StartSeed));
        _average = network.Parameters.Values.ToArray();
    }

    /// <summary>The mean of the weights of late steps: better than the last ones, which the last noise moved.</summary>
    public ReadOnlySpan<float> Average => _average;

    /// <summary>What else is needed to go on.</summary>
    public ImmutableArray<ModelTensor> State =>
    [
        NetworkTensors.Vector(LastWeights, _network.Parameters.Values),
        NetworkTensors.Vector(Velocity, _velocity),
        NetworkTensors.Vector(Size, [(float)_size]),
    ];

    /// <summary>Goes on from a state.</summary>
    /// <exception cref="Veil.Data.Errors.VeilException">The state is not one of this network.</exception>
    public void Restore(ImmutableArray<ModelTensor> average, ImmutableArray<ModelTensor> state)
    {
        NetworkTensors.Values(average, NetworkTensors.Weights, _sum.Length).AsSpan().CopyTo(_average);
        NetworkTensors.Values(state, LastWeights, _sum.Length).AsSpan().CopyTo(_network.Parameters.Values);
        NetworkTensors.Values(state, Velocity, _sum.Length).AsSpan().CopyTo(_velocity);
        _size = NetworkTensors.Values(state, Size, 1)[0];
    }

    /// <summary>Makes a step.</summary>
    /// <param name="training">Gives noisy sums.</param>
    public void Step(PrivateTraining training)
    {
        training.Step(_gradient, Bound, _sum);
        TensorPrimitives.Multiply(_velocity, Momentum, _velocity);
        TensorPrimitives.MultiplyAdd(_sum, 1 - Momentum, _velocity, _velocity);
        _size = (SizeDecay * _size) + ((1 - SizeDecay) * TensorPrimitives.SumOfSquares<float>(_sum) / _sum.Length);

        // Both averages began at zero.
        var size = Math.Sqrt(_size / (1 - Math.Pow(SizeDecay, training.StepsDone)));
        var length = StepLength / ((1 - Math.Pow(Momentum, training.StepsDone)) * size);
        var weights = _network.Parameters.Values;
        TensorPrimitives.MultiplyAdd(_velocity, (float)-length, weights, weights);
        TensorPrimitives.Lerp(_average, weights, (Averaging + 1) / (training.StepsDone + Averaging), _average);
    }
}
