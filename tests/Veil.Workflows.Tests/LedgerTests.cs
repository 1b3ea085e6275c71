using System.Text;
using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>
/// A training takes its budget from a ledger: before it reads, for good before it draws noise, and back when it drew none.
/// </summary>
public sealed class LedgerTests : IBudgetLedger
{
    private readonly List<string> _events = [];
    private BudgetClaim? _claim;

    [Fact]
    public void A_budget_is_reserved_before_the_source_is_read_and_committed_after()
    {
        var result = new TrainJob().Run(Request("independent", Rows()), null, TestContext.Current.CancellationToken);

        Assert.Equal(["reserve", "read", "identify", "commit", "settle"], _events.Distinct());
        Assert.Single(_events, "commit");
        Assert.Equal(result.Model.Statement.RunId, _claim!.RunId);
        Assert.Equal(1, _claim.Guarantee.Epsilon);
        Assert.Equal(PrivacyRequest.LargestDefaultDelta, _claim.Guarantee.Delta);
    }

    [Fact]
    public void A_source_that_breaks_off_is_refunded()
    {
        var request = Request("independent", breaks: true);

        Assert.ThrowsAny<Exception>(() => new TrainJob().Run(request, null, TestContext.Current.CancellationToken));

        Assert.Equal(["reserve", "read", "refund"], _events.Distinct());
    }

    [Fact]
    public void A_method_that_refuses_before_its_first_noise_is_refunded()
    {
        var request = Request("tvae", Rows()) with { Privacy = new PrivacyRequest { Epsilon = 0.5, Delta = 1e-7 } };

        Assert.Throws<VeilException>(() => new TrainJob().Run(
            request with
            {
                Schema = new() { Columns = [Jobs.Integer("a", 0, 9), Jobs.Integer("b", 0, 9)], Rows = Jobs.Declared(100L) },
            },
            null,
            TestContext.Current.CancellationToken));

        Assert.Equal(["reserve", "read", "identify", "settle", "refund"], _events.Distinct());
    }

    [Fact]
    public void A_run_that_is_cancelled_after_noise_stays_charged()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress<JobProgress>(at =>
        {
            if (_events.Contains("commit"))
            {
                cancellation.Cancel();
            }
        });

        Assert.ThrowsAny<OperationCanceledException>(() => new TrainJob().Run(Request("mst", Rows()), progress, cancellation.Token));

        Assert.Equal(["reserve", "read", "identify", "commit", "settle"], _events.Distinct());
    }

    [Fact]
    public void A_run_that_promises_nothing_asks_no_ledger()
    {
        var request = Request("copula", Rows()) with { Privacy = null, Unprotected = true };

        new TrainJob().Run(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(["read"], _events.Distinct());
    }

    BudgetReservation IBudgetLedger.Reserve(BudgetClaim claim)
    {
        _claim = claim;
        _events.Add("reserve");
        return new BudgetReservation("r", claim);
    }

    void IBudgetLedger.Identify(BudgetReservation reservation, Func<RowsDigest> rows) => _events.Add("identify");

    void IBudgetLedger.Commit(BudgetReservation reservation) => _events.Add("commit");

    AccountStanding? IBudgetLedger.Settle(BudgetReservation reservation, RunCost cost)
    {
        _events.Add("settle");
        return null;
    }

    void IBudgetLedger.Refund(BudgetReservation reservation) => _events.Add("refund");

    private static string Rows() => Jobs.Csv("a,b", 50, (i, _) => $"{i % 10},{i * i % 10}");

    private TrainRequest Request(string method, string csv = "a,b\n1,2\n", bool breaks = false) => new()
    {
        Input = new CsvSource(ByteInput.FromStream(new Heard(Encoding.UTF8.GetBytes(csv), _events, breaks), "table.csv"), Jobs.WithHeader),
        Privacy = Jobs.Epsilon(1),
        Method = method,
        Ledger = this,
        Noise = RepeatableNoise.Of(1),
    };

    private sealed class Heard(byte[] bytes, List<string> events, bool breaks) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            events.Add("read");
            return breaks ? throw new IOException("The source broke off.") : base.Read(buffer, offset, count);
        }
    }
}
