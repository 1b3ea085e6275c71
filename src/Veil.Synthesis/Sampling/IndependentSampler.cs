
using Veil.Data.Domains;

namespace Veil.Synthesis.Sampling;

/// <summary>Draws every column on its own: cells in the numbers that the weights say, in random order.</summary>
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
        for (var i = 0; i < columns.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns[i] = Column(_weights[i], rows, random);
        }

        return columns;
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

        for (var i = rows - 1; i > 0; i--)
        {
            var j = random.NextBelow(i + 1);
            (cells[i], cells[j]) = (cells[j], cells[i]);
        }

        return cells;
    }
}
