using System.Diagnostics;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Sql.Ledger;
using Veil.Workflows.Budgets;

namespace Veil.Workflows.Tests.Budgets;

/// <summary>The steps of a run on an account: each can be repeated, none can be undone, and many runs at once lose nothing.</summary>
public sealed class AccountLedgerTests : IDisposable
{
    private static readonly RowsDigest s_rows = new(10, 7, 3);

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-ledger-").FullName;
    private readonly SettableClock _clock = new();

    public AccountLedgerTests() => Create("people", 3);

    private SqliteLedgerStore Store => new(_folder, _clock);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_step_that_is_repeated_changes_nothing()
    {
        var ledger = new AccountLedger(Store, "people");
        for (var i = 0; i < 2; i++)
        {
            var reservation = ledger.Reserve(Claim("a", 1));
            ledger.Identify(reservation, () => s_rows);
            ledger.Settle(reservation, Cost(0.5));
            ledger.Commit(reservation);
        }

        Assert.Equal(["open", "reserve", "identify", "settle", "commit"], Kinds());
        Assert.Equal(0.5, Assert.Single(Show().Charged).Cost.Promised.Epsilon);
    }

    [Fact]
    public void A_reservation_counts_until_it_is_refunded_and_a_commit_for_ever()
    {
        var ledger = new AccountLedger(Store, "people");
        var reservation = ledger.Reserve(Claim("a", 2.9));
        Assert.Equal("account-exceeded", Fault(() => ledger.Reserve(Claim("b", 2.9))));

        ledger.Refund(reservation);
        ledger.Refund(reservation);
        Assert.Empty(Show().Charged);
        Assert.Equal("reservation-expired", Fault(() => ledger.Commit(reservation)));

        var second = ledger.Reserve(Claim("b", 2.9));
        ledger.Commit(second);
        Assert.Equal("reservation-spent", Fault(() => ledger.Refund(second)));
        Assert.Equal("reservation-spent", Fault(() => new RefundBudgetJob().Run(
            new RefundBudgetRequest { Ledger = Store, Account = "people", RunId = "b", Reason = "a try" }, null, default)));
    }

    [Fact]
    public void A_refused_reservation_leaves_no_line()
    {
        Assert.Equal("account-exceeded", Fault(() => new AccountLedger(Store, "people").Reserve(Claim("a", 5))));
        Assert.Equal(["open"], Kinds());
    }

    [Fact]
    public void A_reservation_that_is_older_than_a_day_is_not_committed_and_counts_all_the_same()
    {
        var ledger = new AccountLedger(Store, "people");
        var reservation = ledger.Reserve(Claim("a", 1));
        _clock.Time += TimeSpan.FromHours(25);

        Assert.Equal("reservation-expired", Fault(() => ledger.Commit(reservation)));
        Assert.Single(Show().Charged);
    }

    [Fact]
    public void A_clock_that_is_set_back_changes_no_order_and_frees_nothing()
    {
        var ledger = new AccountLedger(Store, "people");
        ledger.Commit(ledger.Reserve(Claim("a", 1)));
        _clock.Time -= TimeSpan.FromDays(400);
        var reservation = ledger.Reserve(Claim("b", 1));
        ledger.Commit(reservation);

        Assert.Equal(["a", "b"], Show().Charged.Select(run => run.Id));
        Assert.Equal(2, ledger.Settle(reservation, Cost(1))!.Release);
        Assert.All(Verify(), account => Assert.Null(account.Fault));
    }

    [Fact]
    public void A_run_that_is_repeated_on_other_rows_is_refused()
    {
        var ledger = new AccountLedger(Store, "people");
        var reservation = ledger.Reserve(Claim("a", 1));
        ledger.Identify(reservation, () => s_rows);
        ledger.Commit(reservation);

        Assert.Equal("run-of-other-rows", Fault(() => ledger.Identify(reservation, () => s_rows with { Sum = 8 })));
    }

