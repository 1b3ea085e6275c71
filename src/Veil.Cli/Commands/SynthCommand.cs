using System.CommandLine;
using Veil.Data.Errors;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;

namespace Veil.Cli.Commands;

/// <summary><c>veil synth</c>: trains and samples in one step.</summary>
internal static class SynthCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var training = new TrainingOptions();
        var rows = Options.Rows("the declared number, else a noisy count");
        var seed = Options.Seed();
        var output = Options.Output(
            "The file for the synthetic rows; the privacy statement is written beside it. Default: NAME.synthetic.csv in the current "
                + "folder; - for standard output.");
        var (force, quiet, json, noColor, excelSafe) = (
            Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor(), Options.ExcelSafe());
        var command = new ExplainedCommand(
            "synth",
            "Make a synthetic copy of a table: train and sample in one step.",
            "veil synth people.csv --header --epsilon 1",
            "veil synth people.csv -s people.schema.json --epsilon 1 -o copy.csv",
            "zcat people.csv.gz | veil synth - --header --epsilon 1 -o - | head")
        {
            training.Input, training.Schema, rows, seed, output, training.Resume, force, excelSafe,
        };
        training.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var source = parsed.GetValue(training.Input)!;
            var files = new OutputFiles(Place(parsed.GetValue(output), source, terminal), parsed.GetValue(force));
            Options.RefuseTwoOutputs(files, parsed.GetValue(json));
            var request = new SynthesizeRequest
            {
                Training = training.Request(parsed, terminal, cancellationToken),
                Output = Options.Sink(files, terminal, parsed.GetValue(excelSafe)),
                Rows = parsed.GetValue(rows),
                Seed = parsed.GetValue(seed),
            };
            var job = new SynthesizeJob();
            job.Check(request);
            ResultText.WarnNotCovered(console, request.Training.Schema, request.Training.Mode);
            ResultText.TellResumed(console, SynthesizeJob.Interrupted(request));
            var (trained, sampled) = console.Watch(terminal.Stop, progress => job.Run(request, progress, cancellationToken));
            if (parsed.GetValue(json))
            {
                terminal.Print(ResultText.Json(trained, sampled));
            }

            ResultText.Tell(console, trained, sampled);
            ResultText.TellNotes(console, request.Training.Privacy, request.Training.Schema);
            BudgetText.TellRun(console, terminal, request.Training);
            ResultText.TellStop(console, terminal.Stop);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Place(string? output, string input, Terminal terminal)
    {
        if (output is null && input == "-")
        {
            throw new VeilException(
                FaultKind.Usage,
                "output-absent",
                "A table from standard input has no name from which to make a file name.",
                "Give the file for the synthetic table with -o.");
        }

        return output ?? OutputFiles.DefaultTable(input, "synthetic", terminal.Formats);
    }
}
