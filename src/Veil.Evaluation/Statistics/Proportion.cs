using Veil.Data.Numerics;

namespace Veil.Evaluation.Statistics;

/// <summary>A number between two others.</summary>
internal readonly record struct Limits(double Low, double High);

/// <summary>Intervals of the probability behind successes out of trials.</summary>
internal static class Proportion
{
    /// <summary>Centre and half the width of Wilson's score interval.</summary>
    /// <param name="successes">Successes; need not be whole.</param>
    /// <param name="trials">Trials, at least 1.</param>
    /// <param name="z">How many standard deviations wide.</param>
    /// <remarks>Reference: Wilson 1927.</remarks>
    public static (double Centre, double Half) Wilson(double successes, double trials, double z = StandardNormal.Z95)
    {
        var square = z * z;
        var centre = (successes + (square / 2)) / (trials + square);
        var half = z / (trials + square) * Math.Sqrt((successes * (trials - successes) / trials) + (square / 4));
        return (centre, half);
    }

    /// <summary>The exact interval: it holds at least as often as it says.</summary>
    /// <param name="successes">Successes.</param>
    /// <param name="trials">Trials, at least 1.</param>
    /// <param name="alpha">How often it may fail, half of it on either side.</param>
    /// <remarks>Reference: Clopper and Pearson 1934.</remarks>
    public static Limits ClopperPearson(long successes, long trials, double alpha = 0.05) => new(
        successes == 0 ? 0 : BetaDistribution.Quantile(alpha / 2, successes, trials - successes + 1),
        successes == trials ? 1 : BetaDistribution.Quantile(1 - (alpha / 2), successes + 1, trials - successes));
}
