using Veil.Data.Errors;

namespace Veil.Privacy.Accounting;

/// <summary>
/// The budget of one run. A mechanism charges first and reads second; what does not fit is refused and leaves no trace.
/// Safe for use by several threads.
/// </summary>
/// <remarks>
/// Reference: privacy filters for adaptively chosen events: Rogers, Roth, Ullman and Vadhan 2016 (pure epsilon), Smith and
/// Thakurta 2022 (Gaussian). See docs/privacy.md, "The accountant".
/// Privacy: costs are summed without rounding and compared with a total that was rounded down, so whatever is charged, in
/// whatever order, the run is (epsilon, delta)-differentially private.
/// Cost: microseconds per charge.
/// </remarks>
public sealed partial class PrivacyAccountant
{
    private readonly Lock _gate = new();
    private readonly List<Charge> _charges;
    private readonly double _chargeable;
    private readonly double _trainingCost;
    private Action? _commit;
    private SubsampledGaussianEvent? _trainingToCharge;
    private SubsampledGaussianEvent? _trainingToResume;
    private ExactSum _spent;
    private ExactSum _deltaSpent;

    /// <summary>Opens a budget of which everything is known.</summary>
    /// <param name="epsilon">The epsilon of the whole run; positive.</param>
    /// <param name="delta">The delta of the whole run; zero asks for pure epsilon, which excludes Gaussian noise and thresholds.</param>
    /// <exception cref="VeilException">Epsilon or delta is out of range.</exception>
    internal PrivacyAccountant(double epsilon, double delta)
        : this(new BudgetTerms(epsilon, delta))
    {
    }

    /// <summary>Opens a budget.</summary>
    /// <param name="terms">All that is fixed before the first charge.</param>
    /// <param name="commit">
    /// Called once, when the first charge is known to fit and before it is made; if it throws, nothing was charged. It runs under the
    /// accountant's lock. Null where there is nothing to commit.
    /// </param>
    /// <exception cref="VeilException">
    /// A number is out of range, or code <c>training-needs-delta</c> or <c>training-budget-too-small</c>.
    /// </exception>
    internal PrivacyAccountant(BudgetTerms terms, Action? commit = null)
    {
        (Epsilon, Delta, Rule, ThresholdDelta) = (terms.Epsilon, terms.Delta, terms.Rule, terms.ThresholdDelta);
        (Total, Training, _trainingCost) = terms.Totals();
        _chargeable = Total;
        _trainingToCharge = Training;
        _charges = [.. terms.Prelude];
        _commit = commit;
    }

    /// <summary>The epsilon of the whole run.</summary>
    public double Epsilon { get; }

    /// <summary>The delta of the whole run.</summary>
    public double Delta { get; }

    /// <summary>The composition rule by which costs add up.</summary>
    public CompositionRule Rule { get; }

    /// <summary>The part of delta that is reserved for thresholds.</summary>
    public double ThresholdDelta { get; }

    /// <summary>The budget in the currency of the rule, without a training that is reserved.</summary>
    public double Total { get; }

    /// <summary>The sum of the charges in the currency of the rule, rounded up; a prelude is not in it.</summary>
    public double Spent => Locked(() => _spent.ToDoubleUp());

    /// <summary>The amount that can still be charged in the currency of the rule, rounded down.</summary>
    public double Remaining => Locked(() => RemainingExact().ToDoubleDown());

    /// <summary>The part of delta that thresholds can still charge, rounded down.</summary>
    public double DeltaRemaining => Locked(() => ExactSum.Of(ThresholdDelta).MinusOrZero(_deltaSpent).ToDoubleDown());

    /// <summary>The charges made so far, in order.</summary>
    public IReadOnlyList<Charge> Charges => Locked<IReadOnlyList<Charge>>(() => [.. _charges]);

