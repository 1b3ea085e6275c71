
namespace Veil.Synthesis.Sampling;

/// <summary>
/// Turns weights into whole numbers of rows: each cell gets its expected number rounded down or up, up with
/// probability equal to the fraction, and the numbers add up exactly. Far less sampling error than independent draws.
/// </summary>
/// <remarks>Reference: systematic sampling (Madow 1949), cells visited in random order against periodic effects.</remarks>
internal static class SystematicRounding
{
    /// <summary>The number of rows of each cell.</summary>
    /// <param name="weights">Non-negative, at least one. If all are zero, one cell chosen at random gets every row.</param>
    /// <param name="rows">The number of rows to distribute.</param>
    /// <param name="random">Repeatable random numbers.</param>
    public static int[] Round(ReadOnlySpan<double> weights, int rows, SamplingRandom random)
    {
        double total = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var order = new int[weights.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var j = (int)random.NextBelow(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        var counts = new int[weights.Length];
        var offset = random.NextDouble();
        double sum = 0;
        var given = 0;
        foreach (var cell in order)
        {
            sum += weights[cell];
            var upTo = Math.Min(rows, (int)Math.Floor((sum / total * rows) + offset));
            counts[cell] = upTo - given;
            given = upTo;
        }

        // Rounding of the running sum can lose the last row; it belongs to a cell that has weight.
        if (given < rows)
        {
            counts[LastWithWeight(order, weights)] += rows - given;
        }

        return counts;
    }

    private static int LastWithWeight(int[] order, ReadOnlySpan<double> weights)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            if (weights[order[i]] > 0)
            {
                return order[i];
            }
        }

        return order[0];
    }
}
