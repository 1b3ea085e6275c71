namespace Veil.Privacy.Accounting;

/// <summary>The rule by which the losses of several events add up, and its currency.</summary>
public enum CompositionRule
{
    /// <summary>Epsilons add; no delta.</summary>
    PureEpsilon,

    /// <summary>
    /// Rhos of zero-concentrated differential privacy add; the sum is turned into (epsilon, delta) at the end. No budget is opened
    /// under it: it is for statements that were made under it, which are read and replayed.
    /// </summary>
    ZeroConcentrated,

    /// <summary>
    /// Halves of squared mus of Gaussian differential privacy add; the sum is turned into (epsilon, delta) at the end,
    /// exactly. For rounded Gaussian noise, choices by the exponential mechanism and thresholds alone.
    /// </summary>
    GaussianDp,
}

/// <summary>Facts about every composition rule.</summary>
public static class CompositionRules
{
    /// <summary>The name of a rule's currency, for plans and statements.</summary>
    public static string Currency(this CompositionRule rule) =>
        rule switch
        {
            CompositionRule.PureEpsilon => "epsilon",
            CompositionRule.ZeroConcentrated => "rho",
            CompositionRule.GaussianDp => "mu^2/2",
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
}
