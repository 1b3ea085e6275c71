using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Veil.Data.Text;
using Veil.Sql.Ledger;
using Veil.Workflows.Budgets;
using Veil.Workflows.Files;

namespace Veil.Cli.Commands;

/// <summary><c>veil budget</c>: the accounts that budgets are taken from.</summary>
internal static class BudgetCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken) =>
        new("budget", "Make and show accounts: budgets that all releases about the same people share.")
        {
            Open(terminal, cancellationToken),
            List(terminal, cancellationToken),
            Show(terminal, cancellationToken),
            Verify(terminal, cancellationToken),
            Export(terminal, cancellationToken),
            Raise(terminal, cancellationToken),
            Refund(terminal, cancellationToken),
        };

    private static ExplainedCommand Open(Terminal terminal, CancellationToken cancellationToken)
    {
        var name = Name("A name for the people whom it is about.");
        var (epsilon, delta) = (Number("--epsilon", "The most that all releases may cost together."), Number(
            "--delta", $"The delta of all releases together. Default: {NumberText.Of(AccountLedger.UsualDelta)}."));
        epsilon.Required = true;
        var reason = Reason("Who these people are, or why the budget is what it is. The ledger keeps it.");
        var json = Options.Json();
        var command = new ExplainedCommand(
            "create",
            "Make an account.",
            "veil budget create patients-2026 --epsilon 3",
            "veil budget create staff --epsilon 3 --delta 1e-6 --reason census")
        {
            name, epsilon, delta, reason,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed => Print(terminal, parsed.GetValue(json), new CreateBudgetJob().Run(
            new CreateBudgetRequest
            {
                Ledger = Ledger(terminal),
                Account = parsed.GetValue(name)!,
                Epsilon = parsed.GetValue(epsilon)!.Value,
                Delta = parsed.GetValue(delta) ?? AccountLedger.UsualDelta,
                Reason = parsed.GetValue(reason) ?? "",
            },
            null,
            cancellationToken)));
        return command;
    }

    private static ExplainedCommand List(Terminal terminal, CancellationToken cancellationToken)
    {
        var json = Options.Json();
        var command = new ExplainedCommand("list", "List the accounts, and what is left of each.", "veil budget list");
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            var reports = new ListBudgetsJob().Run(new ListBudgetsRequest(Ledger(terminal)), null, cancellationToken);
            terminal.Print(parsed.GetValue(json)
                ? JsonText.Of(writer => WriteAll(writer, reports, BudgetText.Write)) : BudgetText.List(reports));
            return ExitCodes.Done;
        });
        return command;
    }

    private static ExplainedCommand Show(Terminal terminal, CancellationToken cancellationToken)
    {
        var name = Name("The account.");
        var json = Options.Json();
        var command = new ExplainedCommand(
            "show", "Show what is left of an account, and the runs that were charged to it.", "veil budget show patients-2026")
        {
            name,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed => Print(terminal, parsed.GetValue(json), new ShowBudgetJob().Run(
            new AccountRequest { Ledger = Ledger(terminal), Account = parsed.GetValue(name)! }, null, cancellationToken)));
        return command;
    }

    private static ExplainedCommand Verify(Terminal terminal, CancellationToken cancellationToken)
    {
        var name = new Argument<string?>("NAME") { Description = "The account. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var statement = new Option<string?>("--statement")
        {
            HelpName = "FILE",
            Description = "The newest statement of the account (JSON): its line must be in the ledger, else the ledger is an older copy.",
        };
        var json = Options.Json();
        var command = new ExplainedCommand(
            "verify",
            "Compute accounts from their lines again. Ends with code 7 when a line is not what was written.",
            "veil budget verify",
            "veil budget verify patients-2026 --statement people.synthetic.privacy.json")
        {
            name, statement,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            var verified = new VerifyBudgetJob().Run(
                new VerifyBudgetRequest
                {
                    Ledger = Ledger(terminal),
                    Account = parsed.GetValue(name),
                    Statement = parsed.GetValue(statement),
                },
                null,
                cancellationToken);
            terminal.Print(parsed.GetValue(json)
                ? JsonText.Of(writer => WriteAll(writer, verified, Write))
                : string.Concat(verified.Select(InWords)));
            return verified.All(account => account.Fault is null) ? ExitCodes.Done : ExitCodes.VerificationFailed;
        });
        return command;
    }

    private static ExplainedCommand Export(Terminal terminal, CancellationToken cancellationToken)
    {
        var name = Name("The account.");
        var output = Options.Output("The file for the lines. Default: standard output.");
        var force = Options.Force();
        var command = new ExplainedCommand(
            "export", "Write the lines of an account, one JSON document each.", "veil budget export patients-2026 -o patients.jsonl")
        {
            name, output, force,
        };
        command.SetAction(parsed =>
        {
            new ExportBudgetJob().Run(
                new ExportBudgetRequest
                {
                    Ledger = Ledger(terminal),
                    Account = parsed.GetValue(name)!,
                    Output = parsed.GetValue(output) is { } path && path != OutputFiles.StandardOutput
                        ? ByteOutput.ToFile(path, parsed.GetValue(force)) : ByteOutput.ToStream(terminal.Output),
                },
                null,
                cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static ExplainedCommand Raise(Terminal terminal, CancellationToken cancellationToken)
    {
        var name = Name("The account.");
        var (epsilon, delta) = (
            Number("--epsilon", "The most that all releases may cost together."), Number("--delta", "The delta of all releases together."));
        var reason = Reason("Why more may be learnt of these people. The ledger keeps it.");
        reason.Required = true;
        var json = Options.Json();
        var command = new ExplainedCommand(
            "raise",
            "Make the budget of an account larger: a new promise about all that was and will be released.",
            "veil budget raise patients-2026 --epsilon 4 --reason board-of-May")
        {
            name, epsilon, delta, reason,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed => Print(terminal, parsed.GetValue(json), new RaiseBudgetJob().Run(
            new RaiseBudgetRequest
            {
                Ledger = Ledger(terminal),
                Account = parsed.GetValue(name)!,
                Epsilon = parsed.GetValue(epsilon),
                Delta = parsed.GetValue(delta),
                Reason = parsed.GetValue(reason)!,
            },
            null,
            cancellationToken)));
        return command;
    }

    private static ExplainedCommand Refund(Terminal terminal, CancellationToken cancellationToken)
    {
        var name = Name("The account.");
        var run = new Argument<string>("RUN") { Description = "The run, as 'veil budget show' lists it." };
        var reason = Reason("Why nothing of it can have been seen. The ledger keeps it.");
        reason.Required = true;
        var json = Options.Json();
        var command = new ExplainedCommand(
            "refund",
            "Give back what a run reserved that was killed before it drew noise.",
            "veil budget refund patients-2026 RUN --reason power-cut")
        {
            name, run, reason,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed => Print(terminal, parsed.GetValue(json), new RefundBudgetJob().Run(
            new RefundBudgetRequest
            {
                Ledger = Ledger(terminal),
                Account = parsed.GetValue(name)!,
                RunId = parsed.GetValue(run)!,
                Reason = parsed.GetValue(reason)!,
            },
            null,
            cancellationToken)));
        return command;
    }

    private static ILedgerStore Ledger(Terminal terminal) => terminal.Ledger ?? HomeLedger.Open();

    private static Argument<string> Name(string description) => new("NAME") { Description = description };

    private static Option<double?> Number(string name, string description) =>
        Options.Parsed(name, "N", description, Options.ParseNumber, "a number such as 3");

    private static Option<string?> Reason(string description) => new("--reason") { HelpName = "TEXT", Description = description };

    private static int Print(Terminal terminal, bool json, AccountReport report)
    {
        terminal.Print(json ? JsonText.Of(writer => BudgetText.Write(writer, report)) : BudgetText.Show(report));
        return ExitCodes.Done;
    }

    private static string InWords(VerifiedAccount account) => account.Fault is { } fault
        ? $"{account.Account}: {fault.Worded(OptionText.OfSetting, OptionText.OfJob).Message} ({fault.Code})\n"
        : string.Create(
            CultureInfo.InvariantCulture, $"{account.Account}: {account.Lines} line{(account.Lines == 1 ? "" : "s")}, unchanged.\n");

    private static void Write(Utf8JsonWriter json, VerifiedAccount account)
    {
        json.WriteStartObject();
        json.WriteString("account", account.Account);
        json.WriteNumber("lines", account.Lines);
        json.WriteBoolean("good", account.Fault is null);
        if (account.Fault is { } fault)
        {
            json.WriteString("code", fault.Code);
            json.WriteString("message", fault.Worded(OptionText.OfSetting, OptionText.OfJob).Message);
        }

        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }
}
