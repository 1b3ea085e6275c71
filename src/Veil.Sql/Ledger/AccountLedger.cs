using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;

namespace Veil.Sql.Ledger;

/// <summary>A ledger that charges one account of a store.</summary>
/// <remarks>
/// Privacy: what it learns from rows, whether an account knows them, reaches their owner alone: as a refusal before anything is drawn, in
/// <see cref="Notice"/>, or in the choice of the account without a limit that is charged. No statement may hold it.
/// </remarks>
/// <param name="store">The lines of the accounts.</param>
/// <param name="account">The name of the account.</param>
/// <param name="onlyBooks">
/// True for an account without a limit, which is made where it is absent, one for each kind of guarantee. A run whose rows another such
/// account knows is charged there.
/// </param>
public sealed class AccountLedger(ILedgerStore store, string account, bool onlyBooks = false) : IBudgetLedger
{
    /// <summary>The delta of an account for which none is chosen: ten times the largest that is chosen for a run.</summary>
    public const double UsualDelta = 1e-5;

    private static readonly TimeSpan s_lease = TimeSpan.FromHours(24);

    /// <summary>A sentence for the owner of the rows, about accounts that know them or their columns; null where there is none.</summary>
    public string? Notice { get; private set; }

    /// <summary>The account that was charged last; null before there is any.</summary>
    public string? Account { get; private set; }

    /// <inheritdoc/>
    public BudgetReservation Reserve(BudgetClaim claim) => store.Write(lines =>
    {
        var book = onlyBooks ? Books(lines, claim.Guarantee) : AccountBook.Get(lines, account);
        book.Reserve(lines, store.Now, claim.RunId, claim.Purpose, claim.Bound);
        Account = book.Name;
        return new BudgetReservation(book.Name, claim);
    });

    /// <inheritdoc/>
    public void Identify(BudgetReservation reservation, Func<RowsDigest> rows)
    {
        var all = rows();
        var (digest, columns) = (Keyed($"{all.Rows} {all.Sum} {all.Columns}"), Keyed($"columns {all.Columns}"));
        store.Write(lines =>
        {
            var (book, run) = Find(lines, reservation);
            if (run.Rows is { } known)
                return known == digest ? run : throw Refused(
                    "run-of-other-rows", $"Run {run.Id} of account '{book.Name}' was about other rows.", "Begin another run for these.");
            var others = lines.Accounts.Where(name => name != book.Name).Select(name => AccountBook.Get(lines, name)).ToList();
            if (others.Find(other => other.IsCapped && other.Knows(digest)) is { } owner)
                throw Refused(
                    "rows-of-another-account", $"These rows belong to account '{owner.Name}'.", $"Charge it: ‹account› {owner.Name}.");
            var books = others.Find(other => other.Knows(digest));
            if (!book.IsCapped && !book.Knows(digest) && books?.AddsUpWith(run.Bound.Promised) == true)
            {
                book.Write(lines, store.Now, "refund", ("run", run.Id), ("reason", "Its rows are another account's."), ("to", books.Name));
                book = books;
                book.Reserve(lines, store.Now, run.Id, run.Purpose, run.Bound);
                Account = book.Name;
            }
            else
            {
                Notice = books is not null ? $"Account '{books.Name}' was charged for these rows too, which '{book.Name}' does not count."
                    : !book.Knows(columns) && others.Find(other => other.Knows(columns)) is { } similar
                        ? $"Account '{similar.Name}' has other rows of these columns: if they are the same people, use ‹account› "
                            + $"{similar.Name}."
                    : null;
            }

            book.Write(lines, store.Now, "identify", ("run", run.Id), ("rows", digest), ("columns", columns));
            return run;
        });
    }

    /// <inheritdoc/>
    public void Commit(BudgetReservation reservation) => store.Write(lines =>
    {
        var (book, run) = Find(lines, reservation);
        if (run.State == AccountRunState.Refunded || (run.State == AccountRunState.Reserved && store.Now - run.Time > s_lease))
            throw Refused(
                "reservation-expired", $"The reservation of run {run.Id} on account '{book.Name}' was refunded, or is older than a day.",
                "Begin another run.");
        if (run.State == AccountRunState.Reserved)
            book.Write(lines, store.Now, "commit", ("run", run.Id));
        return run;
    });

    /// <inheritdoc/>
    public AccountStanding? Settle(BudgetReservation reservation, RunCost cost) => store.Write(lines =>
    {
        var (book, run) = Find(lines, reservation);
        var filter = book.Filter;
        if (run is { Exact: null, State: not AccountRunState.Refunded } && cost != run.Bound && filter.Settle(run.Bound, cost) != filter)
            book.Write(lines, store.Now, "settle", [("run", run.Id), .. CostMembers.Of(cost)]);
        return new AccountStanding(
            book.Name, book.Charged.TakeWhile(each => each.Id != run.Id).Count() + 1, book.Filter.EpsilonTotal, book.Delta,
            book.IsCapped ? book.Epsilon : null, book.Last!.Hash);
    });

    /// <inheritdoc/>
    public void Refund(BudgetReservation reservation) => store.Write(lines =>
    {
        var (book, run) = Find(lines, reservation);
        if (run.State != AccountRunState.Refunded)
            book.Refund(lines, store.Now, run.Id, "It ended before it drew noise.");
        return run;
    });

    // Promises of different kinds do not add up, so each kind has books of its own.
    private AccountBook Books(ILedgerLines lines, PrivacyGuarantee guarantee)
    {
        var name = account + (guarantee.Unit.EntityColumn is null ? "" : ":entity")
            + (guarantee.Neighbours == Neighbours.AddRemove ? "" : ":replace-one");
        return AccountBook.Find(lines, name)
            ?? AccountBook.Open(lines, store.Now, name, double.PositiveInfinity, UsualDelta, "A run named no account.");
    }

    private static (AccountBook Book, AccountRun Run) Find(ILedgerLines lines, BudgetReservation reservation)
    {
        var (book, id) = (AccountBook.Get(lines, reservation.Id), reservation.Claim.RunId);
        while (book.Find(id) is { MovedTo: { } next })
            book = AccountBook.Get(lines, next);
        return (book, book.Find(id) ?? throw new ArgumentException("No such reservation was made.", nameof(reservation)));
    }

    private string Keyed(FormattableString text) => Convert.ToHexStringLower(
        HMACSHA256.HashData(store.Key.Span, Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture))));

    private static VeilException Refused(string code, string message, string wayOut) =>
        new(FaultKind.PrivacyRefusal, code, message, wayOut);
}
