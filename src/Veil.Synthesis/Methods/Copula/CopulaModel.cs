using System.Collections.Immutable;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Copula;

/// <summary>The stored form of a copula: the weights of the cells of all columns, and a matrix of correlations.</summary>
internal static class CopulaModel
{
    /// <summary>A copula as tensors.</summary>
    /// <param name="weights">For each attribute the weights of its cells.</param>
    /// <param name="correlations">A matrix of correlations.</param>
    public static ImmutableArray<ModelTensor> Tensors(double[][] weights, double[,] correlations)
    {
        var cells = weights.Sum(counts => counts.Length);
        return
        [
            new ModelTensor("weights", [cells], [.. weights.SelectMany(counts => counts).Select(weight => (float)weight)]),
            new ModelTensor("correlations", [weights.Length, weights.Length],
                [.. correlations.Cast<double>().Select(entry => (float)entry)]),
        ];
    }

    /// <summary>A sampler from a kept copula.</summary>
    /// <exception cref="Veil.Data.Errors.VeilException">The model is not what the method makes.</exception>
    public static IRecordSampler Sampler(ModelContent model)
    {
        var attributes = model.Domain.Attributes;
        var cells = attributes.Sum(attribute => attribute.Size);
        if (model.Tensors is not [{ Name: "weights", Shape: [var weighted] } weights,
            { Name: "correlations", Shape: [var rows, var columns] } entries]
            || weighted != cells || rows != attributes.Length || columns != rows
            || weights.Values.Any(weight => !(weight >= 0 && float.IsFinite(weight))))
        {
            throw DamagedModel.Fault();
        }

        if (rows == 0)
        {
            return new IndependentSampler([]);
        }

        var correlations = new double[rows, rows];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < rows; j++)
            {
                correlations[i, j] = entries.Values[(i * rows) + j];
                if (i == j ? correlations[i, j] != 1 : correlations[i, j] != entries.Values[(j * rows) + i])
                {
                    throw DamagedModel.Fault();
                }
            }
        }

        var factor = Correlations.Factor(correlations, [.. Enumerable.Range(0, rows)]) ?? throw DamagedModel.Fault();
        var start = 0;
        var scores = ImmutableArray.CreateBuilder<NormalScores>(rows);
        foreach (var attribute in attributes)
        {
            scores.Add(
                NormalScores.Of(attribute, [.. weights.Values.AsSpan(start, attribute.Size).ToArray().Select(weight => (double)weight)]));
            start += attribute.Size;
        }

        return new CopulaSampler(correlations, factor, scores.MoveToImmutable());
    }
}
