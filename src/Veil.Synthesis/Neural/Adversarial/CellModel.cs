using System.Collections.Immutable;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The stored form of a generator of cells: its finished weights, and the parts of cells by which conditions are drawn.
/// </summary>
internal static class CellModel
{
    private const string Marginals = "marginals";

    /// <summary>The stored generator, from which rows are drawn.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="weights">Its weights, normalisations folded in.</param>
    /// <param name="marginals">For each attribute the part of each cell.</param>
    public static ImmutableArray<ModelTensor> ToTensors(Generator generator, float[] weights, double[][] marginals) =>
    [
        new ModelTensor(Marginals, [generator.Conditions.Count], [.. marginals.SelectMany(cells => cells.Select(part => (float)part))]),
        .. Parameters.ToTensors(weights, "", generator.Parameters.Blocks),
    ];

    /// <summary>The sampler of a model; null when the model is damaged.</summary>
    public static CellSampler? TrySampler(ModelContent content)
    {
        var spans = CellGenerator.Spans(content.Domain.Attributes.Select(attribute => attribute.Size));
        var (hidden, layers) = (0, 0);
        while (content.Tensors.FirstOrDefault(tensor => tensor.Name == $"generator.{layers + 1}.weight") is { Shape: [_, var width] })
        {
            (hidden, layers) = (width, layers + 1);
        }

        var conditions = spans.Sum(span => span.Width);
        var noise = content.Tensors.FirstOrDefault(tensor => tensor.Name == "generator.1.weight")?.Shape[0] - conditions;
        var marginals = content.Tensors.FirstOrDefault(tensor => tensor.Name == Marginals)?.Values;
        if (hidden < 1 || !(noise > 0) || marginals?.Length != conditions || marginals.Value.Any(part => !(part >= 0)))
        {
            return null;
        }

        var generator = new Generator(spans, noise.Value, hidden, layers);
        return Parameters.TryRead(content.Tensors, "", generator.Parameters.Blocks, generator.Parameters.Values)
            ? new CellSampler(generator, new ConditionTable(generator.Conditions, [.. marginals.Value.Select(part => (double)part)]))
            : null;
    }
}
