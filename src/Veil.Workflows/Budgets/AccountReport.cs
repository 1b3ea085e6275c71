using Veil.Privacy.Accounting;
using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>An account: what its runs cost together, and what is left.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cap">The epsilon that it may not pass; null where it only keeps books.</param>
/// <param name="Delta">Its delta.</param>
/// <param name="Total">The epsilon of everything that was charged, at its delta; infinite where nothing bounds it.</param>
/// <param name="Runs">All runs, those that were refunded too.</param>
/// <param name="More">
/// The number of times that a run like the last one fits; 1,000 stands for that many or more. Null without a limit, or without a run.
/// </param>
/// <param name="Head">The hash of its last line.</param>
public sealed record AccountReport(
    string Name, double? Cap, double Delta, double Total, IReadOnlyList<AccountRun> Runs, int? More, string Head)
{
    /// <summary>The runs that count.</summary>
    public IEnumerable<AccountRun> Charged => Runs.Where(run => run.State != AccountRunState.Refunded);

    /// <summary>The sum of the epsilons of all runs that count, which is what plain addition would say.</summary>
    public double Sum => Charged.Sum(run => run.Cost.Promised.Epsilon);

    /// <summary>The account of a book.</summary>
    internal static AccountReport Of(AccountBook book)
    {
        var filter = book.Filter;
        return new AccountReport(
            book.Name, book.IsCapped ? book.Epsilon : null, book.Delta, book.Charged.Any() ? filter.EpsilonTotal : 0, book.Runs,
            book.IsCapped && book.Charged.LastOrDefault() is { } last ? filter.MoreLike(last.Cost) : null, book.Last!.Hash);
    }

    /// <summary>What it would be after one more run.</summary>
    internal static PlannedAccount After(AccountBook book, RunCost cost)
    {
        var after = book.Filter.Charge(cost);
        return new PlannedAccount(
            book.Name, book.IsCapped ? book.Epsilon : null, book.Delta, book.Charged.Any() ? book.Filter.EpsilonTotal : 0,
            after.EpsilonTotal, book.IsCapped ? after.MoreLike(cost) : null);
    }
}

/// <summary>An account before and after a run that is planned.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cap">The epsilon that it may not pass; null where it only keeps books.</param>
/// <param name="Delta">Its delta.</param>
/// <param name="Before">The epsilon of everything that was charged.</param>
/// <param name="After">The same with the run.</param>
/// <param name="More">The number of such runs that would fit after it; null without a limit.</param>
public sealed record PlannedAccount(string Name, double? Cap, double Delta, double Before, double After, int? More);
