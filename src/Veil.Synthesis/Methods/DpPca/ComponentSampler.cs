using System.Numerics.Tensors;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.DpPca;

/// <summary>
/// Draws rows from principal components: one normal number per component, and given those every column on its own, numbers by
/// their score and labels by their probabilities given the components.
/// </summary>
/// <remarks>
/// Conditions are kept to exactly, by rejection: components are kept with the probability that the condition has given them. The
/// probability of a condition is an average over draws. Cost: rows times components times entries, over the probability of the condition.
/// </remarks>
internal sealed class ComponentSampler : IRecordSampler
{
    private const int BlockRows = 1024;

    // Draws for the probability of a condition, and to keep single columns as they were counted.
    private const int Trials = 1 << 13;

    private readonly PcaLayout _layout;
    private readonly double[][] _loadings;
    private readonly double[][] _factors;
    private readonly double[]?[] _evidence;
    private readonly NormalRange?[] _ranges;

    /// <summary>Makes a sampler.</summary>
    /// <param name="layout">The meaning of the entries of the components.</param>
    /// <param name="components">For each component its entries, as long as the standard deviation along it.</param>
    public ComponentSampler(PcaLayout layout, double[][] components)
    {
        _layout = layout;
        _loadings = layout.Loadings(components);
        _evidence = new double[]?[layout.Attributes.Length];
        _ranges = new NormalRange?[layout.Attributes.Length];
        _factors = [.. layout.Attributes.Select(_ => Array.Empty<double>())];
        Calibrate();
    }

    private ComponentSampler(ComponentSampler whole, double[]?[] evidence)
    {
        (_layout, _loadings, _factors, _evidence) = (whole._layout, whole._loadings, whole._factors, evidence);
        _ranges = [.. evidence.Select((left, i) => left is null || !_layout.IsScore(i) ? null : new NormalRange(_layout.Scores[i], left))];
    }

    private int Components => _loadings.Length == 0 ? 0 : _loadings[0].Length;

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var columns = Array.ConvertAll(_ranges, _ => new ushort[rows]);
        Parallel.For(0, (rows + BlockRows - 1) / BlockRows, new ParallelOptions { CancellationToken = cancellationToken }, block =>
        {
            var own = random.Stream(block);
            var place = new double[Components];
            var cells = new ushort[columns.Length];
            var shares = new double[_layout.MostCells];
            for (var row = block * BlockRows; row < Math.Min(rows, (block + 1) * BlockRows); row++)
            {
                while (own.NextDouble() >= Draw(place, cells, shares, own))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                for (var i = 0; i < cells.Length; i++)
                {
                    columns[i][row] = cells[i];
                }
            }
        });
        return columns;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        var given = new ComponentSampler(this, [.. evidence]);
        var random = new SamplingRandom(0);
        var (place, cells, shares) = (new double[Components], new ushort[evidence.Count], new double[_layout.MostCells]);
        return new ConditionalSampler(given, Enumerable.Range(0, Trials).Average(_ => given.Draw(place, cells, shares, random)));
    }

    // Draws a row that keeps to the evidence; returns the probability of the evidence given the components.
    private double Draw(double[] place, ushort[] cells, double[] shares, SamplingRandom random)
    {
        foreach (ref var number in place.AsSpan())
        {
            number = random.NextNormal();
        }

        double probability = 1;
        for (var i = 0; i < cells.Length && probability > 0; i++)
        {
            if (_layout.IsScore(i))
            {
                var loading = _loadings[_layout.Starts[i]];
                var mean = TensorPrimitives.Dot<double>(loading, place);
                var deviation = Math.Sqrt(Math.Max(PcaLayout.LeastVariance, 1 - TensorPrimitives.SumOfSquares<double>(loading)));
                var (error, left) = _ranges[i]?.Draw(mean, deviation, random) ?? (random.NextNormal(), 1);
                cells[i] = (ushort)_layout.Scores[i].CellOf(mean + (deviation * error));
                probability *= left;
                continue;
            }

            var own = shares.AsSpan(0, _layout.Attributes[i].Size);
            Shares(i, place, own);
            if (_evidence[i] is { } parts)
            {
                TensorPrimitives.Multiply(own, parts, own);
                probability *= TensorPrimitives.Sum<double>(own);
            }

            cells[i] = Choose(own, random);
        }

        return probability;
    }

    // The probabilities of the cells of an attribute given the components: not below zero, with sum 1.
    private void Shares(int attribute, double[] place, Span<double> shares)
    {
        var (start, means, factors) = (_layout.Starts[attribute], _layout.Shares[attribute], _factors[attribute]);
        for (var cell = 0; cell < shares.Length; cell++)
        {
            var share = means[cell] + TensorPrimitives.Dot<double>(_loadings[start + cell], place);
            shares[cell] = Math.Max(share, PcaLayout.LeastShare * means[cell]) * (factors.Length == 0 ? 1 : factors[cell]);
        }

        var sum = TensorPrimitives.Sum<double>(shares);
        if (sum > 0)
        {
            TensorPrimitives.Divide(shares, sum, shares);
        }
        else
        {
            means.CopyTo(shares);
        }
    }

    private static ushort Choose(ReadOnlySpan<double> shares, SamplingRandom random)
    {
        var at = random.NextDouble() * TensorPrimitives.Sum(shares);
        var last = 0;
        for (var cell = 0; cell < shares.Length; cell++)
        {
            last = shares[cell] > 0 ? cell : last;
            at -= shares[cell];
            if (at < 0)
            {
                break;
            }
        }

        return (ushort)last;
    }

    // Shares that are cut at zero do not average to the counts: one factor per cell corrects this.
    private void Calibrate()
    {
        const int Passes = 6;
        var random = new SamplingRandom(0);
        double[][] places = [.. Enumerable.Range(0, Trials)
            .Select(_ => Enumerable.Range(0, Components).Select(_ => random.NextNormal()).ToArray())];
        Parallel.For(0, _factors.Length, i =>
        {
            if (_layout.IsScore(i))
            {
                return;
            }

            var own = new double[_layout.Attributes[i].Size];
            var means = new double[own.Length];
            _factors[i] = [.. Enumerable.Repeat(1.0, own.Length)];
            for (var pass = 0; pass < Passes; pass++)
            {
                Array.Clear(means);
                foreach (var place in places)
                {
                    Shares(i, place, own);
                    TensorPrimitives.Add(means, own, means);
                }

                for (var cell = 0; cell < own.Length; cell++)
                {
                    _factors[i][cell] *= means[cell] > 0 ? _layout.Shares[i][cell] * Trials / means[cell] : 1;
                }
            }
        });
    }
}
