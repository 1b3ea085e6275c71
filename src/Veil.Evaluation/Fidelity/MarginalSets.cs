using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fidelity;

/// <summary>The sets of columns whose marginals are compared, drawn without replacement where there are too many.</summary>
public static class MarginalSets
{
    /// <summary>The sets of a given size among a number of columns, in lexicographic order.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <param name="size">The number of columns per set.</param>
    /// <param name="most">The largest number of sets.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static IReadOnlyList<int[]> Of(int columns, int size, int most, ulong seed)
    {
        var total = Total(columns, size);
        if (total <= most)
        {
            return [.. Enumerable.Range(0, (int)total).Select(rank => Set(columns, size, rank))];
        }

        // Repeated draws are rejected, which is fast when few of many sets are wanted.
        var random = new SeededRandom(seed);
        var ranks = new SortedSet<long>();
        while (ranks.Count < most)
        {
            ranks.Add((long)(random.NextDouble() * total));
        }

        return [.. ranks.Select(rank => Set(columns, size, rank))];
    }

    /// <summary>The number of sets.</summary>
    internal static long Total(int columns, int size)
    {
        long total = 1;
        for (var i = 0; i < size; i++)
        {
            total = total * Math.Max(0, columns - i) / (i + 1);
        }

        return total;
    }

    /// <summary>The set with an index in the lexicographic order of all sets.</summary>
    internal static int[] Set(int columns, int size, long rank)
    {
        var set = new int[size];
        var column = 0;
        for (var i = 0; i < size; i++, column++)
        {
            for (var with = Total(columns - column - 1, size - i - 1); rank >= with; with = Total(columns - column - 1, size - i - 1))
            {
                rank -= with;
                column++;
            }

            set[i] = column;
        }

        return set;
    }
}
