namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The accuracy of telling real from synthetic points by asking whether the nearest other point is of the same sample. 0.5
/// when they cannot be told apart; towards 1 when they lie apart; below 0.5 when they lie nearer to each other than to their
/// own kind, as copies do (0).
/// </summary>
/// <remarks>
/// Reference: Yale et al. 2020 (nearest-neighbour adversarial accuracy). A point as near to the other sample as to its own
/// counts as mistaken, so that much repeated points lower it. Compare samples of one size only. Cost: all pairs.
/// </remarks>
internal static class AdversarialAccuracy
{
    /// <summary>The accuracy, each sample counting for one half; null where a side has fewer than two points.</summary>
    public static double? Of(double[][] real, double[][] synthetic) =>
        real.Length < 2 || synthetic.Length < 2 ? null : (Recognised(real, synthetic) + Recognised(synthetic, real)) / 2;

    /// <summary>The share of points that are nearer to another one of their own sample than to any of the other sample.</summary>
    private static double Recognised(double[][] own, double[][] others) =>
        own.Where((point, i) => others.Min(other => PointDistances.Squared(point, other))
            > own.Where((_, j) => j != i).Min(other => PointDistances.Squared(point, other))).Count() / (double)own.Length;
}
