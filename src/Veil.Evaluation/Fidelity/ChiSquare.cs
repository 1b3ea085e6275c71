using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fidelity;

/// <summary>A chi-square test on counts.</summary>
/// <param name="Statistic">Pearson's statistic.</param>
/// <param name="Degrees">Degrees of freedom: occupied cells minus one.</param>
/// <param name="P">
/// The probability of a statistic at least as large if both tables came from one population; 1 with a single cell, where the
/// test is not informative.
/// </param>
/// <param name="Effect">
/// The size of the difference, which does not grow with the rows: Cramer's V of the two tables by the cells, 0 to 1. Null with a
/// single cell.
/// </param>
/// <param name="LeastExpected">The smallest expected count; below 5 the p-value is approximate.</param>
internal sealed record ChiSquareTest(double Statistic, int Degrees, double P, double? Effect, double LeastExpected);

/// <summary>
/// The chi-square test of a synthetic column against the real one. On counts, never on shares: on shares the statistic would
/// not grow with the rows, and differences would hardly ever be detected.
/// </summary>
internal static class ChiSquare
{
    /// <summary>The test of homogeneity of two tables. Cells that are empty in both are left out. Null without rows on a side.</summary>
    public static ChiSquareTest? Homogeneity(ReadOnlySpan<int> real, ReadOnlySpan<int> synthetic)
    {
        double n = Divergences.Sum(real), m = Divergences.Sum(synthetic);
        if (n == 0 || m == 0)
        {
            return null;
        }

        var (statistic, cells, least) = (0.0, 0, double.PositiveInfinity);
        for (var cell = 0; cell < real.Length; cell++)
        {
            double both = real[cell] + (double)synthetic[cell];
            if (both == 0)
            {
                continue;
            }

            cells++;
            var (expectedReal, expectedSynthetic) = (both * n / (n + m), both * m / (n + m));
            least = Math.Min(least, Math.Min(expectedReal, expectedSynthetic));
            statistic += Square(real[cell] - expectedReal) / expectedReal;
            statistic += Square(synthetic[cell] - expectedSynthetic) / expectedSynthetic;
        }

        double? effect = cells == 1 ? null : Math.Min(1, Math.Sqrt(statistic / (n + m)));
        return new ChiSquareTest(statistic, cells - 1, UpperTail(statistic, cells - 1), effect, least);
    }

    /// <summary>The probability that a chi-square variable exceeds a number; 1 with no degree of freedom.</summary>
    public static double UpperTail(double statistic, int degrees) =>
        degrees == 0 ? 1 : GammaFunction.UpperRegularised(degrees / 2.0, statistic / 2);

    private static double Square(double value) => value * value;
}
