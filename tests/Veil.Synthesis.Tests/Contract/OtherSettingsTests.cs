using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>
/// The contract suite once more, in a process that has one processor and speaks Turkish, whose i has other capitals and whose
/// numbers have a decimal comma. The program itself runs without cultures; a program that uses the library need not.
/// </summary>
[Slow]
public class OtherSettingsTests
{
    [Fact]
    public void The_contract_holds_with_one_processor_and_in_Turkish()
    {
        var assembly = typeof(SynthesizerContractTests).Assembly.Location;
        var settings = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.runtimeconfig.json");
        try
        {
            var options = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(assembly, ".runtimeconfig.json")))!;
            options["runtimeOptions"]!["configProperties"]!["System.Globalization.Invariant"] = false;
            File.WriteAllText(settings, options.ToJsonString());
            var (exit, output) = Run(
                "exec", "--runtimeconfig", settings, "--depsfile", Path.ChangeExtension(assembly, ".deps.json"), assembly,
                "-noLogo", "-noColor", "-culture", "tr-TR", "-class", typeof(SynthesizerContractTests).FullName!, "-trait-", "Speed=Slow");

            Assert.SkipWhen(output.Contains("ICU", StringComparison.Ordinal), "This machine knows no cultures.");
            Assert.True(exit == 0, output);
            Assert.Matches("Total: [1-9][0-9]{2},", output);
        }
        finally
        {
            File.Delete(settings);
        }
    }

    private static (int Exit, string Output) Run(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
