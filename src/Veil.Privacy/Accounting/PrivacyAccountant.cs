using Veil.Data.Errors;

namespace Veil.Privacy.Accounting;

/// <summary>
/// The budget of one run. A mechanism charges first and reads second; what does not fit is refused and leaves no trace.
/// Safe for use by several threads.
/// </summary>
/// <remarks>
/// Reference: privacy filters for adaptively chosen events: Rogers, Roth, Ullman and Vadhan 2016 (pure epsilon), Feldman and
/// Zrnic 2021 (concentrated), Smith and Thakurta 2022 (Gaussian). See docs/privacy.md, "The accountant".
/// Privacy: costs are summed without rounding and compared with a total that was rounded down, so whatever is charged, in
/// whatever order, the run is (epsilon, delta)-differentially private.
/// Cost: microseconds per charge.
/// </remarks>
public sealed partial class PrivacyAccountant
{
    private readonly Lock _gate = new();
    private readonly List<Charge> _charges = [];
    private readonly double _deltaCeiling;
    private bool _open;
    private bool _charged;
    private bool _beginning;
    private double _total;
    private ExactSum _spent;
    private ExactSum _deltaSpent;
    private ExactSum _preludeSpent;

    /// <summary>Opens a budget.</summary>
    /// <param name="epsilon">The epsilon of the whole run; positive.</param>
    /// <param name="delta">The delta of the whole run; zero asks for pure epsilon, which excludes Gaussian noise and thresholds.</param>
    /// <param name="gaussianDp">
    /// True when, with a positive delta, only rounded Gaussian noise, choices by the exponential mechanism and thresholds will be
    /// charged: they are then accounted by Gaussian differential privacy, and noise is less for the same promise. Everything
    /// else is refused.
    /// </param>
    /// <exception cref="VeilException">Epsilon or delta is out of range.</exception>
    internal PrivacyAccountant(double epsilon, double delta, bool gaussianDp = false)
    {
        Epsilon = PrivacyChecks.BudgetEpsilon(epsilon);
        Delta = PrivacyChecks.BudgetDelta(delta);
        _deltaCeiling = Delta;
        Rule = Delta == 0 ? CompositionRule.PureEpsilon : RuleWithDelta(gaussianDp);
        Open();
    }

    private PrivacyAccountant(double epsilon, double deltaCeiling, CompositionRule rule)
    {
        Epsilon = PrivacyChecks.BudgetEpsilon(epsilon);
        _deltaCeiling = PrivacyChecks.BudgetDelta(deltaCeiling);
        if (_deltaCeiling == 0)
            throw new ArgumentOutOfRangeException(nameof(deltaCeiling), "A delta that is to come must be allowed to be positive.");
        Rule = rule;
    }

    /// <summary>The epsilon of the whole run.</summary>
    public double Epsilon { get; }

    /// <summary>The delta of the whole run; zero until it is fixed when it is to come.</summary>
    public double Delta { get; private set; }

    /// <summary>The composition rule by which costs add up.</summary>
    public CompositionRule Rule { get; }

    /// <summary>The part of delta that is reserved for thresholds.</summary>
    public double ThresholdDelta { get; private set; }

    /// <summary>The budget in the currency of the rule; zero while delta is to come.</summary>
    public double Total => Locked(() => _total);

    /// <summary>The sum of the charges in the currency of the rule, rounded up; a prelude is not in it.</summary>
    public double Spent => Locked(() => _spent.ToDoubleUp());

    /// <summary>The amount that can still be charged in the currency of the rule, rounded down.</summary>
    public double Remaining => Locked(() => RemainingExact().ToDoubleDown());

    /// <summary>The part of delta that thresholds can still charge, rounded down.</summary>
    public double DeltaRemaining => Locked(() => ExactSum.Of(ThresholdDelta).MinusOrZero(_deltaSpent).ToDoubleDown());

    /// <summary>
    /// Called once, when the first charge is known to fit and before it is made; if it throws, nothing was charged. It runs under the
    /// accountant's lock.
    /// </summary>
    internal Action? BeforeFirstCharge { get; set; }

    /// <summary>The charges made so far, in order.</summary>
    public IReadOnlyList<Charge> Charges => Locked<IReadOnlyList<Charge>>(() => [.. _charges]);

    /// <summary>
    /// Opens a budget whose delta depends on something private that is measured first, such as the number of rows. Only
    /// <see cref="ChargePrelude"/> is possible until <see cref="FixDelta"/>.
    /// </summary>
    /// <param name="epsilon">The epsilon of the whole run; positive.</param>
    /// <param name="deltaCeiling">The largest delta that can be fixed; positive. It is the promise made before anything is read.</param>
    /// <param name="gaussianDp">
    /// True when, after the prelude, only rounded Gaussian noise, choices by the exponential mechanism and thresholds will be
    /// charged.
    /// </param>
    /// <exception cref="VeilException">Epsilon or the ceiling is out of range.</exception>
    internal static PrivacyAccountant WithDeltaToCome(double epsilon, double deltaCeiling, bool gaussianDp = false) =>
        new(epsilon, deltaCeiling, RuleWithDelta(gaussianDp));

