using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>Shows an account: what its runs cost together, and what is left.</summary>
public sealed class ShowBudgetJob : IJob<AccountRequest, AccountReport>
{
    /// <inheritdoc/>
    public void Check(AccountRequest request)
    {
    }

    /// <inheritdoc/>
    public AccountReport Run(AccountRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken) =>
        request.Ledger.Read(lines => AccountReport.Of(AccountBook.Get(lines, request.Account)));
}
