using System.CommandLine;
using System.Globalization;
using System.Text;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;

namespace Veil.Cli.Commands;

/// <summary><c>veil model</c>: what a model file holds.</summary>
internal static class ModelCommand
{
    private const double DefaultConfidence = 0.95;

    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var model = new Argument<string>("MODEL") { Description = "A model made by 'veil train'." };
        var json = Options.Json();
        var measurements = new Option<bool>("--measurements") { Description = "List the noisy counts that the model consists of; they may be published." };
        var errors = new Option<bool>("--errors") { Description = "Say how far columns and pairs of columns can be from the real table: certified bounds, told from the noise alone." };
        var confidence = Options.Parsed(
            "--confidence", "N", $"How sure the bounds of --errors are, all together. Default: {DefaultConfidence.ToString(CultureInfo.InvariantCulture)}.", ParseConfidence, "a number between 0 and 1");
        var show = new ExplainedCommand(
            "show",
            "Show the privacy statement of a model and what it consists of. All of it may be published.",
            "veil model show people.veil",
            "veil model show people.veil --measurements",
            "veil model show people.veil --errors")
        {
            model, measurements, errors, confidence,
        };
        show.AddTalk(null, json, null);
        show.SetAction(parsed =>
        {
            var loaded = SampleCommand.Load(parsed.GetValue(model)!);
            var certificate = parsed.GetValue(errors)
                ? ErrorCertificate.Of(loaded, parsed.GetValue(confidence) ?? DefaultConfidence, cancellationToken)
                : null;
            if (parsed.GetValue(json) && certificate is not null)
            {
                terminal.Print(CertificateText.Json(certificate, loaded.Statement.IsResearch));
                return ExitCodes.Done;
            }

            if (parsed.GetValue(json))
            {
                StatementJson.Write(loaded.Statement, terminal.Output);
                terminal.Print("\n");
                return ExitCodes.Done;
            }

            terminal.Print(StatementMarkdown.Write(loaded.Statement));
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
        return new Command("model", "Look into models.") { show };
    }

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
            text.Append(CultureInfo.InvariantCulture, $"{string.Join(" x ", measurement.Attributes)} ({measurement.Noise} noise, standard deviation {measurement.StandardDeviation:0.##}):\n");
            text.AppendJoin(' ', measurement.Counts).Append('\n');
        }

        return text.ToString();
    }
}
