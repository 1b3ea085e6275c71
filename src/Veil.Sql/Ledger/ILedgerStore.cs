namespace Veil.Sql.Ledger;

/// <summary>A store that keeps the lines of accounts. It may lose a line neither by a crash nor by several writers at once.</summary>
public interface ILedgerStore
{
    /// <summary>The secret under which digests of rows are kept; 32 bytes of its own for each store.</summary>
    ReadOnlyMemory<byte> Key { get; }

    /// <summary>The time, for the record and for leases; nothing is ordered by it.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Reads lines as they stand at one moment.</summary>
    T Read<T>(Func<ILedgerLines, T> work);

    /// <summary>Reads and appends lines while nobody else does: all of them are on the disk when it returns, none when it throws.</summary>
    T Write<T>(Func<ILedgerLines, T> work);
}

/// <summary>The lines of a store within one piece of work on it.</summary>
public interface ILedgerLines
{
    /// <summary>The names of the accounts, in order.</summary>
    IReadOnlyList<string> Accounts { get; }

    /// <summary>The lines of an account, the oldest first; empty where there is no such account.</summary>
    IReadOnlyList<LedgerLine> Of(string account);

    /// <summary>Appends a line to its account.</summary>
    void Append(LedgerLine line);
}
