using System.Globalization;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Sql.Ledger;

/// <summary>An account, as its lines tell it: they are read again each time, and no sum is ever stored.</summary>
public sealed class AccountBook
{
    private readonly List<AccountRun> _runs = [];
    private readonly List<Func<PrivacyFilter?, PrivacyFilter>> _changes = [];

    private AccountBook(string name) => Name = name;

    /// <summary>The name of the account.</summary>
    public string Name { get; }

    /// <summary>The most that everything together may cost; infinite for an account that only keeps books.</summary>
    public double Epsilon { get; private set; }

    /// <summary>The delta of everything together.</summary>
    public double Delta { get; private set; }

    /// <summary>True when everything together is kept within an epsilon.</summary>
    public bool IsCapped => double.IsFinite(Epsilon);

    /// <summary>All runs, those that were refunded too, in the order of their reservations.</summary>
    public IReadOnlyList<AccountRun> Runs => _runs;

    /// <summary>The runs that count.</summary>
    public IEnumerable<AccountRun> Charged => _runs.Where(run => run.State != AccountRunState.Refunded);

    /// <summary>The last line; null before there is any.</summary>
    public LedgerLine? Last { get; private set; }

    /// <summary>The filter of the runs that count, computed from the lines.</summary>
    /// <exception cref="VeilException">Code <c>account-exceeded</c>: the last one does not fit.</exception>
    public PrivacyFilter Filter => _changes.Aggregate((PrivacyFilter?)null, (filter, change) => change(filter))!;

    /// <summary>The account of a name; null where there is none.</summary>
    /// <exception cref="VeilException">Code <c>ledger-damaged</c>: a line is not what was written.</exception>
    public static AccountBook? Find(ILedgerLines lines, string name)
    {
        var book = new AccountBook(name);
        foreach (var line in lines.Of(name))
        {
            try
            {
                book.Take(line);
            }
            catch (Exception fault)
            {
                throw new VeilException(
                    FaultKind.VerificationFailed, "ledger-damaged",
                    $"Line {(book.Last?.Number ?? 0) + 1} of account '{name}' in the ledger is not what was written.",
                    "Put back a copy of the ledger; until then nothing can be charged to this account.", fault);
            }
        }

        return book.Last is null ? null : book;
    }

    /// <summary>The account of a name.</summary>
    /// <exception cref="VeilException">Code <c>account-unknown</c> or <c>ledger-damaged</c>.</exception>
    public static AccountBook Get(ILedgerLines lines, string name) => Find(lines, name) ?? throw new VeilException(
        FaultKind.Usage, "account-unknown", $"There is no account '{name}' in the ledger.",
        "‹job budget list› lists the accounts, and ‹job budget create› makes one.");

    /// <summary>Opens an account.</summary>
    /// <exception cref="VeilException">Code <c>account-exists</c>, or epsilon or delta is out of range.</exception>
    public static AccountBook Open(ILedgerLines lines, DateTimeOffset now, string name, double epsilon, double delta, string reason)
    {
        var book = Find(lines, name) is null ? new AccountBook(name) : throw new VeilException(
            FaultKind.Usage, "account-exists", $"There is an account '{name}' already.",
            "Choose another name, or make its budget larger with ‹job budget raise›.");
        book.WriteCap(lines, now, "open", epsilon, delta, reason);
        return book;
    }

    /// <summary>Makes the promise of the account larger.</summary>
    /// <exception cref="VeilException">Code <c>account-not-raised</c>, or epsilon or delta is out of range.</exception>
    public void Raise(ILedgerLines lines, DateTimeOffset now, double epsilon, double delta, string reason)
    {
        if (!(epsilon >= Epsilon && delta >= Delta) || (IsCapped && !double.IsFinite(epsilon)))
            throw new VeilException(
                FaultKind.Usage, "account-not-raised", $"The budget of account '{Name}' can only be made larger.",
                "Give an ‹epsilon› and a ‹delta› that are not below the present ones, and no infinite one.");
        WriteCap(lines, now, "raise", epsilon, delta, reason);
    }

    /// <summary>Gives a reservation back; once it is committed there is none.</summary>
    /// <exception cref="VeilException">Code <c>reservation-unknown</c> or <c>reservation-spent</c>.</exception>
    public void Refund(ILedgerLines lines, DateTimeOffset now, string run, string reason)
    {
        if (Find(run)?.State == AccountRunState.Committed)
            throw new VeilException(
                FaultKind.PrivacyRefusal, "reservation-spent", $"Run {run} of account '{Name}' may have drawn noise, so it is spent.",
                "Only a run that drew none can be refunded.");
        if (Find(run)?.State != AccountRunState.Reserved)
            throw new VeilException(
                FaultKind.Usage, "reservation-unknown", $"Account '{Name}' has no run '{run}' that could be refunded.",
                "‹job budget show› lists the runs.");
        Write(lines, now, "refund", ("run", run), ("reason", reason));
    }

