using System.CommandLine;
using Veil.Workflows.Machine;

namespace Veil.Cli.Commands;

/// <summary><c>veil doctor</c>: checks that this machine can do the work.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var json = Options.Json();
        var command = new ExplainedCommand(
            "doctor",
            "Check that this machine can do the work.",
            "veil doctor");
        command.AddMessageOptions(null, json, null);
        command.SetAction(parsed =>
        {
            var checks = new DoctorJob().Run(new DoctorRequest(), null, cancellationToken);
            terminal.Print(parsed.GetValue(json)
                ? Json(checks)
                : TextTable.Format(
                    ["CHECK", "STATE", "DETAIL"],
                    checks.Select(check => new[] { check.Name, check.IsGood ? "good" : "BAD", check.Detail })));
            return checks.All(check => check.IsGood) ? ExitCodes.Done : ExitCodes.CannotFinish;
        });
        return command;
    }

    private static string Json(IReadOnlyList<DoctorCheck> checks) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (var check in checks)
        {
            json.WriteStartObject();
            json.WriteString("check", check.Name);
            json.WriteBoolean("good", check.IsGood);
            json.WriteString("detail", check.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
