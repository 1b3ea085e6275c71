using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>The request of all accounts of a ledger.</summary>
/// <param name="Ledger">The ledger.</param>
public sealed record ListBudgetsRequest(ILedgerStore Ledger);

/// <summary>Lists the accounts of a ledger.</summary>
public sealed class ListBudgetsJob : IJob<ListBudgetsRequest, IReadOnlyList<AccountReport>>
{
    /// <inheritdoc/>
    public void Check(ListBudgetsRequest request)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<AccountReport> Run(
        ListBudgetsRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken) =>
        request.Ledger.Read<IReadOnlyList<AccountReport>>(lines =>
            [.. lines.Accounts.Select(name => AccountReport.Of(AccountBook.Get(lines, name)))]);
}
