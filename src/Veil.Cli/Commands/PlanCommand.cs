using System.CommandLine;
using System.Globalization;
using System.Text;
using Veil.Data.Text;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Cli.Commands;

/// <summary><c>veil plan</c>: what a training would read and spend.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var schema = Options.Schema();
        schema.Required = true;
        schema.Description = "The schema of the table (JSON): a plan follows from it alone, and what it does not state is learnt.";
        var method = new MethodChoice();
        var json = Options.Json();
        var privacy = new PrivacyOptions(withoutPrivacy: false);
        var command = new ExplainedCommand(
            "plan",
            "Show what a training would read and spend. Reads no data.",
            "veil plan -s people.schema.json --epsilon 1")
        {
            schema,
        };
        method.AddTo(command);
        var account = Options.Account("Show what all runs of this account would cost together with this one.");
        privacy.AddTo(command, account);
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            var known = privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(schema)))!;
            var request = privacy.Read(parsed, terminal, isNeeded: true)!;
            var plan = new PlanJob().Run(
                new PlanRequest
                {
                    Schema = known,
                    Method = method.Name(parsed),
                    Options = method.Read(parsed),
                    Privacy = request,
                    Ledger = terminal.Ledger,
                    Account = parsed.GetValue(account),
                },
                null,
                cancellationToken);
            var console = new ConsoleReporter(terminal, quiet: false, parsed.GetValue(json), noColor: true);
            ResultText.WarnNotCovered(console, known, request.Research ? StatementMode.Research : StatementMode.Release);
            terminal.Print(parsed.GetValue(json)
                ? Json(plan)
                : Text(plan) + string.Concat(ResultText.Notes(request, known).Select(note => note + "\n")));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(BudgetPlan plan)
    {
        var text = new StringBuilder("No data were read.\n");
        if (plan.Lines.Count == 0)
        {
            return text.Append("This method reads no data: it costs nothing.\n").ToString();
        }

        var currency = plan.Rule.Currency();
        text.Append(TextTable.Format(
            ["LEARNT", "CELLS", currency.ToUpperInvariant(), "NOISE (+- ROWS)"],
            plan.Lines.Select(line => new[]
            {
                line.Purpose,
                line.Cells?.ToString(CultureInfo.InvariantCulture) ?? "?",
                (line.IsPrelude ? "epsilon " : "") + line.Cost.ToString("0.000000", CultureInfo.InvariantCulture),
                line.StandardDeviation?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-",
            })));
        var prelude = plan.Lines.FirstOrDefault(line => line.IsPrelude) is { } first
            ? $"epsilon {NumberText.AtMost(first.Cost, 6)} and "
            : "";
        text.Append(
            CultureInfo.InvariantCulture,
            $"total {prelude}{currency} {plan.Total:0.000000} = epsilon {NumberText.AtMost(plan.Epsilon, 6)}");
        text.Append(plan.Delta is { } delta
            ? $" at delta {NumberText.AtMost(delta)}\n"
            : $" at delta {NumberText.AtMost(PrivacyRequest.LargestDefaultDelta)} at most\n");
        if (plan.CountsRowsFirst)
        {
            text.Append(plan.Delta is null
                ? "delta will be 1/n^2 for a noisy number n of rows, which takes 1 % of epsilon\n"
                : "the number of rows will be measured first, which takes 1 % of epsilon\n");
        }

        else if (plan.Delta is null)
        {
            text.Append("delta will be 1/n^2 for the number n of rows, which is public and free\n");
        }

        if (plan.NotRead.Count > 0)
        {
            text.Append("not read: ").AppendJoin(", ", plan.NotRead).Append('\n');
        }

        return text.Append(plan.Account is { } account ? BudgetText.Planned(account) : "").ToString();
    }

    private static string Json(BudgetPlan plan) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("epsilon", plan.Epsilon);
        if (plan.Delta is { } delta)
        {
            json.WriteNumber("delta", delta);
        }

        json.WriteString("rule", plan.Rule.ToString());
        json.WriteNumber("total", plan.Total);
        json.WriteStartArray("steps");
        foreach (var line in plan.Lines)
        {
            json.WriteStartObject();
            json.WriteString("purpose", line.Purpose);
            json.WriteNumber("cost", line.Cost);
            if (line.IsPrelude)
            {
                json.WriteString("currency", "epsilon");
            }

            if (line.StandardDeviation is { } deviation)
            {
                json.WriteNumber("standardDeviation", deviation);
            }

            if (line.Cells is { } cells)
            {
                json.WriteNumber("cells", cells);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notRead");
        foreach (var name in plan.NotRead)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        if (plan.Account is { } account)
        {
            BudgetText.Write(json, account);
        }

        json.WriteEndObject();
    });
}
