using System.Text.Json;
using Veil.Data.Errors;
using Veil.Privacy.Ledger;
using Veil.Sql.Ledger;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Budgets;

/// <summary>The request to verify accounts.</summary>
public sealed record VerifyBudgetRequest
{
    /// <summary>The ledger.</summary>
    public required ILedgerStore Ledger { get; init; }

    /// <summary>The name of the account; null for all.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// Path of the newest statement (JSON) of an account, which is the one that is verified: that the chain has the line that it names
    /// shows that none up to it was lost. Null when none is known.
    /// </summary>
    public string? Statement { get; init; }
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
        if (request is { Account: not null, Statement: not null })
        {
            throw new VeilException(
                FaultKind.Usage, "account-of-statement", "A statement names the account that is verified.",
                "Leave the name of the account out, or ‹statement›.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<VerifiedAccount> Run(
        VerifyBudgetRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        return Verify(request.Ledger, request.Account, request.Statement is { } path ? ReadStatement(path) : null);
    }

    private static IReadOnlyList<VerifiedAccount> Verify(ILedgerStore ledger, string? account, AccountStanding? standing) =>
        ledger.Read<IReadOnlyList<VerifiedAccount>>(lines =>
            [.. ((standing?.Account ?? account) is { } one ? [one] : lines.Accounts).Select(name => Verify(lines, name, standing?.Head))]);

    private static AccountStanding ReadStatement(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return StatementJson.Read(json.RootElement).Account ?? throw new VeilException(
                FaultKind.Usage, "statement-without-account", $"The run of the statement '{path}' was charged to no account with a limit.",
                "Name the statement of a run that was, with ‹account›.");
        }
        catch (JsonException fault)
        {
            throw new VeilException(
                FaultKind.BadInput, "not-a-statement", $"'{path}' is no privacy statement.", "Name a file that ends in .privacy.json.",
                fault);
        }
    }

    private static VerifiedAccount Verify(ILedgerLines lines, string name, string? head)
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

        var isBehind = head is not null && all.All(line => line.Hash != head);
        return new VerifiedAccount(name, all.Count, !isBehind ? null : new VeilException(
            FaultKind.VerificationFailed, "ledger-read-only",
            $"Account '{name}' does not have the line that the statement names: the ledger is an older copy, or another one.",
            "Put the newest copy back; nothing is to be charged until then."));
    }
}