    [Fact]
    public void Rows_are_found_by_any_change_of_them()
    {
        Assert.Equal(Digest("a", 1, 2), Digest("a", 2, 1));
        Assert.NotEqual(Digest("a", 1, 2), Digest("a", 1, 3));
        Assert.NotEqual(Digest("a", 1, 2), Digest("b", 1, 2));
        Assert.NotEqual(Digest("a", 1, 2).Columns, Digest("b", 1, 2).Columns);
    }

    [Fact]
    public void Exact_numbers_survive_the_ledger()
    {
        var ledger = new AccountLedger(Store, "people");
        var promised = new PrivacyGuarantee(0.1 + 0.2, 1e-7 / 3, new PrivacyUnit("id \"x\" é", 7), Neighbours.AddRemove);
        var cost = RunCost.WithTraining(promised, new SubsampledGaussianEvent(1 / 300.0, 70 / 3.0, 11), 1e-3 / 7, 1e-9 / 7, 1e-2 / 3);
        var reservation = ledger.Reserve(new BudgetClaim(promised, "a purpose, \"quoted\"", "a", RunCost.BlackBox(promised)));
        ledger.Settle(reservation, cost);

        Assert.Equal(cost, Assert.Single(Show().Runs).Exact);
    }

    [Fact]
    public Task Eight_at_once_lose_nothing_and_pass_no_limit() => Spend(TimeSpan.FromSeconds(3));

    [Fact]
    [Slow]
    public Task Eight_at_once_for_longer() => Spend(TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("VEIL_LEDGER_SECONDS"), out var seconds) ? seconds : 15));

    private async Task Spend(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var spenders = Enumerable.Range(0, 8).Select(spender => Task.Run(() =>
        {
            var committed = new List<string>();
            var ledger = new AccountLedger(Store, "people");
            for (var i = 0; watch.Elapsed < time; i++)
            {
                var id = $"{spender}-{i}";
                try
                {
                    var reservation = ledger.Reserve(Claim(id, 0.4));
                    if (i % 2 == 0)
                    {
                        ledger.Refund(reservation);
                        continue;
                    }

                    ledger.Commit(reservation);
                    ledger.Commit(reservation);
                    committed.Add(id);
                }
                catch (VeilException fault) when (fault.Code == "account-exceeded")
                {
                    // The account is full, or was while others had reserved.
                }
            }

            return committed;
        }));
        var all = (await Task.WhenAll(spenders)).SelectMany(committed => committed).Order().ToList();

        var shown = Show();
        Assert.Equal(all, shown.Charged.Select(run => run.Id).Order());
        Assert.InRange(all.Count, 7, 100);
        Assert.InRange(shown.Total, 0.4, 3);
        Assert.All(Verify(), account => Assert.Null(account.Fault));
    }

    private static RowsDigest Digest(string column, params long[] values) =>
        RowsDigest.Of(new Table([new IntegerColumn(column, values)]));

    private static PrivacyGuarantee Promise(double epsilon) => new(epsilon, 1e-7, PrivacyUnit.Row, Neighbours.AddRemove);

    private static RunCost Cost(double epsilon) =>
        RunCost.Gaussian(Promise(epsilon), GaussianDp.HalfMuSquared(epsilon, 1e-7));

    private static BudgetClaim Claim(string run, double epsilon) => new(Promise(epsilon), "a test", run, Cost(epsilon));

    private static string Fault(Action act) => Assert.Throws<VeilException>(act).Code;

    private void Create(string account, double epsilon) => new CreateBudgetJob().Run(
        new CreateBudgetRequest { Ledger = Store, Account = account, Epsilon = epsilon }, null, default);

    private AccountReport Show() => new ShowBudgetJob().Run(new AccountRequest { Ledger = Store, Account = "people" }, null, default);

    private IReadOnlyList<VerifiedAccount> Verify() => new VerifyBudgetJob().Run(new VerifyBudgetRequest { Ledger = Store }, null, default);

    private IEnumerable<string> Kinds() => Store.Read(lines => lines.Of("people"))
        .Select(line => System.Text.Json.JsonDocument.Parse(line.Text).RootElement.GetProperty("kind").GetString()!);

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Time { get; set; } = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Time;
    }
}
