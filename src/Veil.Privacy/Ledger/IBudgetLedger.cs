using Veil.Privacy.Accounting;

namespace Veil.Privacy.Ledger;

/// <summary>
/// The record of the budgets that were spent on one population. A run reserves before its source is read, commits before its first noise
/// is drawn, and is refunded only when it drew none.
/// </summary>
/// <remarks>
/// Privacy: a reservation that is neither committed nor refunded, as after a crash, has to count as spent. A commit happens inside a
/// charge, so it must not call the table that is charged.
/// </remarks>
public interface IBudgetLedger
{
    /// <summary>Reserves the budget of a run.</summary>
    /// <exception cref="Data.Errors.VeilException">The population's budget does not cover it.</exception>
    BudgetReservation Reserve(BudgetClaim claim);

    /// <summary>Spends a reservation: once, and before anything noisy exists. If it throws, the run charges nothing.</summary>
    void Commit(BudgetReservation reservation);

    /// <summary>Gives a reservation back of which nothing was spent.</summary>
    void Refund(BudgetReservation reservation);
}

/// <summary>The claim of a run on a ledger.</summary>
/// <param name="Guarantee">The most that the whole run costs, its unit and its neighbours.</param>
/// <param name="Purpose">The purpose, in words that hold no value of the table.</param>
/// <param name="RunId">The id of the run, as in its statement.</param>
public sealed record BudgetClaim(PrivacyGuarantee Guarantee, string Purpose, string RunId);

/// <summary>A budget that is reserved.</summary>
/// <param name="Id">The ledger's name for it.</param>
/// <param name="Claim">The claim.</param>
public sealed record BudgetReservation(string Id, BudgetClaim Claim);

/// <summary>The ledger for owners who keep none.</summary>
internal sealed class NoLedger : IBudgetLedger
{
    /// <inheritdoc/>
    public BudgetReservation Reserve(BudgetClaim claim) => new("", claim);

    /// <inheritdoc/>
    public void Commit(BudgetReservation reservation)
    {
    }

    /// <inheritdoc/>
    public void Refund(BudgetReservation reservation)
    {
    }
}
