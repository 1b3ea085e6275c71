using System.CommandLine;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Synthesis;
using Veil.Workflows;

namespace Veil.Cli.Commands;

/// <summary><c>veil train</c>: learn a model and keep it.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var schema = Options.Schema();
        var method = Options.Method();
        var output = Options.Output("Where the model goes, such as people.veil.");
        output.Required = true;
        var (force, quiet, json, noColor) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor());
        var privacy = new PrivacyOptions();
        var reading = new ReadingOptions();
        var command = new Command("train", "Learn a model of a table: the step that spends the privacy budget.") { input, schema, method, output, force };
        privacy.AddTo(command);
        reading.AddTo(command);
        command.Add(quiet);
        command.Add(json);
        command.Add(noColor);
        command.SetAction(parsed =>
        {
            var talk = new Talk(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var known = privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(schema)));
            var isNeeded = SynthesizerCatalog.Get(parsed.GetValue(method)!).Info.ReadsData;
            var request = privacy.Read(parsed, terminal, isNeeded);
            var path = Place(parsed.GetValue(output)!, request?.Research == true);
            OutputFiles.Check(path, parsed.GetValue(force));
            var job = new TrainJob(new TrainRequest
            {
                Input = Options.OpenInput(parsed.GetValue(input)!, terminal),
                Schema = known,
                Method = parsed.GetValue(method)!,
                Privacy = request,
                Reading = reading.Read(parsed, known?.Dialect),
            });
            var trained = talk.Watch(progress =>
            {
                var result = job.Run(progress, cancellationToken);
                AtomicFile.Write(path, parsed.GetValue(force), result.Model.Save);
                return result;
            });
            ResultText.Stamp(talk, trained.Model.Statement);
            talk.Say($"Wrote the model to {path}");
            ResultText.TellGuarantee(talk, trained.Model.Statement);
            ResultText.TellDropped(talk, trained);
            talk.Say($"Next: veil sample {path} -n 1000 -o synthetic.csv");
            if (parsed.GetValue(json))
            {
                terminal.Print(ResultText.Json(trained, null, path));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Place(string path, bool isResearch)
    {
        if (path == OutputFiles.StandardOutput)
        {
            throw new VeilException(FaultKind.Usage, "model-to-stdout", "A model cannot be written to standard output.", "Give -o a file name such as people.veil.");
        }

        return isResearch ? new OutputFiles(path, false).MarkedAsResearch().Table : path;
    }
}