    /// <summary>Takes the cost of an event from the budget. Call it before the data are read.</summary>
    /// <param name="privacyEvent">The event that is about to happen.</param>
    /// <param name="purpose">The purpose, in words that hold no value of the table.</param>
    /// <exception cref="VeilException">
    /// Code <c>budget-exceeded</c> when it does not fit, <c>event-not-allowed</c> when the rule cannot express the event;
    /// nothing was charged.
    /// </exception>
    public void Charge(PrivacyEvent privacyEvent, string purpose)
    {
        lock (_gate)
        {
            _ = After(privacyEvent, purpose);
            Commit();
            (_spent, _deltaSpent, var cost) = After(privacyEvent, purpose);
            _charges.Add(new Charge(privacyEvent, purpose, cost));
        }
    }

    /// <summary>Splits what remains in proportion to weights; the shares never sum to more than remains.</summary>
    /// <param name="weights">Positive weights, at least one.</param>
    /// <returns>One share per weight, in the currency of the rule; the last is what the others leave.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not positive, or nothing remains.</exception>
    public double[] Split(params ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
            throw new ArgumentOutOfRangeException(nameof(weights), "There must be a weight.");
        var sum = ExactSum.Zero;
        foreach (var weight in weights)
            sum = sum.Plus(PrivacyChecks.Weight(weight, nameof(weights)));

        ExactSum left;
        lock (_gate)
            left = RemainingExact();
        var remaining = left.ToDoubleDown();
        var all = sum.ToDoubleUp();
        var shares = new double[weights.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = i < shares.Length - 1
                ? DirectedRounding.MultiplyDown(remaining, DirectedRounding.DivideDown(weights[i], all))
                : left.ToDoubleDown();
            if (!PrivacyChecks.IsNormalPositive(shares[i]))
                throw new ArgumentOutOfRangeException(nameof(weights), "A share of what remains would be nothing.");
            left = left.MinusOrZero(ExactSum.Of(shares[i]));
        }

        return shares;
    }

    /// <summary>A fraction of the total, rounded down, in the currency of the rule.</summary>
    /// <param name="fraction">Above zero and at most one.</param>
    public double Share(double fraction)
    {
        if (!(fraction > 0 && fraction <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), "A fraction is above zero and at most one.");
        return fraction == 1 ? Total : DirectedRounding.MultiplyDown(Total, fraction);
    }

    /// <summary>The guarantee promised before anything was read.</summary>
    public PrivacyGuarantee Promised(PrivacyUnit unit, Neighbours neighbours) =>
        new(Epsilon, Delta, unit, neighbours);

    /// <summary>
    /// The guarantee of what has been charged so far, at the delta of the run. When what was charged depended on answers,
    /// quote <see cref="Promised"/> instead: a bound chosen after the fact is a description, not a promise.
    /// </summary>
    internal PrivacyGuarantee Achieved(PrivacyUnit unit, Neighbours neighbours)
    {
        lock (_gate)
        {
            var replayed = Replay(_charges, Rule, Delta, unit, neighbours);

            // The charges fit the total, which was checked to give Epsilon; the conversion back may round above it.
            return replayed.Epsilon <= Epsilon ? replayed : new PrivacyGuarantee(Epsilon, Delta, unit, neighbours);
        }
    }

