using System.CommandLine;
using Veil.Data.Errors;
using Veil.Synthesis.Models;
using Veil.Workflows;

namespace Veil.Cli.Commands;

/// <summary><c>veil sample</c>: draw rows from a model.</summary>
internal static class SampleCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var model = new Argument<string>("MODEL") { Description = "A model made by 'veil train'." };
        var rows = Options.Rows("the declared or noisy number of the real table");
        var seed = Options.Seed();
        var output = Options.Output("Where the rows go, the privacy statement beside them. Default: standard output.");
        var (force, quiet, json, noColor, excelSafe) = (Options.Force(), Options.Quiet(), Options.Json(), Options.NoColor(), Options.ExcelSafe());
        var command = new ExplainedCommand(
            "sample",
            "Draw any number of synthetic rows from a model: free of privacy cost.",
            "veil sample people.veil -n 1000 -o synthetic.csv",
            "veil sample people.veil -n 5 --seed 7")
        {
            model, rows, seed, output, force, excelSafe,
        };
        command.AddTalk(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var talk = new Talk(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var files = new OutputFiles(parsed.GetValue(output) ?? OutputFiles.StandardOutput, parsed.GetValue(force));
            files.Validate();
            Options.RefuseTwoOutputs(files, parsed.GetValue(json));

            var loaded = Load(parsed.GetValue(model)!);
            var sampled = talk.Watch(progress => SampleJob.Run(
                loaded,
                new SampleRequest
                {
                    Output = files,
                    Rows = parsed.GetValue(rows),
                    Seed = parsed.GetValue(seed),
                    ExcelSafe = parsed.GetValue(excelSafe),
                },
                terminal.Output,
                progress,
                cancellationToken));
            ResultText.Tell(talk, null, sampled);
            if (parsed.GetValue(json))
            {
                terminal.Print(ResultText.Json(null, sampled));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Opens a model file.</summary>
    public static SynthesisModel Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return SynthesisModel.Load(stream, path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new VeilException(FaultKind.BadInput, "model-unreadable", $"'{path}' does not exist or cannot be read.", "Check the path and its permissions.", fault);
        }
    }
}
