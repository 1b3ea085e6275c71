using System.CommandLine;
using Veil.Data.Errors;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Cli.Commands;

/// <summary><c>veil embed</c>: points of synthetic rows, from an encoder that was trained privately.</summary>
internal static class EmbedCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var schema = Options.Schema();
        var rows = Options.Rows("the declared number, else a noisy count");
        var seed = Options.Seed();
        var output = Options.Output(
            "The file for the synthetic rows and their points; the privacy statement is written beside it. "
                + "Default: NAME.embedded.csv in the current folder.");
        var real = new Option<string?>("--encode-real")
        {
            HelpName = "FILE",
            Description = "Also write the points of the real rows, for the owner alone: they give no privacy guarantee, and "
                + "the file is stamped.",
        };
        var (force, quiet, json, noColor) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor());
        var (privacy, training) = (new PrivacyOptions(withoutPrivacy: false), new CatalogOptions(ofTraining: true));
        var reading = new ReadingOptions(isRelease: true);
        var command = new ExplainedCommand(
            "embed",
            "Train an encoder privately and write synthetic rows together with their points in its space.",
            "veil embed people.csv -s people.schema.json --epsilon 1",
            "veil embed people.csv -s people.schema.json --epsilon 1 -n 5000 -o points.csv")
        {
            input, schema, rows, seed, output, real, force,
        };
        command.AddGroup("Training", training.All);
        var account = TrainingOptions.Account();
        privacy.AddTo(command, account);
        reading.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var source = parsed.GetValue(input)!;
            var overwrite = parsed.GetValue(force);
            var known = privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(schema)));
            var guarantee = privacy.Read(parsed, terminal, isNeeded: true)!;
            var files = new OutputFiles(Place(parsed.GetValue(output), source, terminal), overwrite);
            var points = parsed.GetValue(real) is { } place ? new OutputFiles(PlaceOfPoints(place), overwrite) : null;
            var request = new EmbedRequest
            {
                Training = TrainingOptions.WithLedger(
                    new TrainRequest
                    {
                        Input = reading.OpenForRelease(parsed, source, terminal, cancellationToken),
                        Schema = known,
                        Method = EmbedJob.Method,
                        Options = training.Read(parsed).ToDictionary(),
                        Privacy = guarantee,
                        StopEarly = terminal.Stop.Token,
                        Noise = terminal.Noise,
                        RunId = terminal.RunId,
                        AlsoReads = Options.Given(parsed.GetValue(schema)),
                    },
                    parsed.GetValue(account),
                    terminal),
                Output = Options.Sink(files, terminal),
                Rows = parsed.GetValue(rows),
                Seed = parsed.GetValue(seed),
                Real = points is null ? null : Options.Sink(points, terminal),
            };
            var job = new EmbedJob();
            job.Check(request);
            ResultText.WarnNotCovered(console, known, request.Training.Mode);
            var result = console.Watch(terminal.Stop, progress => job.Run(request, progress, cancellationToken));
            ResultText.Stamp(console, result.Trained.Model.Statement);
            console.Say($"Wrote {result.Rows} synthetic rows with their points, z1 to z{result.Width}, to {result.Output.Table}");
            ResultText.TellGuarantee(console, result.Trained.Model.Statement, inWords: true);
            ResultText.TellNotes(console, request.Training.Privacy, request.Training.Schema);
            BudgetText.TellRun(console, terminal, request.Training);
            ResultText.TellDropped(console, result.Trained);
            if (result.Real is { } written)
            {
                console.Warn(
                    $"{written.Table} holds points of the real rows: NO PRIVACY. "
                        + "Whoever has it can reconstruct the rows. Do not share it.");
            }

            if (parsed.GetValue(json))
            {
                terminal.Print(Json(result));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Place(string? output, string input, Terminal terminal) => (output, input) switch
    {
        (OutputFiles.StandardOutput, _) => throw new VeilException(
            FaultKind.Usage,
            "points-to-stdout",
            "Rows with their points cannot be written to standard output.",
            "Give -o a file name such as people.embedded.csv."),
        (null, "-") => throw new VeilException(
            FaultKind.Usage,
            "output-absent",
            "A table from standard input has no name from which to make a file name.",
            "Give the file for the rows and their points with -o."),
        _ => output ?? OutputFiles.DefaultTable(input, "embedded", terminal.Formats),
    };

    private static string PlaceOfPoints(string path) => path != OutputFiles.StandardOutput ? path : throw new VeilException(
        FaultKind.Usage,
        "points-to-stdout",
        "Points of real rows cannot be written to standard output.",
        "Give --encode-real a file name.");

    private static string Json(EmbedResult result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("mode", result.Trained.Model.Statement.Mode.ToString().ToLowerInvariant());
        json.WriteString("output", result.Output.Table);
        json.WriteNumber("rows", result.Rows);
        json.WriteNumber("width", result.Width);
        if (result.Real is { } real)
        {
            json.WriteString("real", real.Table);
        }

        json.WriteNumber("epsilon", result.Trained.Model.Statement.Guarantee!.Epsilon);
        json.WriteNumber("delta", result.Trained.Model.Statement.Guarantee.Delta);
        ResultText.WriteRun(json, result.Trained.Model.Statement);
        ResultText.WriteInternal(json, result.Trained, sampled: null);
        json.WriteEndObject();
    });
}
