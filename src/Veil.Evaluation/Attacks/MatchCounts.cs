namespace Veil.Evaluation.Attacks;

/// <summary>
/// How many predicates would fit exactly one row of a table of another size, told from how many rows of this table each fits.
/// </summary>
/// <remarks>
/// The number of rows that fit a predicate is taken to be Poisson distributed with a mean of the predicate's own. The
/// distribution of these means is estimated from the counts alone, as a mixture of fixed means (Kiefer and Wolfowitz 1956, by
/// expectation maximisation), and carried over to the other size. Giomi et al. 2023 (appendix) assume one shape for it
/// instead, whose fit may fail.
/// </remarks>
internal static class MatchCounts
{
    private const int Means = 60;
    private const int Steps = 500;
    private const double LeastMean = 1e-3;

    /// <summary>The expected share of predicates that fit exactly one row.</summary>
    /// <param name="counts">The rows that fit each predicate; at least one predicate.</param>
    /// <param name="growth">The rows of the other table for each row of this one.</param>
    public static double ShareOfOne(int[] counts, double growth)
    {
        if (growth == 1)
        {
            return (double)counts.Count(count => count == 1) / counts.Length;
        }

        // Predicates that fit many rows fit no single one of a table of about this size.
        (int Count, double Share)[] observed =
            [.. counts.CountBy(count => Math.Min(count, 100)).Select(count => (count.Key, (double)count.Value / counts.Length)).OrderBy(count => count.Key)];
        var ratio = Math.Pow((observed[^1].Count + 1) / LeastMean, 1.0 / (Means - 2));
        double[] means = [0, .. Enumerable.Range(0, Means - 1).Select(i => LeastMean * Math.Pow(ratio, i))];
        var weights = Enumerable.Repeat(1.0 / Means, Means).ToArray();
        var likelihoods = Array.ConvertAll(observed, seen => Array.ConvertAll(means, mean => Poisson(seen.Count, mean)));
        for (var step = 0; step < Steps; step++)
        {
            var next = new double[Means];
            for (var i = 0; i < observed.Length; i++)
            {
                var total = weights.Zip(likelihoods[i], (weight, likelihood) => weight * likelihood).Sum();
                for (var j = 0; j < Means; j++)
                {
                    next[j] += observed[i].Share * weights[j] * likelihoods[i][j] / total;
                }
            }

            weights = next;
        }

        return weights.Zip(means, (weight, mean) => weight * Poisson(1, growth * mean)).Sum();
    }

    private static double Poisson(int count, double mean)
    {
        var probability = Math.Exp(-mean);
        for (var i = 1; i <= count; i++)
        {
            probability *= mean / i;
        }

        return probability;
    }
}
