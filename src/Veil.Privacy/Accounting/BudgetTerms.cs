using Veil.Data.Errors;

namespace Veil.Privacy.Accounting;

/// <summary>All that is fixed of a budget before its first charge, of which a prelude may have come before.</summary>
internal sealed record BudgetTerms
{
    /// <summary>States a budget whose delta is known.</summary>
    /// <param name="epsilon">The epsilon of the whole run; positive.</param>
    /// <param name="delta">The delta of the whole run; zero for pure epsilon.</param>
    /// <exception cref="VeilException">Epsilon or delta is out of range.</exception>
    public BudgetTerms(double epsilon, double delta)
    {
        Epsilon = PrivacyChecks.BudgetEpsilon(epsilon);
        Delta = PrivacyChecks.BudgetDelta(delta);
        Rule = delta == 0 ? CompositionRule.PureEpsilon : CompositionRule.GaussianDp;
    }

    /// <summary>The epsilon of the whole run.</summary>
    public double Epsilon { get; }

    /// <summary>The delta of the whole run.</summary>
    public double Delta { get; }

    /// <summary>The composition rule by which costs add up: Gaussian differential privacy, or pure epsilon at delta zero.</summary>
    public CompositionRule Rule { get; }

    /// <summary>The charges that were made before delta was known.</summary>
    public IReadOnlyList<Charge> Prelude { get; init; } = [];

    /// <summary>The part of delta that is reserved for thresholds; below delta.</summary>
    public double ThresholdDelta { get; init; }

    /// <summary>The training that a part of the budget is reserved for; null where there is none.</summary>
    public TrainingTerms? Training { get; init; }

    /// <summary>
    /// The budget of everything but a training, in the currency of the rule and rounded down; the training, with the least noise that its
    /// part allows; and that part.
    /// </summary>
    /// <exception cref="VeilException">Code <c>training-needs-delta</c> or <c>training-budget-too-small</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="InvalidOperationException">The rule has no thresholds.</exception>
    public (double Total, SubsampledGaussianEvent? Training, double TrainingCost) Totals()
    {
        RefuseThresholds();
        if (Rule == CompositionRule.PureEpsilon && Training is null)
            return (Epsilon, null, 0);
        if (Training is not null)
            SubsampledGaussian.CheckAllowed(Delta, Neighbours.AddRemove);
        var epsilon = Prelude.Aggregate(ExactSum.Of(Epsilon), (left, charge) => left.MinusOrZero(ExactSum.Of(charge.Cost))).ToDoubleDown();
        var delta = DirectedRounding.SubtractDown(Delta, ThresholdDelta);
        var total = GaussianDp.HalfMuSquared(epsilon, delta);
        if (Training is not { } training)
            return (total, null, 0);
        var rest = SubsampledGaussian.Rest(total, training.NonTrainingShare);
        var multiplier = SubsampledGaussian.NoiseMultiplierBeside(epsilon, delta, training.Rate, training.Steps, rest);
        return (rest, new SubsampledGaussianEvent(training.Rate, multiplier, training.Steps), DirectedRounding.AddUp(total, -rest));
    }

    private void RefuseThresholds()
    {
        if (ThresholdDelta == 0)
            return;
        if (Rule == CompositionRule.PureEpsilon)
            throw new InvalidOperationException("Delta for thresholds is reserved from a positive delta.");
        PrivacyChecks.EventDelta(ThresholdDelta);
        if (!(ThresholdDelta < Delta))
            throw new ArgumentOutOfRangeException(nameof(ThresholdDelta), "Something of delta must be left for the noise.");
    }
}

/// <summary>A training that a part of a budget is reserved for; its noise is the least that the part allows.</summary>
/// <param name="Rate">The chance of a unit to be in the sample of a step.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="NonTrainingShare">The part of the budget that everything else keeps; between zero and one.</param>
public sealed record TrainingTerms(double Rate, int Steps, double NonTrainingShare);

/// <summary>
/// A budget whose delta depends on something private that is measured first, such as the number of rows. See docs/privacy.md,
/// "The prelude".
/// </summary>
internal sealed class BudgetPrelude
{
    private readonly double _ceiling;
    private readonly List<Charge> _charges = [];
    private ExactSum _spent;

    /// <summary>Begins a budget.</summary>
    /// <param name="epsilon">The epsilon of the whole run; positive.</param>
    /// <param name="deltaCeiling">The largest delta that can be fixed; positive. It is the promise made before anything is read.</param>
    /// <exception cref="VeilException">Epsilon or the ceiling is out of range.</exception>
    public BudgetPrelude(double epsilon, double deltaCeiling)
    {
        Epsilon = PrivacyChecks.BudgetEpsilon(epsilon);
        _ceiling = PrivacyChecks.BudgetDelta(deltaCeiling);
        if (_ceiling == 0)
            throw new ArgumentOutOfRangeException(nameof(deltaCeiling), "A delta that is to come must be allowed to be positive.");
    }

    /// <summary>The epsilon of the whole run.</summary>
    public double Epsilon { get; }

    /// <summary>Charges a pure event, in epsilon.</summary>
    /// <exception cref="VeilException">Code <c>budget-exceeded</c> or <c>event-not-allowed</c>; nothing was charged.</exception>
    public void Charge(PrivacyEvent privacyEvent, string purpose)
    {
        var cost = PrivacyAccountant.CheckedCost(privacyEvent, CompositionRule.PureEpsilon, purpose);
        var after = _spent.Plus(cost);

        // Something must be left for the rest of the run.
        if (!after.Plus(PrivacyChecks.SmallestEpsilon).IsAtMost(ExactSum.Of(Epsilon)))
            throw PrivacyAccountant.Exceeded(purpose);
        _spent = after;
        _charges.Add(new Charge(privacyEvent, purpose, cost, Prelude: true));
    }

    /// <summary>Fixes the delta that was to come: the rest of the budget is epsilon less the prelude, at this delta.</summary>
    /// <param name="delta">Positive and at most the ceiling; a function of public facts and of the prelude's outputs alone.</param>
    /// <exception cref="VeilException">Delta is out of range, or above the ceiling (code <c>delta-above-ceiling</c>).</exception>
    public BudgetTerms FixDelta(double delta)
    {
        PrivacyChecks.BudgetDelta(delta);
        if (!(delta > 0 && delta <= _ceiling))
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "delta-above-ceiling",
                "The delta of a run must be above zero and within the ceiling that was promised when it began.",
                "Choose a smaller delta.");
        }

        return new BudgetTerms(Epsilon, delta) { Prelude = [.. _charges] };
    }
}
