using System.CommandLine;
using Veil.Data.Errors;
using Veil.Workflows.Files;
using Veil.Workflows.Releases;

namespace Veil.Cli.Commands;

/// <summary><c>veil keygen</c>: makes a pair of keys for releases.</summary>
internal static class KeygenCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var output = Options.Output(
            "The file for the private key, which only you may read; the public key goes beside it as NAME.pub.pem.");
        output.Required = true;
        var (quiet, json) = (Options.Quiet(), Options.Json());
        var command = new ExplainedCommand(
            "keygen",
            "Make a pair of keys with which releases are signed and verified. Never replaces a file.",
            "veil keygen -o release.pem")
        {
            output,
        };
        command.AddMessageOptions(quiet, json, null);
        command.SetAction(parsed =>
        {
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), noColor: true);
            var path = parsed.GetValue(output)!;
            if (path == OutputFiles.StandardOutput)
            {
                throw new VeilException(
                    FaultKind.Usage, "key-to-stdout", "A private key is not written to standard output.",
                    "Give -o a file name such as release.pem.");
            }

            var key = new KeyJob().Run(new KeyRequest { Output = path }, null, cancellationToken);
            console.Say($"Wrote the private key to {key.Private}: keep it secret and back it up.");
            console.Say($"Wrote the public key to {key.Public}: give it to whoever is to verify your releases.");
            console.Say($"  Key: {key.KeyId}");
            console.Say($"Next: veil release DATA.csv -o bundle.zip --key {key.Private}");
            if (parsed.GetValue(json))
            {
                terminal.Print(Json(key));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Json(KeyResult key) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("private", key.Private);
        json.WriteString("public", key.Public);
        json.WriteString("keyId", key.KeyId);
        json.WriteEndObject();
    });
}
