using Veil.Data.Domains;
using Veil.Data.Marginals;

namespace Veil.Privacy.Mechanisms;

/// <summary>Counts many pairs of columns and says how far each is from independence, without keeping a table.</summary>
/// <remarks>
/// Pairs that share their first column are counted together, a few in one pass over the rows: the first column's cells are
/// read once, and neighbouring increments hit different tables, so that none waits for the one before. Cost: about half a
/// nanosecond a row and pair on each processor, and the cells of each pair.
/// </remarks>
internal static class PairErrors
{
    // Pairs counted in one pass.
    private const int Fused = 4;

    // Pairs that a processor takes at a time.
    private const int Batch = 64;

    /// <summary>The error of each pair, in units of a score.</summary>
    /// <param name="candidates">The pairs.</param>
    /// <param name="columns">The cells of each attribute.</param>
    /// <param name="rows">The number of rows.</param>
    public static long[] Of(PairCandidates candidates, CodeColumn[] columns, int rows)
    {
        var errors = new long[candidates.Pairs.Length];
        Parallel.For(
            0,
            (errors.Length + Batch - 1) / Batch,
            () => new int[Fused][],
            (batch, _, tables) =>
            {
                var end = Math.Min(errors.Length, (batch + 1) * Batch);
                for (var pair = batch * Batch; pair < end;)
                {
                    pair += Count(candidates, columns, rows, errors, pair, end, tables);
                }

                return tables;
            },
            _ => { });
        return errors;
    }

    // The error of one pair, or of several that share their first column; returns how many.
    private static int Count(
        PairCandidates candidates, CodeColumn[] columns, int rows, long[] errors, int pair, int end, int[][] tables)
    {
        var (first, second) = candidates.Pairs[pair];
        var count = 0;
        while (count < Fused && pair + count < end && candidates.Pairs[pair + count].First == first
            && columns[first].Bytes is not null && columns[candidates.Pairs[pair + count].Second].Bytes is not null)
        {
            count++;
        }

        if (count < Fused)
        {
            int[] sizes = [candidates.Attributes[first].Size, candidates.Attributes[second].Size];
            errors[pair] = candidates.Error(MarginalCounter.Count([columns[first], columns[second]], sizes, rows), pair);
            return 1;
        }

        for (var i = 0; i < Fused; i++)
        {
            var cells = candidates.Attributes[first].Size * SizeOfSecond(i);
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
            (Bytes(0), SizeOfSecond(0), tables[0]),
            (Bytes(1), SizeOfSecond(1), tables[1]),
            (Bytes(2), SizeOfSecond(2), tables[2]),
            (Bytes(3), SizeOfSecond(3), tables[3]));
        for (var i = 0; i < Fused; i++)
        {
            errors[pair + i] = candidates.Error(tables[i], pair + i);
        }

        return Fused;

        int SizeOfSecond(int i) => candidates.Attributes[candidates.Pairs[pair + i].Second].Size;

        byte[] Bytes(int i) => columns[candidates.Pairs[pair + i].Second].Bytes!;
    }
}