    /// <summary>Charges a pure event, in epsilon, before delta is known.</summary>
    /// <exception cref="VeilException">Code <c>budget-exceeded</c> or <c>event-not-allowed</c>; nothing was charged.</exception>
    /// <exception cref="InvalidOperationException">Delta is known already.</exception>
    internal void ChargePrelude(PrivacyEvent privacyEvent, string purpose)
    {
        lock (_gate)
        {
            RefuseWhileBeginning();
            if (_open)
                throw new InvalidOperationException("A prelude comes before delta is fixed.");
            var cost = CheckedCost(privacyEvent, CompositionRule.PureEpsilon, purpose);
            var after = _preludeSpent.Plus(cost);

            // Something must be left for the rest of the run.
            if (!after.Plus(PrivacyChecks.SmallestEpsilon).IsAtMost(ExactSum.Of(Epsilon)))
                throw Exceeded(purpose);
            Begin();
            _preludeSpent = after;
            _charges.Add(new Charge(privacyEvent, purpose, cost, Prelude: true));
        }
    }

    /// <summary>Fixes the delta that was to come and opens the rest of the budget: epsilon less the prelude, at this delta.</summary>
    /// <param name="delta">Positive and at most the ceiling; a function of public facts and of the prelude's outputs alone.</param>
    /// <exception cref="VeilException">Delta is out of range, or above the ceiling (code <c>delta-above-ceiling</c>).</exception>
    /// <exception cref="InvalidOperationException">Delta is known already.</exception>
    internal void FixDelta(double delta)
    {
        lock (_gate)
        {
            RefuseWhileBeginning();
            if (_open)
                throw new InvalidOperationException("Delta is fixed already.");
            PrivacyChecks.BudgetDelta(delta);
            if (!(delta > 0 && delta <= _deltaCeiling))
            {
                throw new VeilException(
                    FaultKind.PrivacyRefusal,
                    "delta-above-ceiling",
                    "The delta of a run must be above zero and within the ceiling that was promised when it began.",
                    "Choose a smaller delta.");
            }

            Delta = delta;
            Open();
        }
    }

    /// <summary>Reserves a part of delta for thresholds. Before the first charge, prelude excepted.</summary>
    /// <param name="delta">Above zero and below <see cref="Delta"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is out of range.</exception>
    /// <exception cref="InvalidOperationException">The budget has been charged, is not open, or has no delta.</exception>
    internal void ReserveThresholdDelta(double delta)
    {
        lock (_gate)
        {
            RefuseWhileBeginning();
            if (!_open || _charged || Training is not null || Rule == CompositionRule.PureEpsilon)
                throw new InvalidOperationException("Delta for thresholds is reserved from a positive delta, before the first charge.");
            PrivacyChecks.EventDelta(delta);
            if (!(delta < Delta))
                throw new ArgumentOutOfRangeException(nameof(delta), "Something of delta must be left for the noise.");
            var total = TotalAt(delta);
            ThresholdDelta = delta;
            _total = total;
        }
    }

    /// <summary>Takes the cost of an event from the budget. Call it before the data are read.</summary>
    /// <param name="privacyEvent">The event that is about to happen.</param>
    /// <param name="purpose">The purpose, in words that hold no value of the table.</param>
    /// <exception cref="VeilException">
    /// Code <c>budget-exceeded</c> when it does not fit, <c>event-not-allowed</c> when the rule cannot express the event;
    /// nothing was charged.
    /// </exception>
    /// <exception cref="InvalidOperationException">Delta is still to come.</exception>
    public void Charge(PrivacyEvent privacyEvent, string purpose)
    {
        lock (_gate)
        {
            RefuseWhileBeginning();
            if (!_open)
                throw new InvalidOperationException("Delta has to be fixed before the budget is charged.");
            if (_restored)
                throw new InvalidOperationException("A budget that was restored takes no more charges.");
            var cost = CheckedCost(privacyEvent, Rule, purpose);
            var after = _spent.Plus(cost);
            var deltaAfter = _deltaSpent.Plus(privacyEvent.Delta);
            if (!(after.IsAtMost(ExactSum.Of(_total)) && deltaAfter.IsAtMost(ExactSum.Of(ThresholdDelta))))
                throw Exceeded(purpose);
            Begin();
            _charged = true;
            _spent = after;
            _deltaSpent = deltaAfter;
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
        new(Epsilon, Locked(() => _open ? Delta : _deltaCeiling), unit, neighbours);

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

    // Code from outside runs here, under the lock that it could enter again: until it is back nothing else may change the budget.
    private void Begin()
    {
        if (_charges.Count > 0 || BeforeFirstCharge is not { } commit)
            return;
        _beginning = true;
        try
        {
            commit();
        }
        finally
        {
            _beginning = false;
        }
    }

    private void RefuseWhileBeginning()
    {
        if (_beginning)
            throw new InvalidOperationException("A ledger must not change the budget that it commits.");
    }

    private void Open()
    {
        _total = TotalAt(thresholdDelta: 0);
        _open = true;
    }

    private double TotalAt(double thresholdDelta)
    {
        if (Rule == CompositionRule.PureEpsilon)
            return Epsilon;
        var epsilon = ExactSum.Of(Epsilon).MinusOrZero(_preludeSpent).ToDoubleDown();
        var delta = DirectedRounding.SubtractDown(Delta, thresholdDelta);
        return Rule == CompositionRule.GaussianDp ? GaussianDp.HalfMuSquared(epsilon, delta) : ZCdp.Rho(epsilon, delta);
    }

    private static CompositionRule RuleWithDelta(bool gaussianDp) =>
        gaussianDp ? CompositionRule.GaussianDp : CompositionRule.ZeroConcentrated;

    private ExactSum RemainingExact() => _restored ? ExactSum.Zero : ExactSum.Of(_total).MinusOrZero(_spent);

    private static double CheckedCost(PrivacyEvent privacyEvent, CompositionRule rule, string purpose)
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

    private static VeilException Exceeded(string purpose) =>
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
