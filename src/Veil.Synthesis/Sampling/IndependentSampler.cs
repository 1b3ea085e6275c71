using System.Numerics.Tensors;

using Veil.Data.Domains;

namespace Veil.Synthesis.Sampling;

/// <summary>Draws every column on its own: cells in numbers proportional to the weights, in random order.</summary>
internal sealed class IndependentSampler : IRecordSampler, IModelMarginals
{
    private readonly double[][] _weights;

    /// <summary>Makes a sampler.</summary>
    /// <param name="weights">For each attribute a non-negative weight for each cell.</param>
    public IndependentSampler(double[][] weights) => _weights = weights;

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var columns = new ushort[_weights.Length][];
        cancellationToken.ThrowIfCancellationRequested();
        Parallel.For(
            0,
            columns.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => columns[i] = Column(_weights[i], rows, random.Stream(i)));
        return columns;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        double probability = 1;
        var weights = new double[_weights.Length][];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = _weights[i];
            if (evidence[i] is { } left)
            {
                // Cells of which nothing is known are drawn alike.
                var whole = TensorPrimitives.Sum<double>(_weights[i]);
                weights[i] = whole > 0 ? [.. _weights[i].Zip(left, (weight, part) => weight * part)] : left;
                probability *= TensorPrimitives.Sum<double>(weights[i]) / (whole > 0 ? whole : left.Length);
            }
        }

        return new ConditionalSampler(new IndependentSampler(weights), probability);
    }

    /// <inheritdoc/>
    public double[]? Marginal(AttributeSet set)
    {
        double[] product = [1];
        foreach (var attribute in set)
        {
            var weights = _weights[attribute];
            var total = weights.Sum();
            product = [.. product.SelectMany(outer => weights.Select(weight => outer * weight / total))];
        }

        return product;
    }

    private static ushort[] Column(double[] weights, int rows, SamplingRandom random)
    {
        var cells = new ushort[rows];
        var at = 0;
        var counts = SystematicRounding.Round(weights, rows, random);
        for (var cell = 0; cell < counts.Length; cell++)
        {
            cells.AsSpan(at, counts[cell]).Fill((ushort)cell);
            at += counts[cell];
        }

        random.Shuffle(cells);
        return cells;
    }
}
