using System.Collections.Immutable;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>The stored form of a generator: encodings, frequencies of conditions, weights, running averages.</summary>
internal static class GeneratorModel
{
    private const string Conditions = "conditions";

    /// <summary>The stored generator, from which rows are drawn.</summary>
    public static ImmutableArray<ModelTensor> ToTensors(TabularTransformer transformer, Generator generator, ConditionTable conditions) =>
    [
        .. transformer.ToTensors(),
        new ModelTensor(Conditions, [conditions.Weights.Count], [.. conditions.Weights.Select(weight => (float)weight)]),
        .. Parameters.ToTensors(generator.Parameters.ToArray(), "", generator.Parameters.Blocks),
        .. generator.Norms.SelectMany((norm, l) => new[]
        {
            new ModelTensor(Running(l, "mean"), [norm.Features], [.. norm.RunningMean]),
            new ModelTensor(Running(l, "variance"), [norm.Features], [.. norm.RunningVariance]),
        }),
    ];

    /// <summary>Reads weights and running averages into a generator of the same shape.</summary>
    /// <returns>True when all were there.</returns>
    public static bool TryRead(IReadOnlyList<ModelTensor> tensors, Generator generator)
    {
        for (var l = 0; l < generator.Layers; l++)
        {
            var mean = tensors.FirstOrDefault(tensor => tensor.Name == Running(l, "mean"));
            var variance = tensors.FirstOrDefault(tensor => tensor.Name == Running(l, "variance"));
            if (mean?.Values.Length != generator.Hidden || variance?.Values.Length != generator.Hidden
                || variance.Values.Any(value => !(value >= 0)))
            {
                return false;
            }

            mean.Values.CopyTo(generator.Norms[l].RunningMean);
            variance.Values.CopyTo(generator.Norms[l].RunningVariance);
        }

        return Parameters.TryRead(tensors, "", generator.Parameters.Blocks, generator.Parameters.Values);
    }

    /// <summary>The sampler of a model; null when the model is damaged.</summary>
    public static GeneratorSampler? TrySampler(ModelContent content)
    {
        var transformer = TabularTransformer.Read(content.Domain, content.Tensors);
        var (hidden, layers) = (0, 0);
        while (content.Tensors.FirstOrDefault(tensor => tensor.Name == $"generator.{layers + 1}.weight") is { Shape: [_, var width] })
        {
            (hidden, layers) = (width, layers + 1);
        }

        var layout = new ConditionLayout(transformer.Spans);
        var noise = content.Tensors.FirstOrDefault(tensor => tensor.Name == "generator.1.weight")?.Shape[0] - layout.Count;
        var weights = content.Tensors.FirstOrDefault(tensor => tensor.Name == Conditions)?.Values;
        if (hidden < 1 || !(noise > 0) || weights?.Length != layout.Count || weights.Value.Any(weight => !(weight >= 0)))
        {
            return null;
        }

        var generator = new Generator(transformer.Spans, noise.Value, hidden, layers);
        return TryRead(content.Tensors, generator)
            ? new GeneratorSampler(generator, transformer, new ConditionTable(layout, [.. weights.Value.Select(weight => (double)weight)]))
            : null;
    }

    private static string Running(int layer, string what) => $"generator.{layer + 1}.{what}";
}
