using System.Runtime.CompilerServices;

namespace Veil.Privacy.Accounting;

/// <summary>An upper bound of what one run learns, in currencies that add up over the runs of an account.</summary>
/// <remarks>
/// Reference: docs/privacy.md, "Accounts: filters over releases". Privacy: each run is, but for a chance of <see cref="Delta"/>,
/// pure mechanisms of <see cref="PureEpsilon"/> together, Gaussian ones of <see cref="HalfMuSquared"/> together and the training.
/// </remarks>
public sealed record RunCost
{
    private RunCost(PrivacyGuarantee promised, double pureEpsilon, double halfMuSquared, double delta, SubsampledGaussianEvent? training)
    {
        PrivacyChecks.EventEpsilon(promised.Epsilon);
        Promised = promised;
        PureEpsilon = Part(pureEpsilon, PrivacyChecks.EventEpsilon);
        HalfMuSquared = Part(halfMuSquared, PrivacyChecks.Rho);
        Delta = Part(delta, PrivacyChecks.EventDelta);
        Training = training;
        if (pureEpsilon == 0 && halfMuSquared == 0 && delta == 0 && training is null)
        {
            throw new ArgumentOutOfRangeException(nameof(pureEpsilon), "A run that learns nothing has no cost.");
        }

        if (promised.Delta == 0 && (halfMuSquared > 0 || delta > 0))
        {
            throw new ArgumentException("A run that promises no delta is pure.", nameof(promised));
        }

        if (training is not null)
        {
            SubsampledGaussian.CheckAllowed(promised.Delta, promised.Neighbours);
        }
    }

    /// <summary>The guarantee of the run by itself.</summary>
    public PrivacyGuarantee Promised { get; }

    /// <summary>The sum of the epsilons of its pure mechanisms; may be zero.</summary>
    public double PureEpsilon { get; }

    /// <summary>The sum of <c>mu^2 / 2</c> of its Gaussian mechanisms; may be zero.</summary>
    public double HalfMuSquared { get; }

    /// <summary>The chance that a threshold fails, or that a black box does more than its epsilon says; may be zero.</summary>
    public double Delta { get; }

    /// <summary>Its training; null where there is none.</summary>
    public SubsampledGaussianEvent? Training { get; }

    /// <summary>A run that only has pure mechanisms.</summary>
    /// <param name="promised">Its guarantee, whose delta may be zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is zero.</exception>
    public static RunCost Pure(PrivacyGuarantee promised) => new(promised, promised.Epsilon, 0, 0, null);

    /// <summary>A run of which nothing is known but its guarantee.</summary>
    /// <param name="promised">The guarantee: but for a chance of delta, the run is a pure mechanism of its epsilon.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is zero.</exception>
    public static RunCost BlackBox(PrivacyGuarantee promised) => new(promised, promised.Epsilon, 0, promised.Delta, null);

    /// <summary>A run of Gaussian mechanisms, with pure ones and thresholds beside them.</summary>
    /// <param name="promised">The guarantee of the run by itself.</param>
    /// <param name="halfMuSquared">The most that the Gaussian mechanisms cost together, as <c>mu^2 / 2</c>; positive.</param>
    /// <param name="thresholdDelta">The chance that a threshold fails; may be zero.</param>
    /// <param name="pureEpsilon">The epsilon of a prelude; may be zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static RunCost Gaussian(PrivacyGuarantee promised, double halfMuSquared, double thresholdDelta = 0, double pureEpsilon = 0) =>
        new(promised, pureEpsilon, PrivacyChecks.Rho(halfMuSquared), thresholdDelta, null);

    /// <summary>A run with a training, and whatever is beside it.</summary>
    /// <param name="promised">The guarantee of the run by itself.</param>
    /// <param name="training">The training.</param>
    /// <param name="halfMuSquared">The most that everything else costs, as <c>mu^2 / 2</c>; may be zero.</param>
    /// <param name="thresholdDelta">The chance that a threshold fails; may be zero.</param>
    /// <param name="pureEpsilon">The epsilon of a prelude; may be zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="Veil.Data.Errors.VeilException">The guarantee has no delta, or is about units that are replaced.</exception>
    public static RunCost WithTraining(
        PrivacyGuarantee promised,
        SubsampledGaussianEvent training,
        double halfMuSquared = 0,
        double thresholdDelta = 0,
        double pureEpsilon = 0)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new(promised, pureEpsilon, halfMuSquared, thresholdDelta, training);
    }

    /// <summary>A cost from its parts, as they were written down.</summary>
    /// <param name="promised">The guarantee of the run by itself.</param>
    /// <param name="pureEpsilon">The sum of the epsilons of its pure mechanisms; may be zero.</param>
    /// <param name="halfMuSquared">The sum of <c>mu^2 / 2</c> of its Gaussian mechanisms; may be zero.</param>
    /// <param name="delta">The chance that a threshold or a black box fails; may be zero.</param>
    /// <param name="training">Its training; null where there is none.</param>
    /// <exception cref="ArgumentException">A number is out of range, or they do not belong together.</exception>
    public static RunCost Of(
        PrivacyGuarantee promised, double pureEpsilon, double halfMuSquared, double delta, SubsampledGaussianEvent? training) =>
        new(promised, pureEpsilon, halfMuSquared, delta, training);

    /// <summary>A bound of such a run with another epsilon: what it would reserve before its noise is planned.</summary>
    internal RunCost At(double epsilon)
    {
        var promised = new PrivacyGuarantee(epsilon, Promised.Delta, Promised.Unit, Promised.Neighbours);
        if (Training is not null || HalfMuSquared == 0)
        {
            return BlackBox(promised);
        }

        var pure = PureEpsilon * (epsilon / Promised.Epsilon);
        var halfMuSquared = GaussianDp.HalfMuSquared(epsilon, Promised.Delta);
        return Gaussian(promised, halfMuSquared, Delta, pure >= PrivacyChecks.SmallestEpsilon ? pure : 0);
    }

    // Nothing, which is positive zero, or what a rule allows.
    private static double Part(
        double value, Func<double, string?, double> rule, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value == 0 && !double.IsNegative(value) ? 0 : rule(value, name);
}