    /// <summary>Recomputes a guarantee from nothing but the events of a list of charges.</summary>
    /// <param name="charges">The charges; the costs written in them are not believed.</param>
    /// <param name="rule">The composition rule by which costs add up.</param>
    /// <param name="delta">The delta to state; zero for pure epsilon.</param>
    /// <param name="unit">The unit of privacy that the guarantee protects.</param>
    /// <param name="neighbours">The neighbouring relation.</param>
    /// <returns>The guarantee, epsilon rounded up.</returns>
    /// <exception cref="VeilException">Code <c>charges-not-covered</c>: no epsilon covers the charges at this delta.</exception>
    public static PrivacyGuarantee Replay(
        IReadOnlyList<Charge> charges, CompositionRule rule, double delta, PrivacyUnit unit, Neighbours neighbours)
    {
        PrivacyChecks.BudgetDelta(delta);
        ExactSum prelude = default, spent = default, thresholds = default;
        SubsampledGaussianEvent? training = null;
        foreach (var charge in charges)
        {
            if (charge.Event is SubsampledGaussianEvent step && training is null && !charge.Prelude && rule == CompositionRule.GaussianDp
                && neighbours == Neighbours.AddRemove)
            {
                training = step;
                continue;
            }

            var cost = charge.Event.Cost(charge.Prelude ? CompositionRule.PureEpsilon : rule);
            if (!(cost >= 0 && cost < double.PositiveInfinity))
                throw NotCovered();
            thresholds = thresholds.Plus(charge.Event.Delta);
            if (charge.Prelude)
                prelude = prelude.Plus(cost);
            else
                spent = spent.Plus(cost);
        }

        var epsilon = spent.ToDoubleUp();
        if (rule != CompositionRule.PureEpsilon)
        {
            var left = ExactSum.Of(delta).MinusOrZero(thresholds).ToDoubleDown();
            var learnt = epsilon > 0 || training is not null;
            if (!thresholds.IsAtMost(ExactSum.Of(delta)) || (learnt && !PrivacyChecks.IsNormalPositive(left)))
                throw NotCovered();
            if (training is not null)
                epsilon = SubsampledGaussian.Epsilon(training.Rate, training.NoiseMultiplier, training.Steps, epsilon, left);
            else if (epsilon > 0)
                epsilon = rule == CompositionRule.GaussianDp ? GaussianDp.Epsilon(epsilon, left) : ZCdp.Epsilon(epsilon, left);
        }

        return new PrivacyGuarantee(prelude.Plus(epsilon).ToDoubleUp(), delta, unit, neighbours);
    }

    // Code from outside runs here, under a lock that it could enter again: a charge is checked anew after it. A commit that fails stays.
    private void Commit()
    {
        _commit?.Invoke();
        _commit = null;
    }

    private (ExactSum Spent, ExactSum DeltaSpent, double Cost) After(PrivacyEvent privacyEvent, string purpose)
    {
        var cost = CheckedCost(privacyEvent, Rule, purpose);
        var (spent, deltaSpent) = (_spent.Plus(cost), _deltaSpent.Plus(privacyEvent.Delta));
        return spent.IsAtMost(ExactSum.Of(_chargeable)) && deltaSpent.IsAtMost(ExactSum.Of(ThresholdDelta))
            ? (spent, deltaSpent, cost)
            : throw Exceeded(purpose);
    }

    private ExactSum RemainingExact() => ExactSum.Of(_chargeable).MinusOrZero(_spent);

    /// <summary>The cost of an event under a rule.</summary>
    /// <exception cref="VeilException">Code <c>event-not-allowed</c>.</exception>
    internal static double CheckedCost(PrivacyEvent privacyEvent, CompositionRule rule, string purpose)
    {
        ArgumentNullException.ThrowIfNull(privacyEvent);
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        var cost = privacyEvent.Cost(rule);
        var delta = privacyEvent.Delta;
        var allowed = delta == 0
            ? PrivacyChecks.IsNormalPositive(cost)
            : rule != CompositionRule.PureEpsilon && PrivacyChecks.IsNormalPositive(delta)
              && (cost == 0 || PrivacyChecks.IsNormalPositive(cost));
        if (!allowed)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "event-not-allowed",
                $"The step \"{purpose}\" has no cost that this budget can express.",
                rule == CompositionRule.GaussianDp
                    ? "A budget for Gaussian noise alone cannot pay for anything else."
                    : "Gaussian noise and thresholds need a delta above zero.");
        }

        return cost;
    }

    /// <summary>The refusal of a charge that does not fit.</summary>
    internal static VeilException Exceeded(string purpose) =>
        new(
            FaultKind.PrivacyRefusal,
            "budget-exceeded",
            $"The step \"{purpose}\" would cost more than is left of the privacy budget, so it was not done.",
            "Ask for fewer things, or start a run with a larger epsilon.");

    private static VeilException NotCovered() =>
        new(
            FaultKind.PrivacyRefusal,
            "charges-not-covered",
            "The charges listed are not covered by any epsilon at the delta stated.",
            "Check that the statement belongs to the model and has not been changed.");

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
