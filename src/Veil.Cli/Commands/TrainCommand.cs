using System.CommandLine;
using Veil.Data.Errors;
using Veil.Data.Files;
using Veil.Data.Schemas;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;
using Veil.Workflows;

namespace Veil.Cli.Commands;

/// <summary><c>veil train</c>: learns a model and saves it.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var schema = Options.Schema();
        var method = new MethodChoice();
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
        var privacy = new PrivacyOptions();
        var reading = new ReadingOptions(isRelease: true);
        var command = new ExplainedCommand(
            "train",
            "Learn a model of a table: the step that spends the privacy budget.",
            "veil train people.csv -s people.schema.json --epsilon 1 -o people.veil",
            "veil train visits.csv -s visits.json --epsilon 1 --entity id -o visits.veil")
        {
            input, schema, output, checkpoint, force,
        };
        method.AddTo(command);
        privacy.AddTo(command);
        reading.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var known = privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(schema)));
            var isNeeded = AutomaticMethod.Choose(method.Name(parsed), known ?? new Schema()).Method.Info.ReadsData;
            var request = privacy.Read(parsed, terminal, isNeeded);
            if (isNeeded)
            {
                request?.Validate(known); // before the table is opened
            }

            var mode = Options.Mode(request, privacy.Unprotected(parsed));
            var path = Place(parsed.GetValue(output)!, mode);
            OutputFiles.RefuseSame([path, parsed.GetValue(checkpoint)], parsed.GetValue(input), parsed.GetValue(schema));
            OutputFiles.Check(path, parsed.GetValue(force));
            if (parsed.GetValue(checkpoint) is { } place)
            {
                OutputFiles.Check(place, overwrite: true);
            }

            var source = parsed.GetValue(input)!;
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
                Checkpoint = parsed.GetValue(checkpoint),
            });
            ResultText.WarnNotCovered(console, known, mode);
            var trained = console.Watch(terminal.Stop, progress =>
            {
                var result = job.Run(progress, cancellationToken);
                AtomicFile.Write(path, parsed.GetValue(force), result.Model.Save);
                if (parsed.GetValue(checkpoint) is { } kept)
                {
                    File.Delete(kept);
                }

                return result;
            });
            ResultText.Stamp(console, trained.Model.Statement);
            console.Say($"Wrote the model to {path}");
            ResultText.TellMethod(console, trained);
            ResultText.TellStop(console, terminal.Stop);
            ResultText.TellGuarantee(console, trained.Model.Statement, inWords: true);
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

    private static string Place(string path, StatementMode mode)
    {
        if (path == OutputFiles.StandardOutput)
        {
            throw new VeilException(
                FaultKind.Usage,
                "model-to-stdout",
                "A model cannot be written to standard output.",
                "Give -o a file name such as people.veil.");
        }

        return new OutputFiles(path, false).Marked(mode).Table;
    }
}
