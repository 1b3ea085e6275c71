using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Text;

namespace Veil.Privacy.Accounting;

/// <summary>
/// The filter of an account: the runs that were charged to it, and whether one more keeps all of them together within the account's
/// epsilon and delta, however each was chosen by what came out of the others. It does not change; a charge makes another one.
/// </summary>
/// <remarks>
/// Reference: Rogers and others 2016 (pure epsilon), Feldman and Zrnic 2021 (Renyi), Smith and Thakurta 2022 (Gaussian). See
/// docs/privacy.md, "Accounts: filters over releases", for why delta is divided between them beforehand.
/// Privacy: sums are exact, conversions are rounded towards more loss. Cost: below a millisecond per charge; a training costs some.
/// </remarks>
public sealed class PrivacyFilter
{
    private const int MostRepeats = 1000;

    // The parts of an epsilon that are tried when a smaller run is looked for.
    private const double SmallestPart = 1e-3;

    private readonly ImmutableArray<RunCost> _charges;
    private readonly RunSums _sums;
    private readonly double _gaussianCap;
    private readonly bool _isPlain;

    private PrivacyFilter(double epsilon, double delta, double gaussianCap, bool isPlain, ImmutableArray<RunCost> charges, RunSums sums)
    {
        (Epsilon, Delta, _gaussianCap, _isPlain, _charges, _sums) = (epsilon, delta, gaussianCap, isPlain, charges, sums);
    }

    /// <summary>The epsilon that everything charged keeps within; infinite for an account that only keeps books.</summary>
    public double Epsilon { get; }

    /// <summary>The delta of the account; zero where only pure mechanisms are admitted.</summary>
    public double Delta { get; }

    /// <summary>
    /// True when only the promises of runs are added up, because the first run leaves no room for anything else. That is settled by
    /// the first charge, before anything was released, and stays.
    /// </summary>
    public bool IsPlain => _isPlain;

    /// <summary>What was charged, in order.</summary>
    public IReadOnlyList<RunCost> Charges => _charges;

    /// <summary>
    /// The least epsilon of an account, rounded up, that would have admitted everything charged so far; infinite when none would.
    /// After the fact it describes; what is promised is <see cref="Epsilon"/>.
    /// </summary>
    public double EpsilonTotal
    {
        get
        {
            var total = _isPlain ? _sums.PlainEpsilon(Delta) : _sums.Epsilon(Delta);

            // One run alone was not chosen by anything, so its own promise holds.
            if (_charges.Length == 1)
            {
                total = Math.Min(total, _sums.PlainEpsilon(Delta));
            }

            // What was admitted was checked at the cap; a conversion back may round above it.
            return total > Epsilon && IsWithin(_sums, _isPlain) ? Epsilon : total;
        }
    }

    /// <summary>The filter of a new account.</summary>
    /// <param name="epsilon">The most that everything together may cost; infinite for an account that only keeps books.</param>
    /// <param name="delta">The delta of everything together; may be zero.</param>
    /// <exception cref="VeilException">Epsilon or delta is out of range.</exception>
    public static PrivacyFilter Open(double epsilon, double delta) => Opened(epsilon, delta, isPlain: false, [], RunSums.Nothing);

    /// <summary>True when a run may be charged.</summary>
    public bool Admits(RunCost cost) => Next(_sums.Plus(RunSums.Of(cost))) is not null;

    /// <summary>The filter after one more run.</summary>
    /// <exception cref="VeilException">Code <c>account-exceeded</c>: it does not fit.</exception>
    public PrivacyFilter Charge(RunCost cost)
    {
        var sums = _sums.Plus(RunSums.Of(cost));
        return Next(sums) is { } isPlain ? With(isPlain, _charges.Add(cost), sums) : throw Exceeded(cost);
    }

    /// <summary>The number of times that a run could be charged; 1,000 stands for that many or more.</summary>
    public int MoreLike(RunCost cost)
    {
        var (sums, isPlain) = (_sums, _isPlain);
        var one = RunSums.Of(cost);
        for (var times = 0; times < MostRepeats; times++)
        {
            sums = sums.Plus(one);
            if (Next(sums, isPlain, isFirst: _charges.IsEmpty && times == 0) is not { } next)
            {
                return times;
            }

            isPlain = next;
        }

        return MostRepeats;
    }

    /// <summary>The filter once the exact cost of a run is known: where that does not fit, the bound that was charged stays.</summary>
    /// <param name="bound">The cost that was charged.</param>
    /// <param name="exact">Another upper bound of what the same run learns.</param>
    /// <exception cref="InvalidOperationException">No such cost was charged.</exception>
    public PrivacyFilter Settle(RunCost bound, RunCost exact)
    {
        var at = IndexOf(bound);
        var sums = _sums.Minus(RunSums.Of(bound)).Plus(RunSums.Of(exact));
        return IsWithin(sums, _isPlain) ? With(_isPlain, _charges.SetItem(at, exact), sums) : this;
    }

