using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Marginals;

namespace Veil.Privacy.Counting;

/// <summary>Counts many pairs of columns and scores each, without keeping a table.</summary>
/// <remarks>
/// Pairs that share their first column are counted together, a few in one pass over the rows: the first column's cells are
/// read once, and neighbouring increments hit different tables, so that none waits for the one before. Cost: about half a
/// nanosecond a row and pair on each processor, and the cells of each pair.
/// </remarks>
/// <param name="sizes">The number of cells of each attribute.</param>
/// <param name="columns">The cells of each attribute.</param>
/// <param name="rows">The number of rows.</param>
internal sealed class PairCounting(int[] sizes, CodeColumn[] columns, int rows)
{
    // Pairs counted in one pass.
    private const int Fused = 4;

    // Pairs that a processor takes at a time.
    private const int Batch = 64;

    /// <summary>The score of each pair.</summary>
    public long[] Score(ImmutableArray<(int First, int Second)> pairs, CountScore score)
    {
        var scores = new long[pairs.Length];
        Parallel.For(
            0,
            (scores.Length + Batch - 1) / Batch,
            () => new int[Fused][],
            (batch, _, tables) =>
            {
                var end = Math.Min(scores.Length, (batch + 1) * Batch);
                for (var pair = batch * Batch; pair < end;)
                {
                    pair += Count(pairs.AsSpan()[pair..end], scores.AsSpan(pair), tables, pair, score);
                }

                return tables;
            },
            _ => { });
        return scores;
    }

    // The score of one pair, or of several that share their first column; returns how many.
    private int Count(ReadOnlySpan<(int First, int Second)> pairs, Span<long> scores, int[][] tables, int at, CountScore score)
    {
        var (first, second) = pairs[0];
        var count = 0;
        while (count < Fused && count < pairs.Length && pairs[count].First == first
            && columns[first].Bytes is not null && columns[pairs[count].Second].Bytes is not null)
        {
            count++;
        }

        if (count < Fused)
        {
            scores[0] = score(MarginalCounter.Count([columns[first], columns[second]], [sizes[first], sizes[second]], rows), at);
            return 1;
        }

        for (var i = 0; i < Fused; i++)
        {
            var cells = sizes[first] * sizes[pairs[i].Second];
            if (tables[i] is null || tables[i].Length < cells)
            {
                tables[i] = new int[cells];
            }
            else
            {
                tables[i].AsSpan(0, cells).Clear();
            }
        }

        MarginalCounter.CountPairs(
            columns[first].Bytes!,
            Table(pairs[0].Second, tables[0]),
            Table(pairs[1].Second, tables[1]),
            Table(pairs[2].Second, tables[2]),
            Table(pairs[3].Second, tables[3]));
        for (var i = 0; i < Fused; i++)
        {
            scores[i] = score(tables[i], at + i);
        }

        return Fused;
    }

    private (byte[] Second, int SizeOfSecond, int[] Counts) Table(int second, int[] counts) =>
        (columns[second].Bytes!, sizes[second], counts);
}
