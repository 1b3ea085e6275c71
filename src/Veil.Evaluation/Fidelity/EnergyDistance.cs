namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The squared energy distance of two samples of points: twice the mean distance across them, less the mean distance within
/// each. From 0 (the same points in the same shares) upwards, in the units of the coordinates; smaller is better.
/// </summary>
/// <remarks>
/// Reference: Székely and Rizzo 2013, with all pairs, those of a point with itself included, so that it is never negative.
/// Two samples of one population do not reach 0: compare with what other real rows reach. Columns count by their spread, so
/// bring them to one scale first. Nothing has to be chosen, unlike for <see cref="MaximumMeanDiscrepancy"/>. Cost: all pairs.
/// </remarks>
internal static class EnergyDistance
{
    /// <summary>The squared distance; null where a side has no point.</summary>
    public static double? Squared(double[][] real, double[][] synthetic)
    {
        if (real.Length == 0 || synthetic.Length == 0)
        {
            return null;
        }

        var across = PointDistances.Mean(real, synthetic, PointDistances.Of);
        var within = PointDistances.Mean(real, real, PointDistances.Of) + PointDistances.Mean(synthetic, synthetic, PointDistances.Of);
        return Math.Max(0, (2 * across) - within);
    }
}
