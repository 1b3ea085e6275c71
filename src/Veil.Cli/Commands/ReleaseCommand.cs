using System.CommandLine;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Text;
using Veil.Workflows.Files;
using Veil.Workflows.Releases;

namespace Veil.Cli.Commands;

/// <summary><c>veil release</c>: packs a synthetic table into a bundle that anyone can verify.</summary>
internal static class ReleaseCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var data = new Argument<string>("DATA")
        {
            Description = "A synthetic table, with the statement that was written with it beside it (NAME.privacy.json).",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = "FILE",
            Description = "The model that the rows were drawn from. They are drawn again and compared, and the report of the model becomes "
                + "part of the bundle.",
        };
        var output = Options.Output("The file for the bundle (.zip).");
        output.Required = true;
        var key = new Option<string?>("--key", "-k")
        {
            HelpName = "FILE",
            Description = "The private key (PEM) that signs the bundle; 'veil keygen' makes one. Default: the bundle is not signed.",
        };
        var title = Text("--title", "The title of the release. Default: Synthetic table.");
        var description = Text("--description", "A description of the table, in a sentence or two.");
        var use = Text("--intended-use", "What the table is meant for.");
        var curator = Text("--curator", "The person or organisation that publishes it.");
        var contact = Text("--contact", "Whom to ask about it.");
        var license = Text("--license", "The licence, best as the address of a known one.");
        var (force, quiet, json) = (Options.Force(), Options.Quiet(), Options.Json());
        var command = new ExplainedCommand(
            "release",
            "Pack a synthetic table, its privacy statement and the documents about it into one file that anyone can verify. Whatever has "
                + "no guarantee is refused.",
            "veil release people.csv --model people.veil -o people.zip --key release.pem",
            "veil release people.csv -o people.zip --title People --curator Registry")
        {
            data, model, output, key, force,
        };
        command.AddGroup("Data card", title, description, use, curator, contact, license);
        command.AddMessageOptions(quiet, json, null);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), noColor: true);
            var path = parsed.GetValue(output)!;
            if (path == OutputFiles.StandardOutput)
            {
                throw new VeilException(
                    FaultKind.Usage, "bundle-to-stdout", "A bundle is not written to standard output.",
                    "Give -o a file name such as people.zip.");
            }

            var request = new ReleaseRequest
            {
                Data = parsed.GetValue(data)!,
                Model = parsed.GetValue(model) is { } from ? ModelSource.FromFile(from) : null,
                Output = ByteOutput.ToFile(path, parsed.GetValue(force)),
                Key = parsed.GetValue(key),
                Card = new ReleaseCard
                {
                    Title = parsed.GetValue(title) ?? new ReleaseCard().Title,
                    Description = parsed.GetValue(description),
                    IntendedUse = parsed.GetValue(use),
                    Curator = parsed.GetValue(curator),
                    Contact = parsed.GetValue(contact),
                    License = parsed.GetValue(license),
                },
            };
            var released = new ReleaseJob().Run(request, null, cancellationToken);
            Tell(console, request, released, path);
            if (parsed.GetValue(json))
            {
                terminal.Print(Json(released, path));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Tell(ConsoleReporter console, ReleaseRequest request, ReleaseResult released, string path)
    {
        console.Say(string.Create(
            CultureInfo.InvariantCulture, $"Wrote {path}: {released.Files.Length} files, {NumberText.Bytes(released.Bytes)}."));
        ResultText.TellGuarantee(console, released.Statement, inWords: false);
        console.Say(released.IsDrawnAgain
            ? "  The rows are those that the model draws with the seed of the statement."
            : "  Not checked: whether the rows were drawn from a model. --model checks it.");
        if (released.KeyId is { } id)
        {
            console.Say($"  Signed with the key {id}.");
        }
        else
        {
            console.Warn("Warning: the bundle is not signed, so nobody can check that it comes from you. Fix: sign it with --key.");
        }

        if (request.Card.Missing is { Count: > 0 } missing)
        {
            console.Say($"  Not stated, but asked for by catalogs: {string.Join(", ", missing.Select(OptionText.OfSetting))}.");
        }

        console.Say("  registry.json is a draft: add the region and the kind of curator before you send it to a registry.");
        console.Say($"Next: veil verify {path}{(released.KeyId is null ? "" : " --key PUBLIC.pem")}");
    }

    private static Option<string?> Text(string name, string description) => new(name) { HelpName = "TEXT", Description = description };

    private static string Json(ReleaseResult released, string path) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("bundle", path);
        json.WriteNumber("bytes", released.Bytes);
        json.WriteStartArray("files");
        foreach (var file in released.Files)
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        json.WriteBoolean("signed", released.KeyId is not null);
        if (released.KeyId is { } id)
        {
            json.WriteString("keyId", id);
        }

        json.WriteBoolean("drawnAgain", released.IsDrawnAgain);
        json.WriteNumber("epsilon", released.Statement.Guarantee?.Epsilon ?? 0);
        json.WriteNumber("delta", released.Statement.Guarantee?.Delta ?? 0);
        ResultText.WriteRun(json, released.Statement);
        json.WriteEndObject();
    });
}