    /// <summary>The last run of an id; null where there is none.</summary>
    internal AccountRun? Find(string run) => _runs.FindLast(each => each.Id == run);

    /// <summary>True when a run that counts was about rows, or columns, of such a digest.</summary>
    internal bool Knows(string digest) => Charged.Any(run => run.Rows == digest || run.Columns == digest);

    /// <summary>True when a guarantee is of the kind of those that were charged before, so that they add up.</summary>
    internal bool AddsUpWith(PrivacyGuarantee guarantee) =>
        Charged.FirstOrDefault() is not { } first || Kind(first.Bound.Promised) == Kind(guarantee);

    /// <summary>Reserves the budget of a run, unless it is reserved.</summary>
    internal AccountRun Reserve(ILedgerLines lines, DateTimeOffset now, string run, string purpose, RunCost bound)
    {
        if (!AddsUpWith(bound.Promised))
            throw new VeilException(
                FaultKind.PrivacyRefusal, "unit-of-another-kind",
                $"Account '{Name}' protects {Kind(Charged.First().Bound.Promised)}, and this run {Kind(bound.Promised)}: "
                    + "that does not add up.",
                "Protect the same as before, or charge another account with ‹account›.");
        if (Find(run) is null or { State: AccountRunState.Refunded })
            Write(lines, now, "reserve", [("run", run), ("purpose", purpose), .. CostMembers.Of(bound)]);
        _ = Filter;
        return Find(run)!;
    }

    /// <summary>Appends a line and takes it in.</summary>
    internal void Write(ILedgerLines lines, DateTimeOffset now, string kind, params IEnumerable<(string Name, string Value)> members)
    {
        var time = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var line = LedgerLine.After(Last, Name, [("kind", kind), ("time", time), .. members]);
        Take(line);
        lines.Append(line);
    }

    private static string Kind(PrivacyGuarantee guarantee) =>
        (guarantee.Unit.EntityColumn is null ? "rows" : "entities")
        + (guarantee.Neighbours == Neighbours.AddRemove ? " that are added or removed" : " that are replaced");

    private void WriteCap(ILedgerLines lines, DateTimeOffset now, string kind, double epsilon, double delta, string reason)
    {
        Write(lines, now, kind, ("epsilon", CostMembers.Text(epsilon)), ("delta", CostMembers.Text(delta)), ("reason", reason));
        _ = Filter;
    }

    private void Take(LedgerLine line)
    {
        var members = line.Members(Last);
        var (kind, at) = (members["kind"], _runs.FindLastIndex(run => run.Id == members.GetValueOrDefault("run")));
        switch (kind, at < 0 ? null : _runs[at])
        {
            case ("open" or "raise", _) when kind == "open" == Last is null:
                var (epsilon, delta) = (Epsilon, Delta) = (CostMembers.Number(members, "epsilon"), CostMembers.Number(members, "delta"));
                _changes.Add(filter => filter?.Raise(epsilon, delta) ?? PrivacyFilter.Open(epsilon, delta));
                break;
            case ("reserve", null or { State: AccountRunState.Refunded }) when Last is not null:
                var time = DateTimeOffset.Parse(members["time"], CultureInfo.InvariantCulture);
                var bound = CostMembers.Read(members);
                _runs.Add(new AccountRun(members["run"], members["purpose"], bound, time));
                _changes.Add(filter => filter!.Charge(bound));
                break;
            case ("identify", { State: not AccountRunState.Refunded } run):
                _runs[at] = run with { Rows = members["rows"], Columns = members["columns"] };
                break;
            case ("commit", { State: AccountRunState.Reserved } run):
                _runs[at] = run with { State = AccountRunState.Committed };
                break;
            case ("settle", { Exact: null, State: not AccountRunState.Refunded } run):
                var exact = CostMembers.Read(members);
                _runs[at] = run with { Exact = exact };
                _changes.Add(filter => filter!.Settle(run.Bound, exact));
                break;
            case ("refund", { State: AccountRunState.Reserved } run):
                var (reason, to) = (members["reason"], members.GetValueOrDefault("to"));
                _runs[at] = run with { State = AccountRunState.Refunded, Reason = reason, MovedTo = to };
                _changes.Add(filter => filter!.Without(run.Cost));
                break;
            default:
                throw new FormatException();
        }

        Last = line;
    }
}
