using System.CommandLine;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;
using Veil.Workflows;

namespace Veil.Cli.Commands;

/// <summary><c>veil synth</c>: trains and samples in one step.</summary>
internal static class SynthCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var schema = Options.Schema();
        var method = new MethodChoice();
        var rows = Options.Rows("the declared number, else a noisy count");
        var seed = Options.Seed();
        var output = Options.Output(
            "The file for the synthetic rows; the privacy statement is written beside it. Default: NAME.synthetic.csv in the current "
                + "folder; - for standard output.");
        var (force, quiet, json, noColor, excelSafe) = (
            Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor(), Options.ExcelSafe());
        var privacy = new PrivacyOptions();
        var reading = new ReadingOptions(isRelease: true);
        var command = new ExplainedCommand(
            "synth",
            "Make a synthetic copy of a table: train and sample in one step.",
            "veil synth people.csv --header --epsilon 1",
            "veil synth people.csv -s people.schema.json --epsilon 1 -o copy.csv",
            "zcat people.csv.gz | veil synth - --header --epsilon 1 -o - | head")
        {
            input, schema, rows, seed, output, force, excelSafe,
        };
        method.AddTo(command);
        privacy.AddTo(command);
        reading.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var source = parsed.GetValue(input)!;
            var files = new OutputFiles(Place(parsed.GetValue(output), source), parsed.GetValue(force));
            var known = privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(schema)));
            var isNeeded = AutomaticMethod.Choose(method.Name(parsed), known ?? new Schema()).Method.Info.ReadsData;
            var request = privacy.Read(parsed, terminal, isNeeded);
            if (isNeeded)
            {
                request?.Validate(known); // before the table is opened
            }

            var mode = Options.Mode(request, privacy.Unprotected(parsed));
            files.Marked(mode).Validate();
            OutputFiles.RefuseSame([files.Table, files.StatementJson, files.StatementMarkdown], source, parsed.GetValue(schema));
            Options.RefuseTwoOutputs(files, parsed.GetValue(json));
            if (DiskRoom.AtLeast(files, parsed.GetValue(rows), known?.Columns.Length ?? 1) is { IsEnough: false } room)
            {
                throw room.Refusal(); // otherwise the budget that the model cost would be lost
            }

            var job = new TrainJob(new TrainRequest
            {
                Input = !isNeeded || mode != StatementMode.Release
                    ? reading.Open(parsed, source, terminal, cancellationToken)
                    : reading.OpenForRelease(parsed, source, known, terminal, cancellationToken),
                Schema = known,
                Method = method.Name(parsed),
                Options = method.Read(parsed),
                Privacy = request,
                Unprotected = privacy.Unprotected(parsed),
                StopEarly = terminal.Stop.Token,
                Noise = terminal.Noise,
                RunId = terminal.RunId,
            });
            ResultText.WarnNotCovered(console, known, mode);
            var (trained, sampled) = console.Watch(terminal.Stop, progress =>
            {
                var training = job.Run(progress, cancellationToken);
                var sampling = SampleJob.Run(
                    training.Model,
                    new SampleRequest
                    {
                        Output = Options.Sink(files, terminal, parsed.GetValue(excelSafe)),
                        Rows = parsed.GetValue(rows),
                        Seed = parsed.GetValue(seed),
                    },
                    progress,
                    cancellationToken);
                return (training, sampling);
            });
            if (parsed.GetValue(json))
            {
                terminal.Print(ResultText.Json(trained, sampled));
            }

            ResultText.Tell(console, trained, sampled);
            ResultText.TellStop(console, terminal.Stop);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Place(string? output, string input)
    {
        if (output is null && input == "-")
        {
            throw new VeilException(
                FaultKind.Usage,
                "output-absent",
                "A table from standard input has no name from which to make a file name.",
                "Give the file for the synthetic table with -o.");
        }

        return output ?? OutputFiles.DefaultTable(input);
    }
}
