using Veil.Data.Tables;

namespace Veil.Privacy.Counting;

/// <summary>
/// Counts the values of a column of numbers or dates between given edges: each value is in exactly one interval, a missing value in none.
/// </summary>
internal static class IntervalCounts
{
    // A first guess of the interval by even buckets is worth its table from this many edges on.
    private const int FewEdges = 64;

    /// <summary>
    /// The number of rows below the first edge, from each edge to below the next, and from the last edge on. Integers beyond 2^53 are
    /// compared as the nearest double, which keeps their order.
    /// </summary>
    /// <param name="column">A column of numbers or dates.</param>
    /// <param name="edges">Increasing, finite numbers.</param>
    public static long[] Of(Column column, double[] edges)
    {
        var first = new FirstGuess(edges);
        var counts = new long[edges.Length + 1];
        if (column is IntegerColumn integers)
        {
            foreach (var value in integers.Values)
            {
                if (value != IntegerColumn.Missing)
                {
                    counts[first.IntervalOf(value)]++;
                }
            }
        }
        else
        {
            foreach (var value in ((DecimalColumn)column).Values)
            {
                if (!double.IsNaN(value))
                {
                    counts[first.IntervalOf(value)]++;
                }
            }
        }

        return counts;
    }

    /// <summary>Finds intervals: even buckets between the outermost edges say where a search begins and ends.</summary>
    private readonly struct FirstGuess
    {
        private readonly double[] _edges;
        private readonly int[] _firstOfBucket;
        private readonly double _buckets;

        public FirstGuess(double[] edges)
        {
            _edges = edges;
            var count = edges.Length <= FewEdges || double.IsInfinity(edges[^1] - edges[0]) ? 1 : 2 * edges.Length;
            _buckets = count == 1 ? 0 : count / (edges[^1] - edges[0]);

            // For each bucket, and beyond the last one, the number of edges in earlier buckets.
            _firstOfBucket = new int[count + 1];
            var bucket = 0;
            for (var edge = 0; edge < edges.Length; edge++)
            {
                for (var own = BucketOf(edges[edge]); bucket < own; bucket++)
                {
                    _firstOfBucket[bucket + 1] = edge;
                }
            }

            for (; bucket < count; bucket++)
            {
                _firstOfBucket[bucket + 1] = edges.Length;
            }
        }

        /// <summary>The number of edges that are not above a value.</summary>
        public int IntervalOf(double value)
        {
            // The same rounding puts values and edges in buckets, so that their order is kept.
            var bucket = BucketOf(value);
            var (low, high) = (_firstOfBucket[bucket], _firstOfBucket[bucket + 1]);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_edges[middle] <= value)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }

        private int BucketOf(double value)
        {
            var at = (value - _edges[0]) * _buckets;
            var last = _firstOfBucket.Length - 2;
            return !(at > 0) ? 0 : at >= last ? last : (int)at;
        }
    }
}
