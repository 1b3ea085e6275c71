using System.CommandLine;
using Veil.Data.Errors;
using Veil.Synthesis.Catalog;
using Veil.Workflows.Files;
using Veil.Workflows.Training;

namespace Veil.Cli.Commands;

/// <summary><c>veil train</c>: learns a model and saves it.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var training = new TrainingOptions();
        var output = Options.Output("The file for the model, such as people.veil.");
        output.Required = true;
        var checkpoint = new Option<string?>("--checkpoint")
        {
            HelpName = "FILE",
            Description = "Save the state of the training here, and resume from it when the file exists, without a second charge. Removed "
                + "when done. For: "
                + $"{string.Join(", ", SynthesizerCatalog.All.Where(known => known.Info.TrainsByStep).Select(known => known.Info.Name))}.",
        };
        var (force, quiet, json, noColor) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor());
        var command = new ExplainedCommand(
            "train",
            "Learn a model of a table: the step that spends the privacy budget.",
            "veil train people.csv -s people.schema.json --epsilon 1 -o people.veil",
            "veil train visits.csv -s visits.json --epsilon 1 --entity id -o visits.veil")
        {
            training.Input, training.Schema, output, training.Resume, checkpoint, force,
        };
        training.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var request = training.Request(parsed, terminal, cancellationToken) with
            {
                Output = ByteOutput.ToFile(Place(parsed.GetValue(output)!), parsed.GetValue(force)),
                Checkpoint = parsed.GetValue(checkpoint),
            };
            var job = new TrainJob();
            job.Check(request);
            ResultText.WarnNotCovered(console, request.Schema, request.Mode);
            ResultText.TellResumed(console, TrainJob.Interrupted(request));
            var trained = console.Watch(terminal.Stop, progress => job.Run(request, progress, cancellationToken));
            var path = trained.SavedTo;
            ResultText.Stamp(console, trained.Model.Statement);
            console.Say($"Wrote the model to {path}");
            ResultText.TellMethod(console, trained);
            ResultText.TellStop(console, terminal.Stop);
            ResultText.TellGuarantee(console, trained.Model.Statement, inWords: true);
            ResultText.TellNotes(console, request.Privacy, request.Schema);
            BudgetText.TellRun(console, terminal, request);
            ResultText.TellDropped(console, trained);
            console.Say($"Next: veil sample {path} -n 1000 -o synthetic.csv");
            if (parsed.GetValue(json))
            {
                terminal.Print(ResultText.Json(trained, null, path));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Place(string path) => path != OutputFiles.StandardOutput ? path : throw new VeilException(
        FaultKind.Usage,
        "model-to-stdout",
        "A model cannot be written to standard output.",
        "Give -o a file name such as people.veil.");
}
