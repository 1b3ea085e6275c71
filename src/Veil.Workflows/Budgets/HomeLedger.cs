using Veil.Data.Formats;
using Veil.Sql.Ledger;
using Veil.Workflows.Machine;

namespace Veil.Workflows.Budgets;

/// <summary>The ledger of this user, in the folder of Veil's own state.</summary>
public static class HomeLedger
{
    private const int LongestName = 64;

    /// <summary>The ledger; its file is made with its first line.</summary>
    public static ILedgerStore Open() => new SqliteLedgerStore(VeilHome.Path);

    /// <summary>
    /// The ledger of a run that names no account: it has no limit and only keeps books, in an account that has the name of the file.
    /// </summary>
    public static AccountLedger OnlyBooks(ILedgerStore store, ITableSource source)
    {
        var name = Path.GetFileName(source.Path) is { Length: > 0 } file ? file : source.DisplayName;
        var safe = string.Concat(name.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        return new AccountLedger(store, $"file:{safe}", onlyBooks: true);
    }
}
