namespace Veil.Evaluation.Attacks;

/// <summary>
/// The expected number of predicates that fit exactly one row of the real table if it were as independent of the synthetic one as
/// the hold-out rows are, whose number may differ.
/// </summary>
/// <remarks>
/// <para>If no predicate knows of the table, all real rows are exchangeable: of T rows that fit a predicate, exactly one is in
/// the table with the hypergeometric probability. Where predicates that fit one row of all find it in the table more often
/// than that, the excess is leakage: a share r of predicates that point at a person in the table adds r times the share of
/// hold-out rows to the difference, whence r. No distribution is fitted, unlike in Giomi et al. 2023 (appendix).</para>
/// <para>Each person in the hold-out rows represents several people of the table, so that the effective number of guesses is that much
/// smaller.</para>
/// </remarks>
internal static class MatchCounts
{
    /// <summary>The limit of counting matches: beyond it, exactly one match in one of the tables is practically impossible.</summary>
    public const int Most = 200;

    /// <summary>The successes on the hold-out rows, scaled to the size of the table.</summary>
    /// <param name="real">The number of rows of the table that fit each predicate.</param>
    /// <param name="holdout">The number of hold-out rows that fit it.</param>
    /// <param name="realRows">The number of rows of the table.</param>
    /// <param name="holdoutRows">The number of hold-out rows.</param>
    public static Guesses Control(int[] real, int[] holdout, int realRows, int holdoutRows)
    {
        double count = real.Length;
        var attack = real.Count(fits => fits == 1) / count;
        var expected = real.Zip(holdout, (a, b) => OneInTable(a + b, realRows, holdoutRows)).Sum() / count;
        var apart = (double)holdoutRows / (realRows + holdoutRows);
        var leaked = (attack - expected) / apart;
        var control = leaked >= 1 ? 0 : Math.Clamp((attack - leaked) / (1 - leaked), 0, 1);
        var guesses = Math.Min(count, count * holdoutRows / realRows);
        return new Guesses(control * guesses, guesses);
    }

    /// <summary>The probability that of some rows of both tables exactly one is of the first.</summary>
    private static double OneInTable(int rows, int realRows, int holdoutRows)
    {
        var probability = (double)rows * realRows / (realRows + holdoutRows);
        for (var other = 1; other < rows; other++)
        {
            probability *= Math.Max(0, holdoutRows - other + 1) / (double)(realRows + holdoutRows - other);
        }

        return probability;
    }
}
