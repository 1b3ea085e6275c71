using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// The privacy loss that a mechanism has at least, judged by how well an attack tells runs with a record from runs without
/// it. Above the epsilon that is promised, it refutes the promise; below, it proves nothing.
/// </summary>
/// <remarks>
/// References: Kairouz, Oh and Viswanath 2015 for the error rates that (epsilon, delta) allows; Jagielski, Ullman and Oprea
/// 2020 for the bound out of exact intervals; Dong, Roth and Su 2022 for the Gaussian trade-off. The attack must be fixed
/// before the runs that are counted here: one that was chosen by them would be too good on them.
/// </remarks>
/// <param name="FalsePositiveRate">The share of runs without the record that are taken for ones with it, at most.</param>
/// <param name="FalseNegativeRate">The share of runs with the record that are taken for ones without it, at most.</param>
internal readonly record struct EpsilonLowerBound(double FalsePositiveRate, double FalseNegativeRate)
{
    /// <summary>
    /// The parameter of the Gaussian trade-off between these rates, from 0; a bound only for mechanisms whose noise is
    /// Gaussian throughout, and for rates above 0.
    /// </summary>
    public double GaussianMu =>
        Math.Max(0, Proportion.NormalQuantile(1 - FalsePositiveRate) - Proportion.NormalQuantile(FalseNegativeRate));

    /// <summary>
    /// The largest error rates that fit what was counted, both at once but for a probability of alpha. A side without runs
    /// may have any rate.
    /// </summary>
    /// <param name="falsePositives">Runs without the record that were taken for ones with it.</param>
    /// <param name="without">Runs without the record.</param>
    /// <param name="falseNegatives">Runs with the record that were taken for ones without it.</param>
    /// <param name="with">Runs with the record.</param>
    /// <param name="alpha">How often the bound may fail.</param>
    public static EpsilonLowerBound Of(long falsePositives, long without, long falseNegatives, long with, double alpha) =>
        new(Most(falsePositives, without, alpha), Most(falseNegatives, with, alpha));

    /// <summary>The smallest epsilon, from 0, that allows error rates as small as these; infinite where a rate of 0 rules all out.</summary>
    /// <param name="delta">The delta that is promised along with it, 0 to 1.</param>
    public double Epsilon(double delta) => Math.Max(
        LogRatio(1 - delta - FalsePositiveRate, FalseNegativeRate), LogRatio(1 - delta - FalseNegativeRate, FalsePositiveRate));

    // Half of alpha for the upper end of either rate.
    private static double Most(long errors, long runs, double alpha) => runs == 0 ? 1 : Proportion.ClopperPearson(errors, runs, alpha).High;

    private static double LogRatio(double above, double below) => above <= below ? 0 : Math.Log(above / below);
}
