using System.Collections.Immutable;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.DpAr;

/// <summary>A network as the tensors of a model: its weights in the order of the network, its columns, its groups of units.</summary>
internal static class NetworkTensors
{
    /// <summary>The tensor of the weights.</summary>
    public const string Weights = "weights";

    private const string Order = "order";
    private const string Groups = "groups";

    // A model with more groups was not made by this method.
    private const int MostGroups = 1024;

    /// <summary>The tensors of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Weights to keep instead of those that it has.</param>
    /// <param name="order">For each of its columns the attribute that it is.</param>
    public static ImmutableArray<ModelTensor> Of(AutoregressiveNetwork network, ReadOnlySpan<float> weights, int[] order) =>
    [
        NoisyTraining.Vector(Groups, [network.Units / AutoregressiveNetwork.GroupSize]),
        NoisyTraining.Vector(Order, [.. order.Select(attribute => (float)attribute)]),
        NoisyTraining.Vector(Weights, weights),
    ];

    /// <summary>The network of a model.</summary>
    /// <returns>The network, and for each of its columns the attribute that it is.</returns>
    /// <exception cref="Veil.Data.Errors.VeilException">The model does not hold one that fits its domain.</exception>
    public static (AutoregressiveNetwork Network, int[] Order) Read(ModelContent model)
    {
        var columns = model.Domain.Count;
        var groups = Whole(NoisyTraining.Values(model.Tensors, Groups, 1), MostGroups + 1)[0];
        var order = Whole(NoisyTraining.Values(model.Tensors, Order, columns), columns);
        if (order.Distinct().Count() != columns)
        {
            throw DamagedModel.Fault();
        }

        int[] sizes = [.. order.Select(attribute => model.Domain[attribute].Size)];
        var weights = NoisyTraining.Values(model.Tensors, Weights, AutoregressiveNetwork.CountOf(sizes, groups));
        var network = new AutoregressiveNetwork(sizes, groups);
        weights.AsSpan().CopyTo(network.Parameters.Values);
        return (network, order);
    }

    private static int[] Whole(ImmutableArray<float> values, int below) =>
        values.All(value => value >= 0 && value < below && value == MathF.Floor(value))
            ? [.. values.Select(value => (int)value)] : throw DamagedModel.Fault();
}
