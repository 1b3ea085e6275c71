using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.Copula;

/// <summary>
/// Draws rows from a Gaussian copula: normal variables of given correlations, of which each is in the interval of a cell.
/// </summary>
/// <remarks>
/// Reference: Sklar 1959; conditions as in the simulator of Geweke, Hajivassiliou and Keane (1991): the columns under a condition
/// come first, each drawn from what the condition leaves of its distribution given those before; a row is kept with the probability
/// that the condition had, but for the first column, where it is the same for all. So rows follow the conditional distribution
/// exactly. Its probability is exact for a condition on one column and an average over draws for more.
/// Cost: rows times the square of the columns, over the probability of what is asked of all columns but one.
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
    private readonly Segment[]?[] _allowed;

    /// <summary>Makes a sampler.</summary>
    /// <param name="correlations">A matrix of correlations.</param>
    /// <param name="factor">Its factor in the order of the attributes.</param>
    /// <param name="scores">The intervals of each attribute.</param>
    public CopulaSampler(double[,] correlations, double[][] factor, ImmutableArray<NormalScores> scores)
        : this(correlations, factor, scores, [.. Enumerable.Range(0, scores.Length)], new Segment[]?[scores.Length])
    {
    }

    private CopulaSampler(double[,] correlations, double[][] factor, ImmutableArray<NormalScores> scores, int[] order, Segment[]?[] allowed) =>
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
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence)
    {
        int[] order = [.. Enumerable.Range(0, _scores.Length).OrderBy(attribute => evidence[attribute] is null)];
        var given = new CopulaSampler(
            _correlations,
            Correlations.Factor(_correlations, order)!,
            _scores,
            order,
            [.. order.Select(attribute => evidence[attribute] is { } left ? Segments(_scores[attribute], left) : null)]);
        return new ConditionalSampler(given, given.Probability());
    }

    /// <inheritdoc/>
    public double[]? Marginal(AttributeSet set)
    {
        if (set.Count != 1 || Array.Exists(_allowed, segments => segments is not null))
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
        var conditions = _allowed.Count(segments => segments is not null);
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

            if (_allowed[i] is { } segments)
            {
                var (error, left) = Draw(segments, mean, row[i], random);
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

    // A normal number from what is left of its distribution, and the part that is left.
    private static (double Error, double Left) Draw(Segment[] segments, double mean, double deviation, SamplingRandom random)
    {
        double left = 0;
        foreach (var segment in segments)
        {
            left += segment.Part * Mass(segment);
        }

        var at = random.NextDouble() * left;
        var last = segments.Length == 0 ? default : segments[^1];
        foreach (var segment in segments)
        {
            last = segment;
            var mass = segment.Part * Mass(segment);
            if (at < mass)
            {
                break;
            }

            at -= mass;
        }

        if (!(left > 0))
        {
            return (0, 0);
        }

        // In the tail that is nearer, where nothing is lost to rounding.
        var (low, high) = ((last.Low - mean) / deviation, (last.High - mean) / deviation);
        var part = Math.Clamp(at / last.Part, 0, Mass(last));
        var error = low > 0 ? -StandardNormal.Quantile(StandardNormal.Above(low) - part) : StandardNormal.Quantile(StandardNormal.Above(-low) + part);
        return (Math.Clamp(error, low, Math.BitDecrement(high)), left);

        double Mass(Segment segment)
        {
            var (from, to) = ((segment.Low - mean) / deviation, (segment.High - mean) / deviation);
            return Math.Max(0, from > 0 ? StandardNormal.Above(from) - StandardNormal.Above(to) : StandardNormal.Above(-to) - StandardNormal.Above(-from));
        }
    }

    private static Segment[] Segments(NormalScores scores, double[] left)
    {
        var segments = new List<Segment>();
        var start = double.NegativeInfinity;
        for (var i = 0; i < scores.Cells.Length; i++)
        {
            var (end, part) = (scores.Ends[i], left[scores.Cells[i]]);
            if (part > 0 && end > start)
            {
                // Neighbours of which the same part is left are one.
                if (segments.Count > 0 && segments[^1].High == start && segments[^1].Part == part)
                {
                    segments[^1] = segments[^1] with { High = end };
                }
                else
                {
                    segments.Add(new Segment(start, end, part));
                }
            }

            start = end;
        }

        return [.. segments];
    }

    // Values of a variable of which a part is left.
    private readonly record struct Segment(double Low, double High, double Part);
}
