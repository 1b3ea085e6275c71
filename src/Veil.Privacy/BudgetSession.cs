using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Ledger;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;

namespace Veil.Privacy;

/// <summary>
/// The budget of one run, from its reservation on a ledger to its last charge: the only way to a <see cref="PrivateTable"/>. It is begun
/// before the source is read and opened with what was read; disposing of it refunds a budget of which nothing was charged.
/// </summary>
public sealed class BudgetSession : IDisposable
{
    /// <summary>The part of epsilon that the number of rows costs where delta or a training depends on it and it is not declared.</summary>
    public const double ShareOfRowCount = 0.01;

    /// <summary>The part of delta for the thresholds of learnt categories.</summary>
    public const double ShareOfThresholds = 0.1;

    private readonly PrivacyGuarantee _promised;
    private readonly NoiseSource _noise;
    private readonly IBudgetLedger? _ledger;
    private readonly BudgetReservation _reservation;
    private readonly bool _continues;
    private Phase _phase = Phase.Reserved;

    private BudgetSession(
        PrivacyGuarantee promised, NoiseSource? noise, IBudgetLedger? ledger, BudgetReservation reservation, bool continues)
    {
        _promised = promised;
        _noise = noise ?? NoiseSource.Secure;
        _ledger = ledger;
        _reservation = reservation;
        _continues = continues;
    }

    /// <summary>True when the budget is spent, or may be: something was charged, or an earlier process of the run may have.</summary>
    public bool IsSpent => _continues || _phase == Phase.Committed;

    /// <summary>The number of rows that delta was computed from; null where it was not.</summary>
    public NoisyCount? Rows { get; private set; }

    /// <summary>The standing of the account with this run, once it is opened; null where no account is kept.</summary>
    public AccountStanding? Standing { get; private set; }

    /// <summary>An upper bound of the cost of a run, from facts that are known before its source is read.</summary>
    /// <param name="promised">The promise of the run; its delta is the largest that it can be opened with.</param>
    /// <param name="mayTrain">
    /// True when a training may be reserved, whose schedule depends on the number of rows: of such a run no more is known than its promise.
    /// </param>
    public static RunCost BoundOf(PrivacyGuarantee promised, bool mayTrain) =>
        promised.Delta == 0 ? RunCost.Pure(promised)
        : mayTrain ? RunCost.BlackBox(promised)
        : RunCost.Gaussian(
            promised, GaussianDp.HalfMuSquared(promised.Epsilon, promised.Delta),
            promised.Delta * ShareOfThresholds, promised.Epsilon * ShareOfRowCount);

    /// <summary>Reserves the budget of a run.</summary>
    /// <param name="claim">The promise of the run; its delta is the largest that it can be opened with.</param>
    /// <param name="noise">The source of noise; the operating system's generator by default.</param>
    /// <param name="ledger">The ledger that the budget is taken from; null where none is kept.</param>
    /// <param name="continues">
    /// True when an earlier process of the same run broke off: it may have charged, so this one never gives the budget back.
    /// </param>
    /// <exception cref="VeilException">The ledger does not cover it.</exception>
    public static BudgetSession Begin(
        BudgetClaim claim, NoiseSource? noise = null, IBudgetLedger? ledger = null, bool continues = false) =>
        new(claim.Guarantee, noise, ledger, ledger?.Reserve(claim) ?? new BudgetReservation("", claim), continues);

    /// <summary>
    /// The table of a run that was interrupted, whose charges stand: a training goes on, and nothing more can be charged. It was paid
    /// for when it began, so nothing is reserved.
    /// </summary>
    /// <param name="rows">The sensitive rows. The caller gives up its own reference.</param>
    /// <param name="promised">The guarantee of the run.</param>
    /// <param name="rule">The composition rule by which costs add up.</param>
    /// <param name="total">The budget that the run had, in the currency of the rule.</param>
    /// <param name="charges">The charges.</param>
    /// <param name="noise">The source of noise; the operating system's generator by default.</param>
    /// <exception cref="VeilException">Code <c>charges-not-covered</c>: the guarantee does not cover the charges.</exception>
    public static PrivateTable Resume(
        Table rows, PrivacyGuarantee promised, CompositionRule rule, double total, IReadOnlyList<Charge> charges, NoiseSource? noise = null)
    {
        var accountant = PrivacyAccountant.Restore(promised, rule, total, charges);
        return new PrivateTable(new RowsInMemory(rows), accountant, promised.Unit, promised.Neighbours, noise);
    }

    /// <summary>Opens the budget on rows in memory.</summary>
    /// <param name="rows">The sensitive rows. The caller gives up its own reference.</param>
    /// <param name="terms">The terms that were not known before the source was read.</param>
    /// <exception cref="VeilException">
    /// The entity column is absent, or code <c>rows-needed</c>, or what <see cref="OpeningTerms.DeltaOfRows"/> or the ledger throws.
    /// </exception>
    public PrivateTable Open(Table rows, OpeningTerms terms)
    {
        _ledger?.Identify(_reservation, () => RowsDigest.Of(rows));
        return Open(new RowsInMemory(rows), terms);
    }

