using Veil.Data.Errors;

namespace Veil.Privacy.Accounting;

/// <summary>
/// The cost of a training: steps that each add Gaussian noise to a sum over a Poisson sample, together with everything else
/// that a run learns under Gaussian differential privacy.
/// </summary>
/// <remarks>
/// Reference: <see cref="RenyiDp"/> and <see cref="PldComposition"/>, whichever is less: both are upper bounds. For
/// neighbours of which one has a unit more than the other; see docs/privacy.md, "Training", for why replacement is not offered.
/// Cost: tens of milliseconds for <see cref="Epsilon"/>, below a second for <see cref="NoiseMultiplier"/>.
/// </remarks>
public static class SubsampledGaussian
{
    // From here on the order of Renyi divergence is so small that the other bound has nothing to gain.
    private const double LargeEpsilon = 60;

    private const double Factor = 1.1;
    private const double Precision = 1e-4;

    /// <summary>An upper bound of the epsilon of a training and of what else was learnt.</summary>
    /// <param name="rate">The chance of a unit to be in the sample of a step.</param>
    /// <param name="noiseMultiplier">Standard deviation of the noise over the most that a unit can move the sum.</param>
    /// <param name="steps">Number of steps; may be zero.</param>
    /// <param name="rest">The cost of everything else that was learnt or may be, as <c>mu^2 / 2</c>; may be zero.</param>
    /// <param name="delta">Above zero and below one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static double Epsilon(double rate, double noiseMultiplier, int steps, double rest, double delta)
    {
        PrivacyChecks.EventDelta(delta);
        if (rest != 0)
            PrivacyChecks.Rho(rest);
        if (steps == 0)
            return rest == 0 ? 0 : GaussianDp.Epsilon(rest, delta);
        PrivacyChecks.Rate(rate);
        PrivacyChecks.NoiseMultiplier(noiseMultiplier);
        PrivacyChecks.Steps(steps);
        var renyi = RenyiDp.Epsilon(rate, noiseMultiplier, steps, rest, delta);
        if (renyi.Epsilon is 0 or > LargeEpsilon)
            return renyi.Epsilon;
        var composed = PldComposition.Epsilon(rate, noiseMultiplier, steps, rest, delta, renyi);
        return composed < renyi.Epsilon ? composed : renyi.Epsilon;
    }

    /// <summary>
    /// The least noise multiplier, to one part in ten thousand and on the safe side, with which a training keeps within a budget.
    /// </summary>
    /// <param name="epsilon">The epsilon of the whole run; positive.</param>
    /// <param name="delta">The delta of the whole run; above zero and below one.</param>
    /// <param name="rate">The chance of a unit to be in the sample of a step.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="nonTrainingShare">
    /// The part of the budget, in <c>mu^2 / 2</c>, that everything else may spend; between zero and one.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="VeilException">Code <c>training-budget-too-small</c>: no noise is enough.</exception>
    public static double NoiseMultiplier(double epsilon, double delta, double rate, int steps, double nonTrainingShare) =>
        NoiseMultiplierBeside(epsilon, delta, rate, steps, Rest(GaussianDp.HalfMuSquared(epsilon, delta), nonTrainingShare));

    /// <summary>Refuses promises that a training cannot keep; before anything is read.</summary>
    /// <param name="delta">The delta of the run.</param>
    /// <param name="neighbours">The neighbouring relation of the guarantee.</param>
    /// <exception cref="VeilException">Code <c>training-needs-delta</c> or <c>training-needs-add-remove</c>.</exception>
    public static void CheckAllowed(double delta, Neighbours neighbours)
    {
        if (!(delta > 0))
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "training-needs-delta",
                "A network is trained with Gaussian noise, for which delta has to be above zero.",
                "Allow a delta, such as 1e-9, or choose a method that counts.");
        }

        if (neighbours != Neighbours.AddRemove)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "training-needs-add-remove",
                "The training of a network keeps what it promises for neighbours of which one has a unit more, not for replaced ones.",
                "Choose add-remove neighbours, or a method that counts.");
        }
    }

    /// <summary>The part of a budget that a share leaves to everything but the training.</summary>
    internal static double Rest(double total, double nonTrainingShare) =>
        nonTrainingShare > 0 && nonTrainingShare < 1
            ? DirectedRounding.MultiplyDown(total, nonTrainingShare)
            : throw new ArgumentOutOfRangeException(nameof(nonTrainingShare), "The share is above zero and below one.");

    /// <summary>The same beside a given <c>mu^2 / 2</c>.</summary>
    internal static double NoiseMultiplierBeside(double epsilon, double delta, double rate, int steps, double rest)
    {
        PrivacyChecks.EventEpsilon(epsilon);
        PrivacyChecks.Rate(rate);
        PrivacyChecks.Steps(steps);

        // The limit of many steps, in which the training is Gaussian, to begin with.
        var training = Math.Max(2 * (GaussianDp.HalfMuSquared(epsilon, delta) - rest), 1e-12);
        var guess = 1 / Math.Sqrt(Math.Log(1 + (training / (steps * rate * rate))));
        var high = Math.Clamp(guess, PrivacyChecks.SmallestMultiplier, PrivacyChecks.LargestMultiplier);
        while (!Holds(high))
        {
            high *= Factor;
            if (high > PrivacyChecks.LargestMultiplier)
                throw TooSmall();
        }

        var low = high / Factor;
        while (low >= PrivacyChecks.SmallestMultiplier && Holds(low))
            (low, high) = (low / Factor, low);
        if (low < PrivacyChecks.SmallestMultiplier)
            return high;
        while (high > low * (1 + Precision))
        {
            var middle = Math.Sqrt(low * high);
            if (Holds(middle))
                high = middle;
            else
                low = middle;
        }

        return high;

        bool Holds(double multiplier) => Epsilon(rate, multiplier, steps, rest, delta) <= epsilon;
    }

    private static VeilException TooSmall() =>
        new(
            FaultKind.PrivacyRefusal,
            "training-budget-too-small",
            "What the budget leaves for the training is too little for any amount of noise.",
            "Ask for a larger epsilon, for fewer steps, or leave a smaller share to everything else.");
}
