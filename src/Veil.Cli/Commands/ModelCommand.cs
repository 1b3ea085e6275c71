using System.CommandLine;
using System.Globalization;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Text;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Models;

namespace Veil.Cli.Commands;

/// <summary><c>veil model</c>: the contents of a model file.</summary>
internal static class ModelCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var model = new Argument<string>("MODEL") { Description = "A model made by 'veil train'." };
        var json = Options.Json();
        var measurements = new Option<bool>("--measurements")
        {
            Description = "List the noisy counts that the model consists of; they may be published.",
        };
        var errors = new Option<bool>("--errors")
        {
            Description = "Show certified bounds on the distance of columns and pairs of columns from the counted rows, computed from the "
                + "noise alone.",
        };
        var confidence = Confidence("the bounds of --errors");
        var show = new ExplainedCommand(
            "show",
            "Show the privacy statement of a model and what it consists of. All of it may be published.",
            "veil model show people.veil",
            "veil model show people.veil --measurements",
            "veil model show people.veil --errors")
        {
            model, measurements, errors, confidence,
        };
        show.AddMessageOptions(null, json, null);
        show.SetAction(parsed =>
        {
            if (parsed.GetValue(confidence) is not null && !parsed.GetValue(errors))
            {
                throw new VeilException(
                    FaultKind.Usage,
                    "confidence-without-errors",
                    "Option --confidence applies to the bounds of --errors only.",
                    "Add --errors, or leave --confidence out.");
            }

            if (parsed.GetValue(json) && parsed.GetValue(measurements))
            {
                throw new VeilException(
                    FaultKind.Usage,
                    "measurements-as-json",
                    "The noisy counts are listed as text, not as JSON.",
                    "Leave --json or --measurements out; the model file holds the counts.");
            }

            var request = new ModelRequest
            {
                Model = ModelSource.FromFile(parsed.GetValue(model)!),
                Confidence = parsed.GetValue(errors) ? parsed.GetValue(confidence) ?? ModelReportRequest.UsualConfidence : null,
            };
            var (loaded, certificate) = new ModelJob().Run(request, null, cancellationToken);
            if (parsed.GetValue(json) && certificate is not null)
            {
                terminal.Print(CertificateText.Json(certificate, loaded.Statement.Mode));
                return ExitCodes.Done;
            }

            if (parsed.GetValue(json))
            {
                StatementJson.Write(loaded.Statement, terminal.Output);
                terminal.Print("\n");
                return ExitCodes.Done;
            }

            terminal.Print(MarkdownText.Plain(StatementMarkdown.Write(loaded.Statement)));
            terminal.Print("\n" + Contents(loaded.Content));
            if (parsed.GetValue(measurements))
            {
                terminal.Print("\n" + Measurements(loaded.Content));
            }

            if (certificate is not null)
            {
                terminal.Print("\n" + CertificateText.Format(certificate));
            }

            return ExitCodes.Done;
        });
        return new Command("model", "Show what models hold.") { show, Report(terminal, cancellationToken) };
    }

    private static ExplainedCommand Report(Terminal terminal, CancellationToken cancellationToken)
    {
        var model = new Argument<string>("MODEL") { Description = "A model made by 'veil train'." };
        var output = Options.Output("The file for the report: one HTML file that opens offline.");
        output.Required = true;
        var confidence = Confidence("the certified bounds");
        var (force, quiet) = (Options.Force(), Options.Quiet());
        var command = new ExplainedCommand(
            "report",
            "Draw what a model holds, with the error of each column and pair, computed from its noise alone. It may be published like the "
                + "model.",
            "veil model report people.veil -o people.report.html")
        {
            model, output, confidence, force,
        };
        command.AddMessageOptions(quiet, null, null);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), json: false, noColor: true);
            var (from, to) = (parsed.GetValue(model)!, parsed.GetValue(output)!);
            if (to == OutputFiles.StandardOutput)
            {
                throw new VeilException(
                    FaultKind.Usage,
                    "report-to-stdout",
                    "A report cannot be written to standard output.",
                    "Give -o a file name such as people.report.html.");
            }

            var request = new ModelReportRequest
            {
                Model = ModelSource.FromFile(from),
                Output = ByteOutput.ToFile(to, parsed.GetValue(force)),
                Confidence = parsed.GetValue(confidence) ?? ModelReportRequest.UsualConfidence,
            };
            var reported = new ModelReportJob().Run(request, null, cancellationToken);
            ResultText.Stamp(console, reported.Model.Statement);
            console.Say($"Wrote the report to {to}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<double?> Confidence(string bounds) => Options.Parsed(
        "--confidence",
        "N",
        $"The joint confidence of {bounds}. Default: {ModelReportRequest.UsualConfidence.ToString(CultureInfo.InvariantCulture)}.",
        ParseConfidence,
        "a number between 0 and 1");

    private static (bool Ok, double? Value) ParseConfidence(string text) =>
        Options.ParseNumber(text) is (true, > 0 and < 1 and var value) ? (true, value) : (false, null);

    private static string Contents(ModelContent content) =>
        string.Create(CultureInfo.InvariantCulture, $"About {content.Rows:0} rows (declared or noisy).\n\n") + TextTable.Format(
            ["ATTRIBUTE", "TYPE", "CELLS", "MISSING CELL"],
            content.Domain.Attributes.Select(attribute => new[]
            {
                attribute.Name,
                attribute.Type.ToString().ToLowerInvariant(),
                attribute.Size.ToString(CultureInfo.InvariantCulture),
                attribute.MissingCell >= 0 ? "yes" : "no",
            }));

    private static string Measurements(ModelContent content)
    {
        var text = new StringBuilder();
        foreach (var measurement in content.Measurements)
        {
            text.Append(
                $"{string.Join(" x ", measurement.Attributes)} ({measurement.Noise} noise, standard deviation "
                    + $"{NumberText.Of(measurement.StandardDeviation)}):\n");
            text.AppendJoin(' ', measurement.Counts).Append('\n');
        }

        return text.ToString();
    }
}
