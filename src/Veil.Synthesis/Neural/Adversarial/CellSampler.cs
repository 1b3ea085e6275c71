using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// Draws rows of cells from a generator, attributes evenly conditioned on, cells in the numbers that their probabilities add up
/// to.
/// </summary>
/// <remarks>
/// A row has each of its cells with the probability that the generator gives it; over the rows of a chunk the number of a
/// cell is rounded, so that single columns have less sampling noise than those of rows drawn one by one.
/// </remarks>
internal sealed class CellSampler : IRecordSampler
{
    // Part of what a seed means: each chunk has random numbers of its own.
    private const int ChunkRows = 1024;

    private readonly Generator _generator;
    private readonly ConditionTable _conditions;
    private readonly CategoricalBlocks _blocks;
    private readonly float[] _weights;

    /// <summary>Makes a sampler.</summary>
    /// <param name="generator">The generator, whose normalisations are folded into its weights.</param>
    /// <param name="conditions">The frequencies by which conditions are drawn.</param>
    public CellSampler(Generator generator, ConditionTable conditions)
    {
        _generator = generator;
        _conditions = conditions;
        _weights = generator.Parameters.ToArray();
        _blocks = new CategoricalBlocks(generator.Conditions.Spans.Select(span => (span.Offset, span.Width)));
    }

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        ushort[][] columns = [.. Enumerable.Range(0, _blocks.Count).Select(_ => new ushort[rows])];
        cancellationToken.ThrowIfCancellationRequested();
        Parallel.For(
            0,
            (rows + ChunkRows - 1) / ChunkRows,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new GeneratorPass(_generator, ChunkRows),
            (chunk, _, pass) =>
            {
                Draw(pass, random.Stream(chunk), columns, chunk * ChunkRows);
                return pass;
            },
            _ => { });
        return columns;
    }

    /// <inheritdoc/>
    /// <remarks>Rows are drawn until enough of them fit: what a generator makes under a condition has no formula.</remarks>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken) =>
        RejectionSampler.Given(this, evidence, cancellationToken);

    private void Draw(GeneratorPass pass, SamplingRandom random, ushort[][] columns, int first)
    {
        var (rows, width) = (Math.Min(ChunkRows, columns[0].Length - first), _generator.Output.Width);
        pass.Draw(new BatchRandom(random));
        _conditions.DrawEvenly(pass.Conditions.AsSpan(0, rows), random);
        _generator.Infer(_weights, pass);
        _blocks.Softmax(rows, pass.Raw, width, pass.Output, width);
        for (var attribute = 0; attribute < columns.Length; attribute++)
        {
            var (start, size) = _blocks[attribute];
            var parts = new double[rows * size];
            for (var row = 0; row < rows; row++)
            {
                Normalise(pass.Output.AsSpan((row * width) + start, size), parts.AsSpan(row * size, size));
            }

            var counts = BalancedRounding.Round(parts, size, random);
            for (var row = 0; row < rows; row++)
            {
                columns[attribute][first + row] = (ushort)counts.AsSpan(row * size, size).IndexOfAnyExcept(0);
            }
        }
    }

    private static void Normalise(ReadOnlySpan<float> weights, Span<double> parts)
    {
        double total = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            total += parts[i] = weights[i];
        }

        foreach (ref var part in parts)
        {
            part /= total;
        }
    }
}
