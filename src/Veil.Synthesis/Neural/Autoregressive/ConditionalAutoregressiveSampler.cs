using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>Draws records of which some evidence is known.</summary>
/// <remarks>
/// Reference: importance sampling with the evidence in the proposal (Fung and Chang 1990), turned into records by von Neumann's
/// rejection where that is cheap, else by sampling importance resampling (Rubin 1987). A candidate is drawn column by column
/// from what the evidence leaves of each; its weight is the product of the probabilities of what was left. Weights are all the
/// same, and every candidate is taken, when the columns of the evidence come first and each is left one cell, or when only the
/// first column has evidence. Records are then, and after rejection, drawn from the exact conditional distribution; after
/// resampling from an approximation that gets better with the number of candidates per record.
/// Cost: one forward pass per candidate.
/// </remarks>
internal sealed class ConditionalAutoregressiveSampler : IRecordSampler
{
    private const int TileCandidates = 1024;

    // Candidates of a record: beyond that many on average rejection would be slow, and they are resampled.
    private const int MostCandidates = 32;

    // Candidates that the probability of the evidence is estimated from.
    private const int PilotTiles = 32;

    // A fixed seed: the estimate is a property of the model and the evidence.
    private const ulong PilotSeed = 0x5EED;

    private readonly AutoregressiveNetwork _network;
    private readonly int[] _order;
    private readonly float[][] _evidence;
    private readonly double _bound;

    /// <summary>Makes a sampler.</summary>
    /// <param name="network">The network.</param>
    /// <param name="order">For each of its columns the attribute that it is.</param>
    /// <param name="evidence">For each attribute the part of each cell that is left; null for all of it.</param>
    public ConditionalAutoregressiveSampler(AutoregressiveNetwork network, int[] order, IReadOnlyList<double[]?> evidence)
    {
        (_network, _order) = (network, order);
        _evidence = [.. order.Select(attribute => evidence[attribute]?.Select(part => (float)part).ToArray() ?? [])];
        _bound = Bound();
        if (_bound > 0)
        {
            var pilot = new SamplingRandom(PilotSeed);
            var candidates = new Candidates(this);
            Probability = Enumerable.Range(0, PilotTiles).Average(tile =>
            {
                candidates.Draw(pilot.Stream(tile));
                return candidates.Weights.Average();
            });
        }
    }

    /// <summary>The probability of the evidence: exact where weights are all the same, else an estimate.</summary>
    public double Probability { get; }

    /// <summary>True when records are drawn from the exact conditional distribution.</summary>
    public bool IsExact => Probability * MostCandidates >= _bound;

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var columns = new ushort[_order.Length][];
        Array.ForEach(_order, attribute => columns[attribute] = new ushort[rows]);
        const int TileRows = TileCandidates;
        Parallel.For(
            0,
            (rows + TileRows - 1) / TileRows,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new Candidates(this),
            (tile, _, candidates) =>
            {
                var own = random.Stream(tile);
                var (start, end) = (tile * TileRows, Math.Min(rows, (tile + 1) * TileRows));
                for (var round = 0; start < end; round++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    candidates.Draw(own.Stream(round));
                    start = IsExact ? Reject(candidates, own, columns, start, end) : Resample(candidates, own, columns, start, end);
                }

                return candidates;
            },
            _ => { });
        return columns;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        var both = new double[]?[_order.Length];
        for (var column = 0; column < _order.Length; column++)
        {
            var attribute = _order[column];
            both[attribute] = _evidence[column] is not { Length: > 0 } own ? evidence[attribute]
                : evidence[attribute] is { } more ? [.. own.Zip(more, (left, part) => left * part)]
                : [.. own.Select(part => (double)part)];
        }

        var sampler = new ConditionalAutoregressiveSampler(_network, _order, both);
        return new ConditionalSampler(sampler, Probability > 0 ? Math.Min(1, sampler.Probability / Probability) : 0);
    }

    // Each candidate with the probability that its weight is of the largest possible.
    private int Reject(Candidates candidates, SamplingRandom random, ushort[][] columns, int start, int end)
    {
        for (var candidate = 0; candidate < TileCandidates && start < end; candidate++)
        {
            if (random.NextDouble() * _bound < candidates.Weights[candidate])
            {
                candidates.CopyTo(candidate, columns, start++);
            }
        }

        return start;
    }

    // Takes as many records of the tile as the weights of its candidates allow, each with a probability in proportion to its
    // weight.
    private static int Resample(Candidates candidates, SamplingRandom random, ushort[][] columns, int start, int end)
    {
        var cumulative = new double[TileCandidates];
        double total = 0;
        for (var candidate = 0; candidate < TileCandidates; candidate++)
        {
            cumulative[candidate] = total += candidates.Weights[candidate];
        }

        for (var drawn = 0; total > 0 && drawn < TileCandidates / MostCandidates && start < end; drawn++)
        {
            // The first that lies above; one of weight zero never does.
            var at = Array.BinarySearch(cumulative, Math.BitIncrement(random.NextDouble() * total));
            candidates.CopyTo(at >= 0 ? Array.IndexOf(cumulative, cumulative[at]) : Math.Min(~at, TileCandidates - 1), columns, start++);
        }

        return start;
    }

    // The largest weight that a candidate can have. As long as what is known are single cells of the first columns, the
    // next column's probability is one number.
    private double Bound()
    {
        double bound = 1;
        var isFixed = true;
        var pass = new AutoregressivePass(_network, 1);
        _network.Begin(pass);
        for (var column = 0; column < _order.Length; column++)
        {
            var evidence = _evidence[column];
            if (evidence.Length > 0)
            {
                double left = evidence.Max();
                ushort cell = 0;
                if (isFixed)
                {
                    cell = CellDraws.Draw(_network.Of(column, pass.Logits(0)), evidence, 0, out left);
                }

                bound *= left;
                isFixed &= evidence.Count(part => part > 0) == 1;
                if (isFixed)
                {
                    _network.Tell(pass, column, [cell], 1);
                }
            }
            else
            {
                isFixed = false;
            }
        }

        return bound;
    }

    /// <summary>A tile of candidates.</summary>
    private sealed class Candidates
    {
        private readonly ConditionalAutoregressiveSampler _sampler;
        private readonly AutoregressivePass _pass;
        private readonly ushort[][] _cells;

        public Candidates(ConditionalAutoregressiveSampler sampler)
        {
            _sampler = sampler;
            _pass = new AutoregressivePass(sampler._network, TileCandidates);
            _cells = [.. sampler._order.Select(_ => new ushort[TileCandidates])];
        }

        public double[] Weights { get; } = new double[TileCandidates];

        public void Draw(SamplingRandom random)
        {
            var network = _sampler._network;
            Array.Fill(Weights, 1);
            network.Begin(_pass);
            for (var column = 0; column < _cells.Length; column++)
            {
                for (var candidate = 0; candidate < TileCandidates; candidate++)
                {
                    _cells[column][candidate] = CellDraws.Draw(
                        network.Of(column, _pass.Logits(candidate)), _sampler._evidence[column], random.NextDouble(), out var left);
                    Weights[candidate] *= left;
                }

                network.Tell(_pass, column, _cells[column], 1);
            }
        }

        public void CopyTo(int candidate, ushort[][] columns, int row)
        {
            for (var column = 0; column < _cells.Length; column++)
            {
                columns[_sampler._order[column]][row] = _cells[column][candidate];
            }
        }
    }
}
