using Veil.Privacy.Accounting;
using Veil.Synthesis.Marginals;

namespace Veil.Synthesis.Methods.Mixture;

/// <summary>Selects, from released errors, the pairs that repay their noise when all measured pairs share one budget.</summary>
/// <remarks>
/// Pairs whose budgets are divided by their weights y bring noise of <c>c (sum y)^p</c> rows, so that of all sets with the same
/// sum the best holds the pairs with the largest errors for their weights: sets are considered in that order, each one pair
/// larger.
/// Privacy: post-processing.
/// </remarks>
internal static class PairBenefit
{
    /// <summary>The effect of noise on a fitted model, as a part of its effect on the counts that are measured.</summary>
    public const double NoiseThatStays = 0.7;

    /// <summary>The pairs that repay their noise.</summary>
    /// <param name="pairs">Released errors.</param>
    /// <param name="noise">The rows of noise of a count that gets the whole budget.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    public static IReadOnlyList<ScoredPair> Worth(IReadOnlyList<ScoredPair> pairs, double noise, CompositionRule rule)
    {
        var power = rule == CompositionRule.PureEpsilon ? 2 : 1.5;
        var sorted = pairs.Where(pair => pair.Error > 0).OrderByDescending(pair => pair.Error / pair.Weight).ToList();
        var (count, best) = (0, 0.0);
        var (error, weight) = (0.0, 0.0);
        for (var i = 0; i < sorted.Count; i++)
        {
            error += sorted[i].Error;
            weight += sorted[i].Weight;
            var gain = error - (NoiseThatStays * noise * Math.Pow(weight, power));
            (count, best) = gain > best ? (i + 1, gain) : (count, best);
        }

        return sorted[..count];
    }
}
