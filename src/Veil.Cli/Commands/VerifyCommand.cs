using System.CommandLine;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Workflows.Releases;

namespace Veil.Cli.Commands;

/// <summary><c>veil verify</c>: verifies a release from its bytes alone.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = new Argument<string>("BUNDLE")
        {
            Description = "A bundle made by 'veil release', or a single privacy statement (NAME.privacy.json).",
        };
        var key = new Option<string?>("--key", "-k")
        {
            HelpName = "FILE",
            Description = "The public key (PEM) of whoever published the bundle. Default: the signature is not checked.",
        };
        var json = Options.Json();
        var command = new ExplainedCommand(
            "verify",
            "Verify a release offline: every byte of the bundle, its signature, and the guarantee, recomputed from the charges that the "
                + "statement lists.",
            "veil verify people.zip --key release.pub.pem",
            "veil verify people.privacy.json")
        {
            input, key,
        };
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(input)!;
            var verified = new VerifyJob().Run(
                new VerifyRequest { Input = path, Key = parsed.GetValue(key) }, null, cancellationToken);
            terminal.Print(parsed.GetValue(json)
                ? Json(verified)
                : TextTable.Format(
                    ["CHECK", "STATE", "DETAIL"],
                    verified.Points.Select(point => new[] { point.Subject, InWords(point.State), point.Detail })));
            return verified.IsGood ? ExitCodes.Done : throw Failed(path, verified);
        });
        return command;
    }

    private static VeilException Failed(string path, VerifyResult verified) => new(
        FaultKind.VerificationFailed,
        "verification-failed",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path} is not what it says: {verified.Points.Count(point => point.State == CheckState.Failed)} of {verified.Points.Count} "
                + $"checks failed."),
        "Do not rely on it. Get it again from its publisher, and compare the key with them.");

    private static string InWords(CheckState state) => state switch
    {
        CheckState.Passed => "ok",
        CheckState.Failed => "FAILED",
        _ => "not checked",
    };

    private static string Json(VerifyResult verified) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("good", verified.IsGood);
        json.WriteStartArray("checks");
        foreach (var point in verified.Points)
        {
            json.WriteStartObject();
            json.WriteString("check", point.Subject);
            json.WriteString("state", InWords(point.State).ToLowerInvariant());
            json.WriteString("detail", point.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
