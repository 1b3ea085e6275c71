using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.DpAr;

/// <summary>An autoregressive network that is trained by noisy gradients.</summary>
internal sealed class DpArNetwork : IPrivateNetwork
{
    // The distance that a weight moves in a step when the last sums agree.
    private const double StepLength = 0.02;

    private const ulong CalibrationSeed = 2;

    private readonly AutoregressiveNetwork _network;
    private readonly int[] _order;
    private readonly ImmutableArray<Attribute> _attributes;
    private readonly NoisyTraining _training;

    /// <summary>Prepares a training.</summary>
    /// <param name="network">The network, with the weights where it starts.</param>
    /// <param name="order">For each of its columns the attribute that it is.</param>
    /// <param name="attributes">The attributes.</param>
    public DpArNetwork(AutoregressiveNetwork network, int[] order, ImmutableArray<Attribute> attributes)
    {
        (_network, _order, _attributes) = (network, order, attributes);
        _training = new NoisyTraining(network.Parameters, new AutoregressiveGradient(network), StepLength);
    }

    /// <inheritdoc/>
    public ImmutableArray<(string Name, double Value)> Losses => [];

    /// <inheritdoc/>
    public int StepsOfCheckpoint => 1;

    /// <summary>Resumes from the state that a checkpoint stores beside the averages, which are in place.</summary>
    public void Restore(ImmutableArray<ModelTensor> state) => _training.Restore(state);

    /// <inheritdoc/>
    public void Step(PrivateTraining training) => _training.Step(training);

    /// <inheritdoc/>
    public ImmutableArray<ModelTensor> Tensors() => NetworkTensors.Of(_network, _training.Average, _order);

    /// <inheritdoc/>
    public ImmutableArray<ModelTensor> State() => _training.State();

    /// <inheritdoc/>
    public ImmutableArray<ModelTensor> Finish(CancellationToken cancellationToken)
    {
        _training.Average.CopyTo(_network.Parameters.Values);
        BiasCalibration.Run(
            _network, [.. _order.Select(i => DomainCompression.Parts((CompressedAttribute)_attributes[i]))],
            new SamplingRandom(CalibrationSeed), cancellationToken);
        return NetworkTensors.Of(_network, _network.Parameters.Values, _order);
    }
}
