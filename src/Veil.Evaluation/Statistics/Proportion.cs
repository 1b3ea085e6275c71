using Veil.Data.Numerics;

namespace Veil.Evaluation.Statistics;

/// <summary>An interval.</summary>
internal readonly record struct Limits(double Low, double High);

/// <summary>Confidence intervals of a binomial proportion.</summary>
internal static class Proportion
{
    /// <summary>The centre and half-width of Wilson's score interval.</summary>
    /// <param name="successes">The number of successes; it need not be an integer.</param>
    /// <param name="trials">The number of trials, at least 1.</param>
    /// <param name="z">The critical value in standard deviations.</param>
    /// <remarks>Reference: Wilson 1927.</remarks>
    public static (double Centre, double Half) Wilson(double successes, double trials, double z = StandardNormal.Z95)
    {
        var square = z * z;
        var centre = (successes + (square / 2)) / (trials + square);
        var half = z / (trials + square) * Math.Sqrt((successes * (trials - successes) / trials) + (square / 4));
        return (centre, half);
    }

    /// <summary>The exact interval, whose coverage is at least the nominal level.</summary>
    /// <param name="successes">The number of successes.</param>
    /// <param name="trials">The number of trials, at least 1.</param>
    /// <param name="alpha">The error probability, half of it on either side.</param>
    /// <remarks>Reference: Clopper and Pearson 1934.</remarks>
    public static Limits ClopperPearson(long successes, long trials, double alpha = 0.05) => new(
        successes == 0 ? 0 : BetaDistribution.Quantile(alpha / 2, successes, trials - successes + 1),
        successes == trials ? 1 : BetaDistribution.Quantile(1 - (alpha / 2), successes + 1, trials - successes));
}
