using System.CommandLine;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Workflows.Evaluating;
using Veil.Workflows.Files;

namespace Veil.Cli.Commands;

/// <summary><c>veil split</c>: separates hold-out rows before training.</summary>
internal static class SplitCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var share = Options.Parsed(
            "--holdout",
            "SHARE",
            "The share of the rows, or of the entities, to hold out. Default: 0.2.",
            ParseShare,
            "a number between 0 and 1");
        var seed = Options.Seed(
            "Split the same table the same way as another run with this seed. Default: a fresh seed, which is printed.");
        var output = Options.Output("The file for the training rows.");
        var rest = new Option<string>("--rest") { HelpName = "FILE", Description = "The file for the hold-out rows.", Required = true };
        output.Required = true;
        var schema = new Option<string?>("--schema", "-s")
        {
            HelpName = "FILE",
            Description = "The schema of the table (JSON). Where it names an entity, all rows of an entity go to the same file. Default: "
                + "each row is drawn on its own.",
        };
        var (force, quiet, json, noColor) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor());
        var reading = new ReadingOptions(isRelease: false);
        var command = new ExplainedCommand(
            "split",
            "Split a table at random into training rows and hold-out rows, on which models are tested.",
            "veil split people.csv --holdout 0.2 --seed 1 -o train.csv --rest holdout.csv",
            "veil split visits.csv -s visits.json -o train.csv --rest holdout.csv")
        {
            input, share, seed, output, rest, schema, force,
        };
        reading.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var known = Options.LoadSchema(parsed.GetValue(schema));
            var (train, apart) = (parsed.GetValue(output)!, parsed.GetValue(rest)!);
            if (train == OutputFiles.StandardOutput || apart == OutputFiles.StandardOutput)
            {
                throw new VeilException(
                    FaultKind.Usage,
                    "split-to-stdout",
                    "A split makes two files, and neither can be standard output.",
                    "Give -o and --rest file names.");
            }

            var overwrite = parsed.GetValue(force);
            var request = new SplitRequest
            {
                Input = reading.Open(parsed, parsed.GetValue(input)!, terminal, cancellationToken),
                Schema = known,
                Holdout = parsed.GetValue(share) ?? 0.2,
                Seed = parsed.GetValue(seed),
                Train = Options.Sink(new OutputFiles(train, overwrite), terminal),
                Rest = Options.Sink(new OutputFiles(apart, overwrite), terminal),
                AlsoReads = Options.Given(parsed.GetValue(schema)),
            };
            var split = console.Watch(progress => new SplitJob().Run(request, progress, cancellationToken));
            console.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Wrote {split.Train} rows to {train} and {split.Rest} to {apart} (seed {split.Seed})."));
            ResultText.TellDropped(console, split.Dropped, split.Dropped > split.Train + split.Rest);
            console.Say("  Both hold real rows, and the numbers of rows are exact: internal.");
            var names = Names(parsed.GetValue(schema), split);
            console.Say(
                $"Next: veil train {train}{names} --epsilon 1 -o model.veil; "
                    + $"later veil evaluate SYNTHETIC --real {train} --holdout {apart}");
            if (parsed.GetValue(json))
            {
                terminal.Print(Json(train, apart, split));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Names(string? schema, SplitResult split) =>
        schema is not null ? $" -s {schema}" : split.HasHeader switch { true => " --header", false => " --no-header", null => "" };

    private static (bool Ok, double? Value) ParseShare(string text) =>
        Options.ParseNumber(text) is (true, > 0 and < 1 and var value) ? (true, value) : (false, null);

    private static string Json(string train, string rest, SplitResult split) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("train", train);
        json.WriteString("rest", rest);
        json.WriteNumber("trainRows", split.Train);
        json.WriteNumber("restRows", split.Rest);
        json.WriteNumber("droppedRows", split.Dropped);
        json.WriteNumber("seed", split.Seed);
        json.WriteEndObject();
    });
}
