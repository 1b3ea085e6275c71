using System.CommandLine;
using Veil.Data.Formats;
using Veil.Data.Tables;
using Veil.Workflows.Files;
using Veil.Workflows.Training;

namespace Veil.Cli.Commands;

/// <summary><c>veil fake</c>: makes rows from a schema alone.</summary>
internal static class FakeCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var schema = new Argument<string>("SCHEMA") { Description = "A schema that declares the whole domain." };
        var drawing = new Drawing(
            "the number the schema declares", "The file for the rows; the statement is written beside it. Default: standard output.");
        var command = new ExplainedCommand(
            "fake",
            "Make rows from a schema alone: no data, no privacy cost, no meaning.",
            "veil fake people.schema.json -n 10",
            "veil fake people.schema.json -n 1000 --seed 7 -o fake.csv")
        {
            schema,
        };
        drawing.AddTo(command);
        command.SetAction(parsed => drawing.Run(
            parsed,
            terminal,
            ModelSource.Made(() => new TrainJob().Run(
                new TrainRequest
                {
                    Input = new MemorySource(new Table([])),
                    Schema = Options.LoadSchema(parsed.GetValue(schema)),
                    Method = "random",
                },
                null,
                cancellationToken).Model),
            parsed.GetValue(schema),
            cancellationToken));
        return command;
    }
}
