using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>The request of a larger budget; a number that is absent stays.</summary>
public sealed record RaiseBudgetRequest : ReasonedRequest
{
    /// <summary>The most that all releases of the account may cost together.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The delta of all releases together.</summary>
    public double? Delta { get; init; }
}

/// <summary>Makes the budget of an account larger, which is a line with a reason and no edit.</summary>
public sealed class RaiseBudgetJob : IJob<RaiseBudgetRequest, AccountReport>
{
    /// <inheritdoc/>
    public void Check(RaiseBudgetRequest request) => request.CheckReason();

    /// <inheritdoc/>
    public AccountReport Run(RaiseBudgetRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        return request.Ledger.Write(lines =>
        {
            var book = AccountBook.Get(lines, request.Account);
            book.Raise(lines, request.Ledger.Now, request.Epsilon ?? book.Epsilon, request.Delta ?? book.Delta, request.Reason);
            return AccountReport.Of(book);
        });
    }
}
