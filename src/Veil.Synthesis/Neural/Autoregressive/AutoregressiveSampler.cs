using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>Draws records column by column, each given those before it, so that single columns and pairs are balanced.</summary>
/// <remarks>
/// Cost: a forward pass of the network and <see cref="BalancedDraws"/>. Rows are drawn in parts, each with random numbers of
/// its own, so that they do not depend on the number of threads.
/// </remarks>
internal sealed class AutoregressiveSampler : IRecordSampler
{
    // Rows that pass through the network together.
    private const int TileRows = 256;

    // Balance is kept within a part: few of them, but enough for many processors.
    private const int MostParts = 8;
    private const int LeastRowsOfPart = 4096;

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
        ushort[][] cells = [.. _order.Select(_ => new ushort[rows])];
        var parts = Math.Clamp(rows / LeastRowsOfPart, 1, MostParts);
        Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellationToken }, part =>
            Draw(cells, (int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts), random.Stream(part), cancellationToken));
        var columns = new ushort[_order.Length][];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[_order[column]] = cells[column];
        }

        return columns;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        var sampler = new ConditionalAutoregressiveSampler(_network, _order, evidence);
        return new ConditionalSampler(sampler, sampler.Probability);
    }

    private void Draw(ushort[][] cells, int start, int end, SamplingRandom random, CancellationToken cancellationToken)
    {
        var pass = new AutoregressivePass(_network, TileRows);
        var draws = new BalancedDraws(_network);
        for (; start < end; start += pass.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pass.Count = Math.Min(TileRows, end - start);
            _network.Begin(pass);
            for (var column = 0; column < _network.Columns; column++)
            {
                draws.Draw(pass, column, cells, start, random);
            }
        }
    }
}
