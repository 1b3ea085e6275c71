using Veil.Data.Errors;
using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>The request to verify accounts.</summary>
public sealed record VerifyBudgetRequest
{
    /// <summary>The ledger.</summary>
    public required ILedgerStore Ledger { get; init; }

    /// <summary>The name of the account; null for all.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// The newest known hash of the account, as a statement holds it: that the chain has it shows that nothing after it was lost. Null
    /// when none is known.
    /// </summary>
    public string? Head { get; init; }
}

/// <summary>What was verified of an account.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Lines">The number of its lines.</param>
/// <param name="Fault">What is wrong; null when everything is right.</param>
public sealed record VerifiedAccount(string Account, long Lines, VeilException? Fault);

/// <summary>Computes accounts from their lines again: hashes, states of runs, and that each run was within the budget.</summary>
public sealed class VerifyBudgetJob : IJob<VerifyBudgetRequest, IReadOnlyList<VerifiedAccount>>
{
    /// <inheritdoc/>
    public void Check(VerifyBudgetRequest request)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<VerifiedAccount> Run(
        VerifyBudgetRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken) =>
        request.Ledger.Read<IReadOnlyList<VerifiedAccount>>(lines =>
            [.. (request.Account is { } one ? [one] : lines.Accounts).Select(name => Verify(lines, name, request))]);

    private static VerifiedAccount Verify(ILedgerLines lines, string name, VerifyBudgetRequest request)
    {
        var all = lines.Of(name);
        try
        {
            _ = AccountBook.Get(lines, name).Filter.EpsilonTotal;
        }
        catch (VeilException fault) when (fault.Kind != FaultKind.Usage)
        {
            return new VerifiedAccount(name, all.Count, fault);
        }

        var isBehind = request.Head is { } head && all.All(line => line.Hash != head);
        return new VerifiedAccount(name, all.Count, !isBehind ? null : new VeilException(
            FaultKind.VerificationFailed, "ledger-read-only",
            $"Account '{name}' does not have the line that the statement names: the ledger is an older copy, or another one.",
            "Put the newest copy back; nothing is to be charged until then."));
    }
}
