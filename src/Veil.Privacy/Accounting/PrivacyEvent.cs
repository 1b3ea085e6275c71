namespace Veil.Privacy.Accounting;

/// <summary>One thing that was learnt from the private table, described by what its cost depends on.</summary>
public abstract record PrivacyEvent
{
    private protected PrivacyEvent()
    {
    }

    /// <summary>The chance, spent by this event alone, that its guarantee fails; zero for all but thresholds.</summary>
    public virtual double Delta => 0;

    /// <summary>The cost of the event in the currency of a rule, rounded up.</summary>
    /// <returns>An epsilon, a rho or a mu^2/2; infinity when the rule cannot express the event.</returns>
    public abstract double Cost(CompositionRule rule);

    /// <summary><c>value^2 / divisor</c>, rounded up; the divisor is a power of two.</summary>
    private protected static double SquareOver(double value, double divisor) =>
        DirectedRounding.DivideUp(DirectedRounding.MultiplyUp(value, value), divisor);
}

/// <summary>Gaussian noise on a vector of integers: continuous and rounded, or, in old statements, discrete.</summary>
/// <remarks>
/// Reference: Canonne, Kamath and Steinke 2020, theorem 4, for the discrete one; Dong, Roth and Su 2022, theorem 1, for
/// the rounded one. Privacy: rho = s^2 / (2 sigma^2) for both; the rounded one is also s / sigma-GDP, which the discrete
/// one is not; no pure epsilon. Cost: none.
/// </remarks>
public sealed record GaussianEvent : PrivacyEvent
{
    /// <summary>Describes the event.</summary>
    /// <param name="sigma">The noise parameter; not above the true one.</param>
    /// <param name="l2Sensitivity">The L2 sensitivity: the most by which one unit moves the vector in the Euclidean norm.</param>
    /// <param name="isRounded">True when the noise is a continuous Gaussian, rounded, and not a discrete one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive or out of range.</exception>
    public GaussianEvent(double sigma, double l2Sensitivity, bool isRounded = false)
    {
        Sigma = PrivacyChecks.NoiseScale(sigma);
        L2Sensitivity = PrivacyChecks.Sensitivity(l2Sensitivity);
        IsRounded = isRounded;
    }

    /// <summary>The noise parameter.</summary>
    public double Sigma { get; }

    /// <summary>The L2 sensitivity: the most by which one unit moves the vector in the Euclidean norm.</summary>
    public double L2Sensitivity { get; }

    /// <summary>True when the noise is a continuous Gaussian, rounded, and not a discrete one.</summary>
    public bool IsRounded { get; }

    /// <summary>The event with the least noise, rounded, whose cost does not exceed a budget in the currency of the rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is out of range, or the rule is not that of Gaussian differential privacy.
    /// </exception>
    public static GaussianEvent Within(CompositionRule rule, double budget, double l2Sensitivity)
    {
        PrivacyChecks.Rho(budget);
        PrivacyChecks.Sensitivity(l2Sensitivity);
        if (rule != CompositionRule.GaussianDp)
            throw new ArgumentOutOfRangeException(nameof(rule), "Gaussian noise is drawn for budgets of Gaussian differential privacy.");
        var sigma = l2Sensitivity / Math.Sqrt(2 * budget);
        while (true)
        {
            var candidate = new GaussianEvent(sigma, l2Sensitivity, isRounded: true);
            if (candidate.Cost(rule) <= budget)
                return candidate;
            sigma = Math.BitIncrement(sigma);
        }
    }

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule) =>
        rule == CompositionRule.ZeroConcentrated || (rule == CompositionRule.GaussianDp && IsRounded)
            ? SquareOver(DirectedRounding.DivideUp(L2Sensitivity, Sigma), 2)
            : double.PositiveInfinity;
}

