using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>Draws records column by column, each given those before it.</summary>
/// <remarks>
/// Cost: a forward pass of the network. Rows are drawn in tiles, each with random numbers of its own, so that they do not
/// depend on the number of threads.
/// </remarks>
internal sealed class AutoregressiveSampler : IRecordSampler
{
    private const int TileRows = 512;

    private readonly AutoregressiveNetwork _network;
    private readonly int[] _order;

    /// <summary>Makes a sampler.</summary>
    /// <param name="network">The network.</param>
    /// <param name="order">For each of its columns the attribute that it is.</param>
    public AutoregressiveSampler(AutoregressiveNetwork network, int[] order) => (_network, _order) = (network, order);

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var columns = new ushort[_order.Length][];
        Array.ForEach(_order, attribute => columns[attribute] = new ushort[rows]);
        Parallel.For(
            0,
            (rows + TileRows - 1) / TileRows,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new AutoregressivePass(_network, TileRows),
            (tile, _, pass) =>
            {
                var start = tile * TileRows;
                pass.Count = Math.Min(TileRows, rows - start);
                var own = random.Stream(tile);
                _network.Begin(pass);
                for (var column = 0; column < _order.Length; column++)
                {
                    CellDraws.Draw(_network, pass, column, columns[_order[column]].AsSpan(start, pass.Count), own);
                }

                return pass;
            },
            _ => { });
        return columns;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence)
    {
        var sampler = new ConditionalAutoregressiveSampler(_network, _order, evidence);
        return new ConditionalSampler(sampler, sampler.Probability);
    }
}
