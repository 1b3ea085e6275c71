using System.Collections.Immutable;
using Veil.Data.Domains;

namespace Veil.Privacy.Counting;

/// <summary>
/// The sums, over the rows, of the products of every two scores of a row: the upper triangle of a matrix, row by row, with its
/// diagonal. Cost: rows times the square of the scores that are not zero.
/// </summary>
internal static class ProductSums
{
    /// <summary>The index of the product of two scores, the first not after the second.</summary>
    public static int Index(int first, int second, int count) => (first * ((2 * count) - first - 1) / 2) + second;

    /// <summary>The sums over all rows, each row scaled down to the bound.</summary>
    public static long[] Of(ImmutableArray<int>[] scores, CodeColumn[] columns, int rowCount, int bound)
    {
        var sums = new long[scores.Length * (scores.Length + 1) / 2];
        var gate = new Lock();
        var blocks = Math.Clamp(rowCount / 1024, 1, Environment.ProcessorCount);
        Parallel.For(0, blocks, block =>
        {
            var mine = new long[sums.Length];
            var vector = new long[scores.Length];
            var used = new int[scores.Length];
            for (var row = (int)((long)rowCount * block / blocks); row < (int)((long)rowCount * (block + 1) / blocks); row++)
            {
                for (var i = 0; i < vector.Length; i++)
                    vector[i] = scores[i][columns[i][row]];
                Clip(vector, bound);
                var count = 0;
                for (var i = 0; i < vector.Length; i++)
                {
                    used[count] = i;
                    count += vector[i] == 0 ? 0 : 1;
                }

                for (var first = 0; first < count; first++)
                {
                    var value = vector[used[first]];
                    var start = Index(used[first], 0, scores.Length);
                    foreach (var second in used.AsSpan(first, count - first))
                        mine[start + second] += value * vector[second];
                }
            }

            lock (gate)
            {
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += mine[i];
            }
        });
        return sums;
    }

    /// <summary>Scales a vector down until its norm is at most the bound; entries are cut towards zero.</summary>
    internal static void Clip(Span<long> vector, int bound)
    {
        long square = 0;
        foreach (var entry in vector)
            square += entry * entry;
        if (square <= (long)bound * bound)
            return;

        // The least integer that is no less than the norm.
        var norm = (long)Math.Sqrt(square);
        while (norm * norm < square)
            norm++;
        foreach (ref var entry in vector)
            entry = entry * bound / norm;
    }
}