/// <summary>Discrete Laplace noise on a vector of integers.</summary>
/// <remarks>
/// Reference: Ghosh, Roughgarden and Sundararajan 2009; Bun and Steinke 2016 for the conversion. Privacy: epsilon = s / b;
/// rho = epsilon^2 / 2. Cost: none.
/// </remarks>
public sealed record LaplaceEvent : PrivacyEvent
{
    /// <summary>Describes the event.</summary>
    /// <param name="scale">The noise scale b; not above the true one.</param>
    /// <param name="l1Sensitivity">
    /// The L1 sensitivity: the most by which one unit moves the vector in the sum of absolute differences.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive or out of range.</exception>
    public LaplaceEvent(double scale, double l1Sensitivity)
    {
        Scale = PrivacyChecks.NoiseScale(scale);
        L1Sensitivity = PrivacyChecks.Sensitivity(l1Sensitivity);
    }

    /// <summary>The noise scale b.</summary>
    public double Scale { get; }

    /// <summary>The L1 sensitivity: the most by which one unit moves the vector in the sum of absolute differences.</summary>
    public double L1Sensitivity { get; }

    /// <summary>The event with the least noise whose cost does not exceed a budget in the currency of the rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or the rule is not that of pure epsilon.</exception>
    public static LaplaceEvent Within(CompositionRule rule, double budget, double l1Sensitivity)
    {
        PrivacyChecks.EventEpsilon(budget);
        PrivacyChecks.Sensitivity(l1Sensitivity);
        if (rule != CompositionRule.PureEpsilon)
            throw new ArgumentOutOfRangeException(nameof(rule), "Laplace noise is drawn for budgets of pure epsilon.");
        var scale = l1Sensitivity / budget;
        while (true)
        {
            var candidate = new LaplaceEvent(scale, l1Sensitivity);
            if (candidate.Cost(rule) <= budget)
                return candidate;
            scale = Math.BitIncrement(scale);
        }
    }

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule)
    {
        var epsilon = DirectedRounding.DivideUp(L1Sensitivity, Scale);
        return rule switch
        {
            CompositionRule.PureEpsilon => epsilon,
            CompositionRule.ZeroConcentrated => SquareOver(epsilon, 2),
            _ => double.PositiveInfinity,
        };
    }
}

/// <summary>A choice by the exponential mechanism.</summary>
/// <remarks>
/// Reference: Cesar and Rogers, "Bounding, concentrating, and truncating", 2021: a mechanism whose privacy loss has range
/// epsilon is epsilon^2 / 8-zCDP. It is also sqrt(2 pi) / 4 epsilon-GDP, so that <c>mu^2 / 2 = pi epsilon^2 / 16</c>; see
/// docs/privacy.md, "The exponential mechanism". Privacy: pure epsilon; rho = epsilon^2 / 8; half the square of mu as above.
/// Not for permute-and-flip under the last two: that is a <see cref="PureEvent"/>. Cost: none.
/// </remarks>
public sealed record ExponentialEvent : PrivacyEvent
{
    /// <summary>Describes the event.</summary>
    /// <param name="epsilon">The parameter of <c>exp(epsilon * score / (2 * sensitivity))</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive or out of range.</exception>
    public ExponentialEvent(double epsilon) => Epsilon = PrivacyChecks.EventEpsilon(epsilon);

    /// <summary>The parameter of <c>exp(epsilon * score / (2 * sensitivity))</c>.</summary>
    public double Epsilon { get; }

