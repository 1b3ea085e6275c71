using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// Draws rows from a generator: a condition by its frequency, noise, and of each attribute the mode that the generator chooses.
/// </summary>
/// <remarks>
/// Normalisations use their running averages, so that a row does not depend on those that are drawn with it. A seed gives
/// the same rows on every machine whose vectors are of one width; on another a sum may round otherwise, and of many rows
/// one may differ.
/// </remarks>
internal sealed class GeneratorSampler : IRecordSampler
{
    // Part of what a seed means: each chunk has random numbers of its own.
    private const int ChunkRows = 1024;

    private readonly Generator _generator;
    private readonly float[] _folded;
    private readonly TabularTransformer _transformer;
    private readonly ConditionTable _conditions;

    /// <summary>Makes a sampler.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="transformer">Makes cells of rows.</param>
    /// <param name="conditions">The frequencies by which conditions are drawn.</param>
    public GeneratorSampler(Generator generator, TabularTransformer transformer, ConditionTable conditions) =>
        (_generator, _folded, _transformer, _conditions) = (generator, generator.Fold(), transformer, conditions);

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        ushort[][] columns = [.. _transformer.Spans.Select(_ => new ushort[rows])];
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
        pass.Draw(new BatchRandom(random));
        for (var row = 0; row < pass.Rows; row++)
        {
            pass.Conditions[row] = _conditions.Draw(random);
        }

        _generator.Infer(_folded, pass);
        _generator.Output.Perturb(pass.Raw, pass.Gumbel, pass.Output);
        Span<ushort> cells = stackalloc ushort[columns.Length];
        for (var row = 0; row < Math.Min(pass.Rows, columns[0].Length - first); row++)
        {
            _transformer.Decode(pass.Output.AsSpan(row * _generator.Output.Width, _generator.Output.Width), cells);
            for (var i = 0; i < cells.Length; i++)
            {
                columns[i][first + row] = cells[i];
            }
        }
    }
}
