using Veil.Data.Errors;
using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>The request of a job about an account.</summary>
public record AccountRequest
{
    /// <summary>The ledger.</summary>
    public required ILedgerStore Ledger { get; init; }

    /// <summary>The name of the account.</summary>
    public required string Account { get; init; }
}

/// <summary>The request of a job about an account, with a reason that its lines keep.</summary>
public record ReasonedRequest : AccountRequest
{
    /// <summary>The reason.</summary>
    public required string Reason { get; init; }

    /// <summary>Refuses an empty reason.</summary>
    internal void CheckReason()
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            throw new VeilException(
                FaultKind.Usage, "reason-absent", "A change of an account needs a reason, which the ledger keeps.",
                "State it with ‹reason› \"reason\".");
        }
    }
}
