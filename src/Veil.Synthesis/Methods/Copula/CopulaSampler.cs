using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Numerics;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Copula;

/// <summary>
/// Draws rows from a Gaussian copula: normal variables of given correlations, of which each is in the interval of a cell.
/// </summary>
/// <remarks>
/// Reference: Sklar 1959; conditions as in the simulator of Geweke, Hajivassiliou and Keane (1991): the columns under a condition
/// come first, each drawn from what the condition leaves of its distribution given those before; a row is kept with the probability
/// that the condition had, but for the first column, where it is the same for all. So rows follow the conditional distribution
/// exactly. Its probability is exact for a condition on one column and an average over draws for more.
/// Cost: rows times the square of the columns, over the probability of the conditions on all columns but one.
/// </remarks>
internal sealed class CopulaSampler : IRecordSampler, IModelMarginals
{
    private const int BlockRows = 4096;

    // Draws for the probability of conditions on several columns.
    private const int Trials = 1 << 16;

    private readonly double[,] _correlations;
    private readonly ImmutableArray<NormalScores> _scores;
    private readonly int[] _order;
    private readonly double[][] _factor;
    private readonly NormalRange?[] _allowed;

    /// <summary>Makes a sampler.</summary>
    /// <param name="correlations">A matrix of correlations.</param>
    /// <param name="factor">Its factor in the order of the attributes.</param>
    /// <param name="scores">The intervals of each attribute.</param>
    public CopulaSampler(double[,] correlations, double[][] factor, ImmutableArray<NormalScores> scores)
        : this(correlations, factor, scores, [.. Enumerable.Range(0, scores.Length)], new NormalRange?[scores.Length])
    {
    }

    private CopulaSampler(
        double[,] correlations, double[][] factor, ImmutableArray<NormalScores> scores, int[] order, NormalRange?[] allowed) =>
        (_correlations, _factor, _scores, _order, _allowed) = (correlations, factor, scores, order, allowed);

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var columns = Array.ConvertAll(_order, _ => new ushort[rows]);
        Parallel.For(0, (rows + BlockRows - 1) / BlockRows, new ParallelOptions { CancellationToken = cancellationToken }, block =>
        {
            var own = random.Stream(block);
            var (errors, values) = (new double[_order.Length], new double[_order.Length]);
            for (var row = block * BlockRows; row < Math.Min(rows, (block + 1) * BlockRows); row++)
            {
                while (own.NextDouble() >= Draw(errors, values, own, 1))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                for (var i = 0; i < values.Length; i++)
                {
                    columns[_order[i]][row] = (ushort)_scores[_order[i]].CellOf(values[i]);
                }
            }
        });
        return columns;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        int[] order = [.. Enumerable.Range(0, _scores.Length).OrderBy(attribute => evidence[attribute] is null)];
        var given = new CopulaSampler(
            _correlations,
            Correlations.Factor(_correlations, order)!,
            _scores,
            order,
            [.. order.Select(attribute => evidence[attribute] is { } left ? new NormalRange(_scores[attribute], left) : null)]);
        return new ConditionalSampler(given, given.Probability());
    }

    /// <inheritdoc/>
    public double[]? Marginal(AttributeSet set)
    {
        if (set.Count != 1 || Array.Exists(_allowed, range => range is not null))
        {
            return null;
        }

        var scores = _scores[set[0]];
        var shares = new double[scores.Cells.Length];
        var below = 0.0;
        for (var i = 0; i < shares.Length; i++)
        {
            var next = 1 - StandardNormal.Above(scores.Ends[i]);
            (shares[scores.Cells[i]], below) = (next - below, next);
        }

        return shares;
    }

    private double Probability()
    {
        var conditions = _allowed.Count(range => range is not null);
        var random = new SamplingRandom(0);
        var (errors, values) = (new double[_order.Length], new double[_order.Length]);
        return conditions switch
        {
            0 => 1,
            1 => Draw(errors, values, random, 0),
            _ => Enumerable.Range(0, Trials).Average(_ => Draw(errors, values, random, 0)),
        };
    }

    // Draws a row; returns the probability of the conditions on all columns from one on, given those before.
    private double Draw(double[] errors, double[] values, SamplingRandom random, int from)
    {
        double probability = 1;
        for (var i = 0; i < errors.Length; i++)
        {
            double mean = 0;
            var row = _factor[i];
            for (var j = 0; j < i; j++)
            {
                mean += row[j] * errors[j];
            }

            if (_allowed[i] is { } range)
            {
                var (error, left) = range.Draw(mean, row[i], random);
                errors[i] = error;
                probability *= i >= from ? left : 1;
                if (left == 0)
                {
                    return 0;
                }
            }
            else
            {
                errors[i] = random.NextNormal();
            }

            values[i] = mean + (row[i] * errors[i]);
        }

        return probability;
    }
}
