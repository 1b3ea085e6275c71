using System.CommandLine;
using Veil.Workflows.Files;

namespace Veil.Cli.Commands;

/// <summary><c>veil sample</c>: draws rows from a model.</summary>
internal static class SampleCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var model = new Argument<string>("MODEL") { Description = "A model made by 'veil train'." };
        var drawing = new Drawing(
            "the declared or noisy number of the real table",
            "The file for the rows; the privacy statement is written beside it. Default: standard output.");
        var command = new ExplainedCommand(
            "sample",
            "Draw any number of synthetic rows from a model, at no privacy cost.",
            "veil sample people.veil -n 1000 -o synthetic.csv",
            "veil sample people.veil -n 5 --seed 7",
            "veil sample people.veil -n 100 --where \"age>=65\" --where \"sex=F\"")
        {
            model,
        };
        drawing.AddTo(command);
        command.SetAction(parsed => drawing.Run(
            parsed, terminal, ModelSource.FromFile(parsed.GetValue(model)!), null, cancellationToken));
        return command;
    }
}