    /// <summary>The filter without a run that released nothing.</summary>
    /// <exception cref="InvalidOperationException">No such cost was charged.</exception>
    public PrivacyFilter Without(RunCost cost)
    {
        var rest = _charges.RemoveAt(IndexOf(cost));
        return With(_isPlain && !rest.IsEmpty, rest, _sums.Minus(RunSums.Of(cost)));
    }

    /// <summary>The filter under a larger promise, which is about everything that was charged before, too.</summary>
    /// <param name="epsilon">Not below the present one.</param>
    /// <param name="delta">Not below the present one.</param>
    /// <exception cref="VeilException">Epsilon or delta is out of range.</exception>
    public PrivacyFilter Raise(double epsilon, double delta) =>
        epsilon >= Epsilon && delta >= Delta
            ? Opened(epsilon, delta, _isPlain, _charges, _sums)
            : throw new ArgumentOutOfRangeException(nameof(epsilon), "The promise of an account can only be made larger.");

    private static PrivacyFilter Opened(double epsilon, double delta, bool isPlain, ImmutableArray<RunCost> charges, RunSums sums)
    {
        PrivacyChecks.BudgetDelta(delta);
        var gaussianCap = double.IsPositiveInfinity(epsilon) ? epsilon : RunSums.GaussianCap(PrivacyChecks.BudgetEpsilon(epsilon), delta);
        return new(epsilon, delta, gaussianCap, isPlain, charges, sums);
    }

    private PrivacyFilter With(bool isPlain, ImmutableArray<RunCost> charges, RunSums sums) =>
        new(Epsilon, Delta, _gaussianCap, isPlain, charges, sums);

    private bool? Next(RunSums sums) => Next(sums, _isPlain, _charges.IsEmpty);

    // Whether the account is plain once so much is charged; null when it is too much. The first charge settles it.
    private bool? Next(RunSums sums, bool isPlain, bool isFirst) =>
        IsWithin(sums, isPlain) ? isPlain
        : isFirst && IsWithin(sums, isPlain: true) ? true
        : null;

    private bool IsWithin(RunSums sums, bool isPlain) =>
        isPlain ? sums.ArePlainWithin(Epsilon, Delta)
        : double.IsPositiveInfinity(Epsilon) || sums.AreWithin(Epsilon, Delta, _gaussianCap);

    private int IndexOf(RunCost cost) =>
        _charges.IndexOf(cost) is >= 0 and var at
            ? at
            : throw new InvalidOperationException("No such cost was charged to the account.");

    private VeilException Exceeded(RunCost cost)
    {
        var (epsilon, delta) = (cost.Promised.Epsilon, cost.Promised.Delta);
        var isPlain = _isPlain || _charges.IsEmpty;
        var (asked, left) = isPlain ? (delta, _sums.PlainDeltaLeft(Delta)) : (cost.Delta, _sums.FailureLeft(Delta));
        var (spent, smaller) = asked > left
            ? ($"of its delta of {NumberText.Of(Delta)} no more than {NumberText.Of(left)} is left for such a run",
                left > 0 ? Ask("‹delta›", delta * (left / asked), smaller => smaller * (asked / delta) <= left) : "Wait")
            : ($"{NumberText.AtMost(EpsilonTotal)} of its epsilon of {NumberText.Of(Epsilon)} is spent",
                Smaller(cost) is > 0 and var fits ? Ask("‹epsilon›", fits, smaller => Admits(cost.At(smaller))) : "Wait");
        return new(
            FaultKind.PrivacyRefusal,
            "account-exceeded",
            $"A run with epsilon {NumberText.AtMost(epsilon)} and delta {NumberText.AtMost(delta)} does not fit into what is left of the "
            + $"account: {spent}.",
            $"{smaller} until the owner of the account raises what everything together may cost.");
    }

    // The largest epsilon with which such a run would fit; zero when there is none worth asking for.
    private double Smaller(RunCost cost)
    {
        var least = SmallestPart * cost.Promised.Epsilon;
        return least >= PrivacyChecks.SmallestEpsilon && Admits(cost.At(least))
            ? Bisection.Largest(least, cost.Promised.Epsilon, epsilon => Admits(cost.At(epsilon)))
            : 0;
    }

    // Three digits that fit as they are written.
    private static string Ask(string setting, double value, Func<double, bool> fits)
    {
        const int Digits = 3;
        var text = NumberText.Of(value, Digits);
        if (!fits(double.Parse(text, CultureInfo.InvariantCulture)))
        {
            text = NumberText.Of(value - Math.Pow(10, Math.Floor(Math.Log10(value)) - Digits + 1), Digits);
        }

        return $"Ask for {setting} of at most {text}, or wait";
    }
}
