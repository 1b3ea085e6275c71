using System.Globalization;
using System.Text;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Text;
using Veil.Sql.Ledger;
using Veil.Workflows.Budgets;
using Veil.Workflows.Training;

namespace Veil.Cli;

/// <summary>Accounts in words: what is left of them, what their runs cost together.</summary>
internal static class BudgetText
{
    private const int BarWidth = 30;

    /// <summary>After a run: the account that it was charged to, and what is left.</summary>
    public static void TellRun(ConsoleReporter console, Terminal terminal, TrainRequest request)
    {
        if (request.Ledger is not AccountLedger { Account: { } account } ledger || terminal.Ledger is not { } store)
        {
            return;
        }

        var report = new ShowBudgetJob().Run(new AccountRequest { Ledger = store, Account = account }, null, default);
        var place = $"Account '{report.Name}': {Count(report.Charged.Count(), "release")}, together {Together(report)}";

        // Which books a run without an account is in depends on what its rows are: that is for their owner.
        console.Say(report.Cap is null
            ? $"{ResultText.Internal}{place}, without a limit; 'veil budget create' makes an account that has one."
            : $"  {place}{(report.More is { } more ? $"; {Enough(more)} this one" : "")}.");
        if (ledger.Notice is { } notice)
        {
            console.Say(ResultText.Internal + FaultText.Of(notice, OptionText.OfSetting, OptionText.OfJob));
        }
    }

    /// <summary>The account before and after a planned run.</summary>
    public static string Planned(PlannedAccount account) =>
        $"account '{account.Name}': epsilon {Bound(account.Before)} before and at most {Bound(account.After)} after such a run, at delta "
        + $"{NumberText.AtMost(account.Delta)}"
        + (account.Cap is { } cap ? $", of {NumberText.Of(cap)}" : ", without a limit")
        + (account.More is { } more ? $"; then {Enough(more)} it\n" : "\n");

    /// <summary>The account before and after a planned run, as JSON.</summary>
    public static void Write(Utf8JsonWriter json, PlannedAccount account)
    {
        json.WriteStartObject("account");
        json.WriteString("name", account.Name);
        WriteNumber(json, "before", account.Before);
        WriteNumber(json, "after", account.After);
        json.WriteNumber("delta", account.Delta);
        WriteNumber(json, "limit", account.Cap);
        WriteNumber(json, "more", account.More);
        json.WriteEndObject();
    }

    /// <summary>An account: first of all what is left of it.</summary>
    public static string Show(AccountReport report)
    {
        var text = new StringBuilder(Headline(report)).Append('\n');
        if (report.More is { } more)
        {
            text.Append(char.ToUpperInvariant(Enough(more)[0])).Append(Enough(more)[1..]).Append(" the last.\n");
        }

        if (report.Runs.Count > 0)
        {
            text.Append('\n').Append(TextTable.Format(
                ["NO", "TIME (UTC)", "EPSILON", "DELTA", "STATUS", "RUN", "PURPOSE"],
                report.Runs.Select((run, number) => new[]
                {
                    (number + 1).ToString(CultureInfo.InvariantCulture),
                    run.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    NumberText.AtMost(run.Cost.Promised.Epsilon),
                    NumberText.AtMost(run.Cost.Promised.Delta),
                    Word(run.State),
                    run.Id,
                    run.Purpose,
                })));
            text.Append($"\nTogether {Together(report)}; the sum of their epsilons is {NumberText.AtMost(report.Sum)}.\n");
        }

        return text.Append($"Head of the chain: {report.Head}\n").ToString();
    }

    /// <summary>All accounts.</summary>
    public static string List(IReadOnlyList<AccountReport> reports) => reports.Count == 0
        ? "There is no account yet: 'veil budget create' makes one.\n"
        : TextTable.Format(
            ["ACCOUNT", "LEFT", "RELEASES", "TOGETHER", "LIMIT", "DELTA"],
            reports.Select(report => new[]
            {
                report.Name,
                report.Cap is { } cap ? $"{Math.Floor(100 * Left(report, cap))} %" : "-",
                report.Charged.Count().ToString(CultureInfo.InvariantCulture),
                Bound(report.Total),
                report.Cap is { } limit ? NumberText.Of(limit) : "none",
                NumberText.AtMost(report.Delta),
            }));

    /// <summary>An account as JSON.</summary>
    public static void Write(Utf8JsonWriter json, AccountReport report)
    {
        json.WriteStartObject();
        json.WriteString("account", report.Name);
        WriteNumber(json, "limit", report.Cap);
        json.WriteNumber("delta", report.Delta);
        WriteNumber(json, "together", report.Total);
        json.WriteNumber("sum", report.Sum);
        WriteNumber(json, "more", report.More);
        json.WriteString("head", report.Head);
        json.WriteStartArray("runs");
        foreach (var run in report.Runs)
        {
            json.WriteStartObject();
            json.WriteString("run", run.Id);
            json.WriteString("time", run.Time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteString("purpose", run.Purpose);
            json.WriteNumber("epsilon", run.Cost.Promised.Epsilon);
            json.WriteNumber("delta", run.Cost.Promised.Delta);
            json.WriteString("status", Word(run.State));
            if (run.Reason is { } reason)
            {
                json.WriteString("reason", reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Headline(AccountReport report)
    {
        if (report.Cap is not { } cap)
        {
            return $"Account '{report.Name}' has no limit: it only keeps books.";
        }

        var left = Left(report, cap);
        var full = (int)Math.Floor(left * BarWidth);
        return $"Left of account '{report.Name}': [{new string('#', full)}{new string('.', BarWidth - full)}] "
            + string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * left):0} % of epsilon {NumberText.Of(cap)}")
            + $" at delta {NumberText.AtMost(report.Delta)}";
    }

    private static double Left(AccountReport report, double cap) => Math.Clamp(1 - (report.Total / cap), 0, 1);

    private static string Together(AccountReport report) => double.IsFinite(report.Total)
        ? $"at most epsilon {NumberText.AtMost(report.Total)}{(report.Cap is { } cap ? $" of {NumberText.Of(cap)}" : "")} at delta "
            + NumberText.AtMost(report.Delta)
        : $"no bound at delta {NumberText.AtMost(report.Delta)}";

    private static string Enough(int more) => more switch
    {
        0 => "not enough for another release like",
        >= 1000 => "enough for 1000 releases or more like",
        _ => $"enough for about {Count(more, "more release")} like",
    };

    private static string Bound(double epsilon) => double.IsFinite(epsilon) ? NumberText.AtMost(epsilon) : "no bound";

    private static string Count(int count, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Word(AccountRunState state) => state.ToString().ToLowerInvariant();

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
