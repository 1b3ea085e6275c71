namespace Veil.Privacy.Accounting;

/// <summary>How the losses of several events add up, and in which currency.</summary>
public enum CompositionRule
{
    /// <summary>Epsilons add; no delta.</summary>
    PureEpsilon,

    /// <summary>Rhos of zero-concentrated differential privacy add; the sum is turned into (epsilon, delta) at the end.</summary>
    ZeroConcentrated,
}
