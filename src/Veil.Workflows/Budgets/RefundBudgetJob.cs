using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>The request to give a reservation back.</summary>
public sealed record RefundBudgetRequest : ReasonedRequest
{
    /// <summary>The id of the run.</summary>
    public required string RunId { get; init; }
}

/// <summary>Gives back the reservation of a run that ended before it drew noise, as one that was killed.</summary>
public sealed class RefundBudgetJob : IJob<RefundBudgetRequest, AccountReport>
{
    /// <inheritdoc/>
    public void Check(RefundBudgetRequest request) => request.CheckReason();

    /// <inheritdoc/>
    public AccountReport Run(RefundBudgetRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        return request.Ledger.Write(lines =>
        {
            var book = AccountBook.Get(lines, request.Account);
            book.Refund(lines, request.Ledger.Now, request.RunId, request.Reason);
            return AccountReport.Of(book);
        });
    }
}
