using Veil.Data.Numerics;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Estimation;

/// <summary>
/// The range of a normal variable, whose intervals are the cells of an attribute, that evidence about the attribute leaves.
/// </summary>
internal sealed class NormalRange
{
    private readonly List<Segment> _segments = [];

    /// <summary>Makes the range.</summary>
    /// <param name="scores">The intervals.</param>
    /// <param name="left">The part of each cell that is left.</param>
    public NormalRange(NormalScores scores, double[] left)
    {
        var start = double.NegativeInfinity;
        for (var i = 0; i < scores.Cells.Length; i++)
        {
            var (end, part) = (scores.Ends[i], left[scores.Cells[i]]);
            if (part > 0 && end > start)
            {
                // Neighbours of which the same part is left are one.
                if (_segments.Count > 0 && _segments[^1].High == start && _segments[^1].Part == part)
                {
                    _segments[^1] = _segments[^1] with { High = end };
                }
                else
                {
                    _segments.Add(new Segment(start, end, part));
                }
            }

            start = end;
        }
    }

    /// <summary>
    /// Draws from what is left of a normal variable, as its distance from the mean in standard deviations; and the part that is
    /// left.
    /// </summary>
    /// <param name="mean">The mean of the variable.</param>
    /// <param name="deviation">Its standard deviation, above zero.</param>
    /// <param name="random">Repeatable random numbers.</param>
    public (double Error, double Left) Draw(double mean, double deviation, SamplingRandom random)
    {
        double left = 0;
        foreach (var segment in _segments)
        {
            left += segment.Part * segment.Mass(mean, deviation);
        }

        if (!(left > 0))
        {
            return (0, 0);
        }

        var at = random.NextDouble() * left;
        var chosen = default(Segment);
        foreach (var segment in _segments)
        {
            var mass = segment.Part * segment.Mass(mean, deviation);
            if (mass > 0)
            {
                chosen = segment;
            }

            if (at < mass)
            {
                break;
            }

            at -= mass;
        }

        // The quantile is computed in the nearer tail, where nothing is lost to rounding.
        var (low, high) = ((chosen.Low - mean) / deviation, (chosen.High - mean) / deviation);
        var part = Math.Clamp(at / chosen.Part, 0, chosen.Mass(mean, deviation));
        var error = low > 0 ? -StandardNormal.Quantile(StandardNormal.Above(low) - part)
            : StandardNormal.Quantile(StandardNormal.Above(-low) + part);
        return (Math.Clamp(error, low, Math.BitDecrement(high)), left);
    }

    // Values of the variable of which a part is left.
    private readonly record struct Segment(double Low, double High, double Part)
    {
        public double Mass(double mean, double deviation)
        {
            var (from, to) = ((Low - mean) / deviation, (High - mean) / deviation);
            return Math.Max(0, from > 0 ? StandardNormal.Above(from) - StandardNormal.Above(to)
                : StandardNormal.Above(-to) - StandardNormal.Above(-from));
        }
    }
}
