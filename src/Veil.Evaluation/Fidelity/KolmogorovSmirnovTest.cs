namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The probability that two samples of one continuous distribution have a Kolmogorov-Smirnov statistic at least as large as a
/// given one. With repeated values the true probability is smaller, so that the test errs towards finding nothing.
/// </summary>
internal static class KolmogorovSmirnovTest
{
    /// <summary>The exact probability.</summary>
    /// <remarks>
    /// Reference: Hodges 1958. The order of both samples together is a path of unit steps from (0, 0) to (n, m), all equally
    /// likely; the probability that a path to (i, j) has been as far from the diagonal as the statistic says is the mean of
    /// those of the points before it, weighted by the share of paths that come from there. Sums of positive terms, hence
    /// precise for the smallest probabilities too. Cost: n times m steps.
    /// </remarks>
    /// <param name="statistic">The statistic.</param>
    /// <param name="real">The size n of one sample, at least 1.</param>
    /// <param name="synthetic">The size m of the other, at least 1.</param>
    public static double Exact(double statistic, int real, int synthetic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(real, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(synthetic, 1);

        // Statistics are whole multiples of 1 / (n m), but for the last bits.
        var far = Math.Round(statistic * real * synthetic);
        var reached = new double[synthetic + 1];
        for (var i = 0; i <= real; i++)
        {
            for (var j = 0; j <= synthetic; j++)
            {
                var distance = Math.Abs(((double)i * synthetic) - ((double)j * real));
                reached[j] = distance >= far ? 1
                    : i + j == 0 ? 0
                    : ((i * reached[j]) + (j == 0 ? 0 : j * reached[j - 1])) / (i + j);
            }
        }

        return reached[synthetic];
    }

    /// <summary>The limit for large samples.</summary>
    /// <remarks>
    /// Reference: Kolmogorov 1933 and Smirnov 1948, by the series of theirs that converges faster; a handful of terms each.
    /// </remarks>
    public static double Limit(double statistic, long real, long synthetic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(real, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(synthetic, 1);
        var square = statistic * statistic * real * synthetic / (real + (double)synthetic);
        var terms = Enumerable.Range(1, 10);
        return square switch
        {
            0 => 1,
            < 1 => 1 - (Math.Sqrt(2 * Math.PI / square) * terms.Sum(k => Math.Exp(-Math.Pow(((2 * k) - 1) * Math.PI, 2) / (8 * square)))),
            _ => 2 * terms.Sum(k => (k % 2 == 0 ? -1 : 1) * Math.Exp(-2 * k * k * square)),
        };
    }
}
