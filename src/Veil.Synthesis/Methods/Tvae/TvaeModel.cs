using System.Collections.Immutable;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>
/// The stored form of an autoencoder: its encodings and its decoder, and during training all of its weights and the optimiser.
/// </summary>
internal static class TvaeModel
{
    private const string Mode = "takes-mode";
    private const string MeanPrefix = "adam.mean/";
    private const string SquarePrefix = "adam.square/";

    /// <summary>The network of rows as a transformer encodes them.</summary>
    public static Autoencoder Network(TabularTransformer transformer, IReadOnlyList<int> hidden, int latent) =>
        new(new AutoencoderShape(
            transformer.Scalars, new CategoricalBlocks(transformer.Spans.Select(span => (span.Offset, span.Width))), hidden, latent));

    /// <summary>The stored decoder, from which rows are drawn, and the encoder, which maps rows to points.</summary>
    /// <param name="transformer">The encodings.</param>
    /// <param name="network">The network.</param>
    /// <param name="values">Its weights.</param>
    /// <param name="takesMode">True when categories are the likeliest ones, not draws.</param>
    public static ImmutableArray<ModelTensor> Tensors(
        TabularTransformer transformer, Autoencoder network, float[] values, bool takesMode) =>
    [
        .. transformer.ToTensors(),
        .. Parameters.ToTensors(values, "", network.Parameters.Blocks),
        new ModelTensor(Mode, [1], [takesMode ? 1 : 0]),
    ];

    /// <summary>The state of an optimiser.</summary>
    public static ImmutableArray<ModelTensor> State(Autoencoder network, Adam adam) =>
    [
        .. Parameters.ToTensors(adam.Mean, MeanPrefix, network.Parameters.Blocks),
        .. Parameters.ToTensors(adam.Square, SquarePrefix, network.Parameters.Blocks),
    ];

    /// <summary>Resumes a training.</summary>
    /// <returns>True when the model was of this network.</returns>
    public static bool TryResume(ModelContent content, Autoencoder network, Adam adam)
    {
        if (content.Training is not { } training)
        {
            return false;
        }

        var blocks = network.Parameters.Blocks;
        return Parameters.TryRead(content.Tensors, "", blocks, network.Parameters.Values)
            && Parameters.TryRead(training.State, MeanPrefix, blocks, adam.Mean)
            && Parameters.TryRead(training.State, SquarePrefix, blocks, adam.Square);
    }

    /// <summary>The sampler of a model.</summary>
    public static AutoencoderSampler Sampler(ModelContent content)
    {
        var transformer = TabularTransformer.Read(content.Domain, content.Tensors);
        var units = new List<int>();
        while (content.Tensors.FirstOrDefault(tensor => tensor.Name == $"decoder.{units.Count}.weight") is { Shape: [var rows, _] })
        {
            units.Add(rows);
        }

        var takesMode = content.Tensors.FirstOrDefault(tensor => tensor.Name == Mode);
        if (units.Count < 2 || takesMode is not { Values.Length: 1 })
        {
            throw DamagedModel.Fault();
        }

        // The rows of the decoder's weights: latent variables, then hidden units from the last of the encoder to its first.
        var network = Network(transformer, [.. units.Skip(1).Reverse()], units[0]);
        return Parameters.TryRead(content.Tensors, "", network.Parameters.Blocks, network.Parameters.Values)
            ? new AutoencoderSampler(network, network.Parameters.ToArray(), transformer, takesMode.Values[0] > 0)
            : throw DamagedModel.Fault();
    }
}
