using System.CommandLine;
using Veil.Data.Errors;
using Veil.Workflows.Evaluating;
using Veil.Workflows.Files;

namespace Veil.Cli.Commands;

/// <summary><c>veil evaluate</c>: the similarity of a synthetic table to the real one.</summary>
internal static class EvaluateCommand
{
    private const string Banner = "INTERNAL: computed from real rows. Do not publish.";

    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = new Argument<string>("SYNTHETIC") { Description = $"The synthetic table: {Options.Tables}." };
        var real = new Option<string>("--real", "-r")
        {
            HelpName = "FILE",
            Description = "The real table that it was made from.",
            Required = true,
        };
        var holdout = new Option<string?>("--holdout")
        {
            HelpName = "FILE",
            Description = "Hold-out rows: real rows that were not used for training ('veil split'). Without them attacks and predictions "
                + "are measured less well or not at all.",
        };
        var schema = new Option<string?>("--schema", "-s")
        {
            HelpName = "FILE",
            Description = "The schema of the tables (JSON). Default: inferred from the real rows.",
        };
        var target = new Option<string?>("--target")
        {
            HelpName = "COLUMN",
            Description = "The column to predict: a model that is trained on the synthetic rows is tested on hold-out rows.",
        };
        var sensitive = new Option<string[]>("--protected")
        {
            HelpName = "COLUMN",
            Description = "A column whose values are the groups that should be treated alike; may be given several times.",
        };
        var knownColumns = new Option<string[]>("--known")
        {
            HelpName = "COLUMN",
            Description = "A column that an attacker knows of each person: disclosure by known columns, and the linkability of the records "
                + "of two parties, are measured with these; may be given several times.",
        };
        var report = new Option<string?>("--report")
        {
            HelpName = "FILE",
            Description = "The file for a report: one HTML file that opens offline.",
        };
        var json = new Option<string?>("--json")
        {
            HelpName = "[FILE]",
            Description = "The file for all numbers as one JSON document. Without a name, or with -: standard output, and nothing else is "
                + "printed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var failUnder = new Option<EvaluationCheck[]>("--fail-under")
        {
            HelpName = "ID=VALUE",
            Description = "Exit with 4 unless a number is at least this good: not smaller where larger is better, not larger where smaller "
                + "is better, and not farther from the number of hold-out rows where it should be close to that; may be given several "
                + "times.",
            CustomParser = result =>
                [.. result.Tokens.Select(token => EvaluationCheck.Parse(token.Value)).Where(check => check is not null || Refuse(result))!],
        };
        var seed = Options.Seed("Seed of resamples and random choices: the same seed gives the same numbers. Default: 1.");
        var (force, quiet, noColor) = (Options.Force(), Options.Quiet(), Options.NoColor());
        var reading = new ReadingOptions(isRelease: false);
        var command = new ExplainedCommand(
            "evaluate",
            "Compare a synthetic table with the real one. The result is computed from real rows: it is for the owner only.",
            "veil evaluate synthetic.csv --real train.csv --holdout holdout.csv",
            "veil evaluate synthetic.csv --real train.csv --report report.html",
            "veil evaluate s.csv --real t.csv --fail-under columns.total-variation=0.1")
        {
            input, real, holdout, schema, target, sensitive, knownColumns, report, json, failUnder, seed, force,
        };
        reading.AddTo(command);
        command.AddMessageOptions(quiet, null, noColor);
        command.SetAction(parsed =>
        {
            var document = parsed.GetValue(json) ?? (parsed.GetResult(json) is null ? null : OutputFiles.StandardOutput);
            var isPrinted = document == OutputFiles.StandardOutput;
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), isPrinted, parsed.GetValue(noColor));
            var overwrite = parsed.GetValue(force);
            var page = parsed.GetValue(report);
            var path = parsed.GetValue(input)!;
            var kept = parsed.GetValue(holdout);
            RefuseStandardInputTwice(path, parsed.GetValue(real)!, kept);
            if (page == OutputFiles.StandardOutput)
            {
                throw new VeilException(
                    FaultKind.Usage,
                    "report-to-stdout",
                    "A report cannot be written to standard output.",
                    "Give --report a file name such as report.html.");
            }

            var request = new EvaluateRequest
            {
                Synthetic = reading.Open(parsed, path, terminal, cancellationToken),
                Real = reading.Open(parsed, parsed.GetValue(real)!, terminal, cancellationToken),
                Holdout = kept is null ? null : reading.Open(parsed, kept, terminal, cancellationToken),
                Schema = Options.LoadSchema(parsed.GetValue(schema)),
                Target = parsed.GetValue(target),
                Protected = parsed.GetValue(sensitive) ?? [],
                Known = parsed.GetValue(knownColumns) ?? [],
                Seed = parsed.GetValue(seed) ?? 1,
                Checks = parsed.GetValue(failUnder) ?? [],
                Numbers = document is null ? null
                    : isPrinted ? ByteOutput.ToStream(terminal.Output)
                    : ByteOutput.ToFile(document, overwrite),
                Report = page is null ? null : ByteOutput.ToFile(page, overwrite),
                AlsoReads = Options.Given(parsed.GetValue(schema)),
            };
            var found = console.Watch(progress => new EvaluateJob().Run(request, progress, cancellationToken));
            console.Warn(Banner);
            if (request is { Target: not null, Holdout: null })
            {
                console.Warn("Utility is not measured: predictions of the --target are tested on hold-out rows. Add --holdout FILE.");
            }

            foreach (var difference in found.Differences)
            {
                console.Say(EvaluationText.Clean(difference));
            }

            if (isPrinted)
            {
                terminal.Print("\n");
            }
            else
            {
                terminal.Print(EvaluationText.Format(found.Result));
            }

            if (document is not null && !isPrinted)
            {
                console.Say($"Wrote the numbers to {document}");
            }

            if (page is not null)
            {
                console.Say($"Wrote the report to {page}");
            }

            foreach (var failure in found.Failures)
            {
                console.Warn($"Check failed: {EvaluationText.Clean(failure)}");
            }

            return found.Failures.Count == 0 ? ExitCodes.Done : ExitCodes.CannotFinish;
        });
        return command;
    }

    private static bool Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("Option --fail-under needs a name and a number such as columns.total-variation=0.1.");
        return false;
    }

    private static void RefuseStandardInputTwice(params string?[] paths)
    {
        if (paths.Count(path => path == "-") > 1)
        {
            throw new VeilException(
                FaultKind.Usage, "standard-input-twice", "Only one table can come from standard input.", "Give the others as files.");
        }
    }
}
