using Veil.Privacy.Accounting;

namespace Veil.Sql.Ledger;

/// <summary>A run that was booked on an account.</summary>
/// <param name="Id">The id of the run, as in its statement.</param>
/// <param name="Purpose">The purpose, in words that hold no value of the table.</param>
/// <param name="Bound">The cost that was reserved.</param>
/// <param name="Time">The time of the reservation, for the record.</param>
public sealed record AccountRun(string Id, string Purpose, RunCost Bound, DateTimeOffset Time)
{
    /// <summary>The exact cost; null until it is settled.</summary>
    public RunCost? Exact { get; internal init; }

    /// <summary>The cost that counts.</summary>
    public RunCost Cost => Exact ?? Bound;

    /// <summary>How far it has come.</summary>
    public AccountRunState State { get; internal init; }

    /// <summary>The reason for which it was refunded; null when it was not.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The digest of its rows, under the key of the store; null until it has read them.</summary>
    internal string? Rows { get; init; }

    /// <summary>The digest of their columns; null until it has read them.</summary>
    internal string? Columns { get; init; }

    /// <summary>The account that it was moved to; null when it stayed.</summary>
    internal string? MovedTo { get; init; }
}

/// <summary>How far a run has come.</summary>
public enum AccountRunState
{
    /// <summary>It may have drawn no noise yet. It counts as spent.</summary>
    Reserved,

    /// <summary>Noise was drawn, or was about to be.</summary>
    Committed,

    /// <summary>It drew no noise, and counts no more.</summary>
    Refunded,
}
