using Veil.Privacy.Accounting;

namespace Veil.Privacy.Ledger;

/// <summary>
/// The record of the budgets that were spent on one population. A run reserves before its source is read, commits before its first noise
/// is drawn, settles what it costs exactly once that is fixed, and is refunded only when it drew no noise.
/// </summary>
/// <remarks>
/// Privacy: a reservation that is neither committed nor refunded, as after a crash, has to count as spent. Every step can be repeated
/// by the same run, which changes nothing: a run that is continued after a crash asks again. A commit happens inside a charge, so it must
/// not call the table that is charged.
/// </remarks>
public interface IBudgetLedger
{
    /// <summary>Reserves the budget of a run; of a run that has reserved before, its reservation.</summary>
    /// <exception cref="Data.Errors.VeilException">The population's budget does not cover it.</exception>
    BudgetReservation Reserve(BudgetClaim claim);

    /// <summary>Says which rows the run is about, before anything is charged.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="rows">Computes a digest of the rows, whatever their order.</param>
    /// <exception cref="Data.Errors.VeilException">The rows belong to another account.</exception>
    void Identify(BudgetReservation reservation, Func<RowsDigest> rows);

    /// <summary>Spends a reservation, before anything noisy exists. If it throws, the run charges nothing.</summary>
    void Commit(BudgetReservation reservation);

    /// <summary>
    /// Replaces the bound of the claim by the exact cost, which is fixed by public facts and by noisy answers that were committed.
    /// </summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="cost">The most that the run can spend from now on, with what it has spent.</param>
    /// <returns>The standing of the account with this run; null where no account is kept.</returns>
    /// <exception cref="Data.Errors.VeilException">The account does not cover it: nothing more may be drawn.</exception>
    AccountStanding? Settle(BudgetReservation reservation, RunCost cost);

    /// <summary>Gives a reservation back of which nothing was spent.</summary>
    void Refund(BudgetReservation reservation);
}

/// <summary>The claim of a run on a ledger.</summary>
/// <param name="Guarantee">The most that the whole run costs, its unit and its neighbours.</param>
/// <param name="Purpose">The purpose, in words that hold no value of the table.</param>
/// <param name="RunId">The id of the run, as in its statement.</param>
/// <param name="Bound">An upper bound of its cost, in currencies that compose.</param>
public sealed record BudgetClaim(PrivacyGuarantee Guarantee, string Purpose, string RunId, RunCost Bound);

/// <summary>A budget that is reserved.</summary>
/// <param name="Id">The ledger's name for the place where it is booked.</param>
/// <param name="Claim">The claim.</param>
public sealed record BudgetReservation(string Id, BudgetClaim Claim);

/// <summary>The standing of an account after a run was settled: what all its releases promise together.</summary>
/// <param name="Account">Name of the account.</param>
/// <param name="Release">The number of this run among those that were committed or are reserved, from 1.</param>
/// <param name="Epsilon">The epsilon of all of them together, at <paramref name="Delta"/>; infinite where nothing bounds it.</param>
/// <param name="Delta">The delta of the account.</param>
/// <param name="Cap">The epsilon that the account may not pass; null where it has no limit.</param>
/// <param name="Head">The hash of the last line of the account's chain, in hexadecimal digits.</param>
public sealed record AccountStanding(string Account, int Release, double Epsilon, double Delta, double? Cap, string Head);
