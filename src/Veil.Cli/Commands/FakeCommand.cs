using System.CommandLine;
using Veil.Data.Formats;
using Veil.Workflows;

namespace Veil.Cli.Commands;

/// <summary><c>veil fake</c>: rows from a schema alone.</summary>
internal static class FakeCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var schema = new Argument<string>("SCHEMA") { Description = "A schema that declares the whole domain." };
        var rows = Options.Rows("the number the schema declares");
        var seed = Options.Seed();
        var output = Options.Output("Where the rows go, the statement beside them. Default: standard output.");
        var (force, quiet, json, noColor, excelSafe) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor(), Options.ExcelSafe());
        var command = new ExplainedCommand(
            "fake",
            "Make rows from a schema alone: no data, no privacy cost, no meaning.",
            "veil fake people.schema.json -n 10",
            "veil fake people.schema.json -n 1000 --seed 7 -o fake.csv")
        {
            schema, rows, seed, output, force, excelSafe,
        };
        command.AddTalk(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var talk = new Talk(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var files = new OutputFiles(parsed.GetValue(output) ?? OutputFiles.StandardOutput, parsed.GetValue(force));
            files.Validate();
            Options.RefuseTwoOutputs(files, parsed.GetValue(json));

            var sampled = talk.Watch(progress =>
            {
                var job = new TrainJob(new TrainRequest
                {
                    Input = CsvInput.FromStream(Stream.Null, "nothing"),
                    Schema = Options.LoadSchema(parsed.GetValue(schema)),
                    Method = "random",
                });
                return SampleJob.Run(
                    job.Run(progress, cancellationToken).Model,
                    new SampleRequest
                    {
                        Output = files,
                        Rows = parsed.GetValue(rows),
                        Seed = parsed.GetValue(seed),
                        ExcelSafe = parsed.GetValue(excelSafe),
                    },
                    terminal.Output,
                    progress,
                    cancellationToken);
            });
            ResultText.Tell(talk, null, sampled);
            if (parsed.GetValue(json))
            {
                terminal.Print(ResultText.Json(null, sampled));
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
