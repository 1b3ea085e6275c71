using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests;

/// <summary>A budget is reserved, opened, committed before its first noise, and refunded only when it drew none.</summary>
public class BudgetSessionTests
{
    private readonly List<string> _events = [];

    [Fact]
    public void A_commit_comes_once_and_before_the_first_noise()
    {
        using (var session = Begin())
        {
            Assert.Equal(["reserve run 7: 1, 1E-06"], _events);
            var table = session.Open(Rows(), new OpeningTerms());
            Assert.Equal(["reserve run 7: 1, 1E-06", "identify 3 rows", "settle"], _events);
            table.CountRows(.001);
            table.CountRows(.001);
        }

        Assert.Equal(["reserve run 7: 1, 1E-06", "identify 3 rows", "settle", "commit a", "noise", "noise"], _events);
    }

    [Fact]
    public void A_delta_of_rows_is_committed_before_the_rows_are_counted()
    {
        using var session = Begin();
        var table = session.Open(Rows(), new OpeningTerms
        {
            DeltaOfRows = rows =>
            {
                Assert.InRange(rows, -5000, 5000);
                return 1e-9;
            },
        });
        Assert.Equal(["identify 3 rows", "commit a", "noise", "settle"], _events[1..]);
        Assert.Equal(1e-9, table.Accountant.Delta);
        var prelude = Assert.Single(table.Accountant.Charges);
        Assert.True(prelude.Prelude);
        Assert.InRange(prelude.Cost, BudgetSession.ShareOfRowCount * (1 - 1e-12), BudgetSession.ShareOfRowCount);
        Assert.NotNull(session.Rows);
        Assert.Equal(CompositionRule.GaussianDp, table.Accountant.Rule);
    }

    [Fact]
    public void What_is_refused_before_noise_is_refunded()
    {
        using (var session = Begin())
        {
            var table = session.Open(Rows(), new OpeningTerms());
            Assert.Equal("budget-exceeded", Assert.Throws<VeilException>(() => table.CountRows(1e3)).Code);
        }

        Assert.Equal(["identify 3 rows", "settle", "refund a"], _events[1..]);
    }

    [Fact]
    public void A_source_that_fails_is_refunded()
    {
        Assert.Throws<IOException>(void () =>
        {
            using var session = Begin();
            throw new IOException("The source broke off.");
        });
        Assert.Equal(["refund a"], _events[1..]);
    }

    [Fact]
    public void A_run_that_fails_after_noise_stays_charged()
    {
        Assert.Throws<IOException>(void () =>
        {
            using var session = Begin();
            session.Open(Rows(), new OpeningTerms()).CountRows(.001);
            throw new IOException("The run broke off.");
        });
        Assert.Equal(["identify 3 rows", "settle", "commit a", "noise"], _events[1..]);
    }

    [Fact]
    public void A_ledger_that_does_not_cover_the_run_stops_it()
    {
        var ledger = new Book(_events) { Covers = false };
        Assert.Throws<VeilException>(() => BudgetSession.Begin(Claim, Source(), ledger));
    }

    [Fact]
    public void A_commit_that_fails_draws_no_noise_and_is_not_tried_again()
    {
        var session = BudgetSession.Begin(Claim, Source(), new Book(_events) { Commits = false });
        var table = session.Open(Rows(), new OpeningTerms());
        Assert.Throws<IOException>(() => table.CountRows(.001));
        Assert.Throws<InvalidOperationException>(() => table.CountRows(.001));
        session.Dispose();
        Assert.Empty(table.Accountant.Charges);
        Assert.Equal(["identify 3 rows", "settle", "commit a"], _events[1..]);
    }

    [Fact]
    public void A_budget_that_was_refunded_pays_for_nothing()
    {
        var session = Begin();
        var table = session.Open(Rows(), new OpeningTerms());
        session.Dispose();
        session.Dispose();
        Assert.Throws<InvalidOperationException>(() => table.CountRows(.001));
        Assert.Empty(table.Accountant.Charges);
        Assert.Equal(["identify 3 rows", "settle", "refund a"], _events[1..]);
    }

    [Fact]
    public void Thresholds_have_a_tenth_of_delta_where_categories_may_be_learnt()
    {
        using var session = Begin();
        var table = session.Open(Rows(), new OpeningTerms { LearnsCategories = true });
        Assert.Equal(1e-7, table.Accountant.ThresholdDelta, 1e-20);
    }

    [Fact]
    public void A_ledger_cannot_change_the_budget_that_it_commits()
    {
        PrivateTable? table = null;
        var changes = new List<Exception?>();
        using var session = BudgetSession.Begin(Claim, Source(), new Book(_events)
        {
            OnCommit = () =>
            {
                changes.Add(Record.Exception(() => table!.CountRows(.001)));
                changes.Add(Record.Exception(() => table!.Accountant.Charge(new GaussianEvent(1e4, 1, isRounded: true), "by the ledger")));
            },
        });
        table = session.Open(Rows(), new OpeningTerms());

        table.CountRows(.001);

        Assert.All(changes, change => Assert.IsType<InvalidOperationException>(change));
        Assert.Equal(2, changes.Count);
        Assert.Single(table.Accountant.Charges);
    }

    private static BudgetClaim Claim { get; } =
        new(Promised, "a test", "run 7", BudgetSession.BoundOf(Promised, mayTrain: false));

    private static PrivacyGuarantee Promised => new(1, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove);

    private static Table Rows() => new([Sample.Integers("n", 1, 2, 3)]);

    private BudgetSession Begin() => BudgetSession.Begin(Claim, Source(), new Book(_events));

    private NoiseSource Source() => NoiseSource.Through(() => new Heard(_events));

    private sealed class Heard(List<string> events) : AnswerGate(new SeededRandomSource(1))
    {
        public override void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
        {
            events.Add("noise");
            base.Numbers(exact, terms, noise);
        }
    }

    private sealed class Book(List<string> events) : IBudgetLedger
    {
        public bool Covers { get; init; } = true;

        public bool Commits { get; init; } = true;

        public Action OnCommit { get; init; } = () => { };

        public BudgetReservation Reserve(BudgetClaim claim)
        {
            if (!Covers)
                throw new VeilException(FaultKind.PrivacyRefusal, "account-exhausted", "Nothing is left.", "Ask for less.");
            events.Add(FormattableString.Invariant($"reserve {claim.RunId}: {claim.Guarantee.Epsilon}, {claim.Guarantee.Delta}"));
            return new BudgetReservation("a", claim);
        }

        public void Identify(BudgetReservation reservation, Func<RowsDigest> rows) => events.Add($"identify {rows().Rows} rows");

        public AccountStanding? Settle(BudgetReservation reservation, RunCost cost)
        {
            events.Add("settle");
            return null;
        }

        public void Commit(BudgetReservation reservation)
        {
            events.Add($"commit {reservation.Id}");
            OnCommit();
            if (!Commits)
                throw new IOException("The book is locked.");
        }

        public void Refund(BudgetReservation reservation) => events.Add($"refund {reservation.Id}");
    }
}
