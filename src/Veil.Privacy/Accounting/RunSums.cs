namespace Veil.Privacy.Accounting;

/// <summary>The costs of several runs added up in each currency, and the epsilon that they come to.</summary>
/// <remarks>
/// Reference: docs/privacy.md, "Accounts: filters over releases". Privacy: whatever the runs were chosen by, they are
/// (epsilon, delta)-private when any of the three accounts, each at its share of delta, is within epsilon.
/// Cost: microseconds; a training costs milliseconds.
/// </remarks>
internal sealed class RunSums
{
    /// <summary>The sum of no runs.</summary>
    public static readonly RunSums Nothing = new();

    // Shares of delta: for chances of failure, for Gaussian and for Renyi differential privacy. Powers of two, so that nothing is rounded.
    private const double FailureShare = 0.25;
    private const double GaussianShare = 0.5;
    private const double RenyiShare = 0.25;

    private ExactSum _promisedEpsilon;
    private ExactSum _promisedDelta;
    private ExactSum _failure;
    private ExactSum _pure;
    private ExactSum _gaussian;
    private ExactSum[] _renyi = new ExactSum[RenyiFilter.Orders.Length];
    private int _notPure;
    private int _trainings;

    /// <summary>The costs of one run.</summary>
    public static RunSums Of(RunCost cost) => new()
    {
        _promisedEpsilon = ExactSum.Of(cost.Promised.Epsilon),
        _promisedDelta = ExactSum.Of(cost.Promised.Delta),
        _failure = ExactSum.Of(cost.Delta),
        _pure = ExactSum.Of(cost.PureEpsilon),
        _gaussian = ExactSum.Of(cost.HalfMuSquared).Plus(cost.PureEpsilon == 0 ? 0 : GaussianDp.OfPure(cost.PureEpsilon)),
        _renyi = [.. RenyiFilter.Losses(cost).Select(ExactSum.Of)],
        _notPure = cost.HalfMuSquared == 0 && cost.Training is null ? 0 : 1,
        _trainings = cost.Training is null ? 0 : 1,
    };

    /// <summary>This sum and another.</summary>
    public RunSums Plus(RunSums other) => Combined(other, (a, b) => a.Plus(b), 1);

    /// <summary>This sum less another that is part of it; exact, like the sum.</summary>
    public RunSums Minus(RunSums other) => Combined(other, (a, b) => a.MinusOrZero(b), -1);

    /// <summary>The most, rounded down, that the Gaussian account may add up to within epsilon.</summary>
    public static double GaussianCap(double epsilon, double delta) =>
        Share(delta, GaussianShare) is > 0 and var share ? GaussianDp.HalfMuSquared(epsilon, share) : 0;

    /// <summary>True when the runs are within the epsilon and delta of an account.</summary>
    /// <param name="epsilon">The epsilon of the account.</param>
    /// <param name="delta">The delta of the account.</param>
    /// <param name="gaussianCap">Its <see cref="GaussianCap"/>.</param>
    public bool AreWithin(double epsilon, double delta, double gaussianCap) =>
        IsFailureWithin(delta)
        && ((_notPure == 0 && _pure.IsAtMost(ExactSum.Of(epsilon)))
            || (_trainings == 0 && _gaussian.IsAtMost(ExactSum.Of(gaussianCap)))
            || RenyiEpsilon(delta) <= epsilon);

    /// <summary>The least epsilon, rounded up, that the runs are within at a delta; infinite when there is none.</summary>
    public double Epsilon(double delta)
    {
        if (!IsFailureWithin(delta))
        {
            return double.PositiveInfinity;
        }

        var epsilon = RenyiEpsilon(delta);
        if (_notPure == 0)
        {
            epsilon = Math.Min(epsilon, _pure.ToDoubleUp());
        }

        return _trainings == 0 && Share(delta, GaussianShare) is > 0 and var share && _gaussian.ToDoubleUp() is > 0 and var sum
            ? Math.Min(epsilon, GaussianDp.Epsilon(sum, share))
            : epsilon;
    }

    /// <summary>True when what the runs promise, added up, is within the epsilon and delta of an account.</summary>
    public bool ArePlainWithin(double epsilon, double delta) =>
        _promisedEpsilon.IsAtMost(ExactSum.Of(epsilon)) && _promisedDelta.IsAtMost(ExactSum.Of(delta));

    /// <summary>The sum of the promised epsilons, rounded up; infinite when the deltas are too much.</summary>
    public double PlainEpsilon(double delta) =>
        _promisedDelta.IsAtMost(ExactSum.Of(delta)) ? _promisedEpsilon.ToDoubleUp() : double.PositiveInfinity;

    /// <summary>The part of delta that chances of failure leave, rounded down.</summary>
    public double FailureLeft(double delta) => ExactSum.Of(Share(delta, FailureShare)).MinusOrZero(_failure).ToDoubleDown();

    /// <summary>The part of delta that promised deltas leave, rounded down.</summary>
    public double PlainDeltaLeft(double delta) => ExactSum.Of(delta).MinusOrZero(_promisedDelta).ToDoubleDown();

    private RunSums Combined(RunSums other, Func<ExactSum, ExactSum, ExactSum> combine, int sign) => new()
    {
        _promisedEpsilon = combine(_promisedEpsilon, other._promisedEpsilon),
        _promisedDelta = combine(_promisedDelta, other._promisedDelta),
        _failure = combine(_failure, other._failure),
        _pure = combine(_pure, other._pure),
        _gaussian = combine(_gaussian, other._gaussian),
        _renyi = [.. _renyi.Zip(other._renyi, combine)],
        _notPure = _notPure + (sign * other._notPure),
        _trainings = _trainings + (sign * other._trainings),
    };

    private bool IsFailureWithin(double delta) => _failure.IsAtMost(ExactSum.Of(Share(delta, FailureShare)));

    private double RenyiEpsilon(double delta) =>
        Share(delta, RenyiShare) is > 0 and var share
            ? RenyiFilter.Epsilon([.. _renyi.Select(sum => sum.ToDoubleUp())], share)
            : double.PositiveInfinity;

    // A delta of next to nothing has no parts.
    private static double Share(double delta, double share) => PrivacyChecks.IsNormalPositive(delta * share) ? delta * share : 0;
}
