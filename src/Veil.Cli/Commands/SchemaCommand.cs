using System.CommandLine;
using Veil.Data.Schemas;
using Veil.Data.Schemas.CodeLists;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Schemas;

namespace Veil.Cli.Commands;

/// <summary><c>veil schema</c>: makes, checks and shows schemas.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken) =>
        new("schema", "Make, check and show schemas: what is declared about a table.")
        {
            Infer(terminal, cancellationToken),
            DeclareCommand.Create(terminal, cancellationToken),
            Validate(terminal, cancellationToken),
            Show(terminal),
            Lists(terminal),
        };

    private static ExplainedCommand Infer(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var output = Options.Output("The file for the schema. Default: standard output.");
        var declare = new Option<bool>("--declare")
        {
            Description = "Accept responsibility for what was inferred: it becomes 'declared-after-looking' instead of 'data', and no "
                + "guarantee covers what it reveals.",
        };
        var (force, quiet, json, noColor) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor());
        var reading = new ReadingOptions(isRelease: false);
        var command = new ExplainedCommand(
            "infer",
            "Draft a schema from a file. It holds the dialect, types, roles and formats, never bounds or categories of the data.",
            "veil schema infer people.csv -o people.schema.json",
            "veil schema infer people.csv --declare -o people.schema.json")
        {
            input, output, declare, force,
        };
        reading.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var path = parsed.GetValue(output);
            var request = new InferSchemaRequest
            {
                Input = reading.Open(parsed, parsed.GetValue(input)!, terminal, cancellationToken),
                Declare = parsed.GetValue(declare),
                Output = path is null ? null : ByteOutput.ToFile(path, parsed.GetValue(force)),
            };
            var result = console.Watch(progress => new InferSchemaJob().Run(request, progress, cancellationToken));
            var schema = result.Schema;
            if (path is null)
            {
                terminal.Print(SchemaJson.ToText(schema));
            }
            else
            {
                console.Say($"Wrote the draft to {path}");
                if (parsed.GetValue(json))
                {
                    terminal.Print(SchemaText.Json(path, schema));
                }
            }

            var read = result.Inspection.Read;
            ResultText.TellDropped(console, read.DroppedRows, read.DroppedRows > read.Table.RowCount);
            if (result.Inspection.Read.DialectFacts is { Count: > 0 } found)
            {
                var facts = string.Join("; ", found.Select(fact => $"{fact.Name} {fact.Value}"));
                console.Say($"Computed from the rows, so check how the file is written: {facts}.");
            }

            if (parsed.GetValue(declare))
            {
                console.Say($"All facts are {FactsAfterLooking.Meaning}.");
            }

            foreach (var note in DraftNotes.Of(result.Inspection.Inferred))
            {
                console.SayParagraph(note);
            }

            var example = schema.Columns.FirstOrDefault(column => column.Type is not null);
            console.Say(
                $"Next: review each fact: veil schema declare {path ?? "FILE"} {example?.Name ?? "COLUMN"} "
                + $"--type {SchemaJson.WordOf(example?.Type?.Value)} --role use ..., or remove it (--unknown all), so that it is learnt "
                + "from the budget.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static ExplainedCommand Validate(Terminal terminal, CancellationToken cancellationToken)
    {
        var file = new Argument<string>("SCHEMA") { Description = "A schema file." };
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new ExplainedCommand(
            "validate", "Check a schema file and list all of its faults.", "veil schema validate people.schema.json")
        {
            file,
        };
        command.AddMessageOptions(quiet, json, null);
        command.SetAction(parsed =>
        {
            var request = new SchemaRequest { Schema = SchemaSource.FromFile(parsed.GetValue(file)!) };
            var faults = new ValidateSchemaJob().Run(request, null, cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Print(SchemaText.Json(faults));
            }
            else
            {
                foreach (var fault in faults)
                {
                    terminal.Print($"{fault.Path}: {fault.Message} Fix: {fault.WayOut}\n");
                }
            }

            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), noColor: true);
            console.Say(
                faults.Count == 0 ? "The schema is valid." : $"The schema has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}.");
            return faults.Count == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        });
        return command;
    }

    private static ExplainedCommand Show(Terminal terminal)
    {
        var file = new Argument<string>("SCHEMA") { Description = "A schema file." };
        var json = Options.Json();
        var command = new ExplainedCommand(
            "show", "Show a schema as a table: each fact and where it comes from.", "veil schema show people.schema.json")
        {
            file,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            var schema = Options.LoadSchema(parsed.GetValue(file)!);
            terminal.Print(parsed.GetValue(json) ? SchemaJson.ToText(schema) : SchemaText.Of(schema));
            return ExitCodes.Done;
        });
        return command;
    }

    private static ExplainedCommand Lists(Terminal terminal)
    {
        var list = new Argument<string?>("LIST") { Description = "A list, whose codes are shown.", Arity = ArgumentArity.ZeroOrOne };
        var json = Options.Json();
        var command = new ExplainedCommand(
            "lists",
            "Show the public lists of codes that 'veil schema declare --categories' knows by name.",
            "veil schema lists",
            "veil schema lists us-states")
        {
            list,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            CodeList[] lists = parsed.GetValue(list) is { } name ? [CodeList.Get(name.TrimStart(CodeList.Sign))] : [.. CodeList.All];
            terminal.Print(
                parsed.GetValue(json) ? SchemaText.Json(lists)
                : parsed.GetValue(list) is null ? SchemaText.Of(lists)
                : string.Concat(lists[0].Codes.Select(code => code + "\n")));
            return ExitCodes.Done;
        });
        return command;
    }
}