    /// <summary>Opens the budget on a source that may only be able to count.</summary>
    internal PrivateTable Open(ISensitiveCounts counts, OpeningTerms terms)
    {
        if (terms.NeedsRows && counts is not ISensitiveRows)
        {
            throw PrivateTable.RowsNeeded();
        }

        var answers = PrivateTable.OpenGate(counts, _promised.Unit, _noise);
        var budget = TermsOf(terms, counts, answers);
        var accountant = new PrivacyAccountant(budget, budget.Prelude.Count == 0 ? Commit : null);
        Standing = _ledger?.Settle(_reservation, CostOf(budget, accountant));
        return new PrivateTable(new MechanismContext(counts, accountant, _promised.Unit, _promised.Neighbours, answers));
    }

    private BudgetTerms TermsOf(OpeningTerms terms, ISensitiveCounts counts, AnswerGate answers)
    {
        if (terms.DeltaOfRows is not { } deltaOf)
        {
            return Completed(new BudgetTerms(_promised.Epsilon, _promised.Delta), terms, _promised.Neighbours);
        }

        var prelude = new BudgetPrelude(_promised.Epsilon, _promised.Delta);
        var paid = RowCounting.ChargeFirst(prelude, _promised.Unit, _promised.Neighbours, _promised.Epsilon * ShareOfRowCount);
        if (paid is not null)
        {
            Commit();
        }

        Rows = RowCounting.MeasureFirst(counts, answers, paid);
        return Completed(prelude.FixDelta(deltaOf(Rows.Value)), terms, _promised.Neighbours, Rows.Value);
    }

    /// <summary>The budget that a run would be opened with, from public facts alone: nothing is reserved, read or drawn.</summary>
    /// <param name="promised">The promise of the run; its delta is the one that is planned with.</param>
    /// <param name="terms">The terms that the run would be opened with.</param>
    /// <exception cref="VeilException">Epsilon or delta is out of range.</exception>
    public static PlannedBudget Plan(PrivacyGuarantee promised, OpeningTerms terms)
    {
        if (terms.DeltaOfRows is null)
        {
            var known = new BudgetTerms(promised.Epsilon, promised.Delta);
            return new PlannedBudget(Completed(known, terms, promised.Neighbours), promised, null);
        }

        var prelude = new BudgetPrelude(promised.Epsilon, promised.Delta);
        var paid = RowCounting.ChargeFirst(prelude, promised.Unit, promised.Neighbours, promised.Epsilon * ShareOfRowCount);
        var budget = Completed(prelude.FixDelta(promised.Delta), terms, promised.Neighbours);
        return new PlannedBudget(budget, promised, paid?.Noise.StandardDeviation);
    }

    private RunCost CostOf(BudgetTerms budget, PrivacyAccountant accountant)
    {
        var promised = accountant.Promised(_promised.Unit, _promised.Neighbours);
        var prelude = budget.Prelude.Sum(charge => charge.Cost);
        return accountant.Rule == CompositionRule.PureEpsilon ? RunCost.Pure(promised)
            : accountant.Training is { } training
                ? RunCost.WithTraining(promised, training, accountant.Total, accountant.ThresholdDelta, prelude)
            : RunCost.Gaussian(promised, accountant.Total, accountant.ThresholdDelta, prelude);
    }

    private static BudgetTerms Completed(BudgetTerms budget, OpeningTerms terms, Neighbours neighbours, double? rows = null)
    {
        if (terms.LearnsCategories && budget.Rule != CompositionRule.PureEpsilon)
        {
            budget = budget with { ThresholdDelta = budget.Delta * ShareOfThresholds };
        }

        if (terms.Training?.Invoke(budget.Totals().Total, rows) is not { } training)
        {
            return budget;
        }

        SubsampledGaussian.CheckAllowed(budget.Delta, neighbours);
        return budget with { Training = training };
    }

    /// <summary>Refunds the reservation, unless something was charged or may have been.</summary>
    public void Dispose()
    {
        if (!_continues && Interlocked.CompareExchange(ref _phase, Phase.Refunded, Phase.Reserved) == Phase.Reserved)
        {
            _ledger?.Refund(_reservation);
        }
    }

    // A commit that fails is not tried again, and not refunded either: whether the ledger has it is not known.
    private void Commit()
    {
        if (Interlocked.CompareExchange(ref _phase, Phase.Committed, Phase.Reserved) != Phase.Reserved)
        {
            throw new InvalidOperationException("The reservation of this budget is gone.");
        }

        _ledger?.Commit(_reservation);
    }

    private enum Phase
    {
        Reserved,
        Committed,
        Refunded,
    }
}

/// <summary>The terms on which a budget is opened once its source has been read.</summary>
public sealed record OpeningTerms
{
    /// <summary>
    /// The delta of the run as a function of a number of rows, which is then measured first, with noise. At most the reserved delta;
    /// it may refuse. Null where delta is the reserved one.
    /// </summary>
    public Func<double, double>? DeltaOfRows { get; init; }

    /// <summary>True when categories may be learnt, for whose thresholds a part of delta is kept.</summary>
    public bool LearnsCategories { get; init; }

    /// <summary>
    /// The training that a part of the budget is reserved for, as a function of the whole budget in mu^2 / 2 and of the measured number
    /// of rows, which is null where it is not measured; may answer null. Null where nothing is trained.
    /// </summary>
    public Func<double, double?, TrainingTerms?>? Training { get; init; }

    /// <summary>True when rows are going to be lent: a source that can only count is refused before anything is charged.</summary>
    public bool NeedsRows { get; init; }
}