    /// <summary>The sharpest choice whose cost does not exceed a budget in the currency of the rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The budget is out of range, or none is opened under the rule.</exception>
    public static ExponentialEvent Within(CompositionRule rule, double budget)
    {
        if (rule == CompositionRule.PureEpsilon)
            return new(budget);
        if (rule != CompositionRule.GaussianDp)
            throw new ArgumentOutOfRangeException(nameof(rule), "No budget is opened under this rule.");
        PrivacyChecks.Rho(budget);
        var epsilon = Math.Sqrt(16 * budget / Math.PI);
        while (!(HalfMuSquared(epsilon) <= budget))
            epsilon = Math.BitDecrement(epsilon);
        return new(epsilon);
    }

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule) =>
        rule switch
        {
            CompositionRule.PureEpsilon => Epsilon,
            CompositionRule.ZeroConcentrated => SquareOver(Epsilon, 8),
            _ => HalfMuSquared(Epsilon),
        };

    // Math.PI is below pi by less than a unit in its last place.
    private static double HalfMuSquared(double epsilon) =>
        DirectedRounding.MultiplyUp(SquareOver(epsilon, 16), Math.BitIncrement(Math.PI));
}

/// <summary>Any other mechanism with a pure epsilon, such as permute-and-flip.</summary>
/// <remarks>
/// Reference: Bun and Steinke, "Concentrated differential privacy", 2016, proposition 1.4. Privacy: pure epsilon;
/// rho = epsilon^2 / 2. Cost: none.
/// </remarks>
public sealed record PureEvent : PrivacyEvent
{
    /// <summary>Describes the event.</summary>
    /// <param name="epsilon">The parameter of the mechanism.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive or out of range.</exception>
    public PureEvent(double epsilon) => Epsilon = PrivacyChecks.EventEpsilon(epsilon);

    /// <summary>The parameter of the mechanism.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule) =>
        rule switch
        {
            CompositionRule.PureEpsilon => Epsilon,
            CompositionRule.ZeroConcentrated => SquareOver(Epsilon, 2),
            _ => double.PositiveInfinity,
        };
}

/// <summary>
/// A threshold that a value held by one unit alone passes only with a small chance: it costs that chance and nothing else.
/// The noise before the threshold is an event of its own.
/// </summary>
/// <remarks>
/// Reference: Bun and Steinke 2016, definition 8.1 (approximate zCDP; the same under Gaussian differential privacy).
/// Privacy: delta; no pure epsilon. Cost: none.
/// </remarks>
public sealed record ThresholdEvent : PrivacyEvent
{
    /// <summary>Describes the event.</summary>
    /// <param name="delta">The chance that the threshold fails; above zero and below one.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is out of range.</exception>
    public ThresholdEvent(double delta) => Delta = PrivacyChecks.EventDelta(delta);

    /// <summary>The chance that the threshold fails.</summary>
    public override double Delta { get; }

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule) =>
        rule is CompositionRule.ZeroConcentrated or CompositionRule.GaussianDp ? 0 : double.PositiveInfinity;
}

/// <summary>Several events that happen, or do not happen, together.</summary>
/// <remarks>Reference: composition in each currency. Privacy: the costs add. Cost: none.</remarks>
public sealed record ComposedEvent : PrivacyEvent
{
    /// <summary>Describes the events.</summary>
    /// <param name="events">At least one event.</param>
    /// <exception cref="ArgumentException">There is no event.</exception>
    public ComposedEvent(IReadOnlyList<PrivacyEvent> events)
    {
        if (events.Count == 0)
            throw new ArgumentException("There must be an event.", nameof(events));
        Events = [.. events];
    }

    /// <summary>The events.</summary>
    public IReadOnlyList<PrivacyEvent> Events { get; }

    /// <summary>True when the other holds equal events in the same order.</summary>
    public bool Equals(ComposedEvent? other) => other is not null && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Events.Count, Events[0]);

    /// <inheritdoc/>
    public override double Delta => Total(e => e.Delta);

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule) => Total(e => e.Cost(rule));

    private double Total(Func<PrivacyEvent, double> part)
    {
        var sum = ExactSum.Zero;
        foreach (var item in Events)
        {
            var value = part(item);
            if (!(value < double.PositiveInfinity))
                return double.PositiveInfinity;
            sum = sum.Plus(value);
        }

        return sum.ToDoubleUp();
    }
}
