using System.CommandLine;
using Veil.Synthesis.Contracts;

namespace Veil.Cli;

/// <summary>Options that say how a network is trained.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<int?> _epochs = Options.Parsed<int?>(
        "--epochs", "N", $"How many times training goes over the table. Default: the method's; with a budget what suits it. {MethodChoice.For(MethodOption.Epochs)}", text => MethodChoice.Whole(text, 1, 1_000_000), "a whole number from 1 to 1000000");

    private readonly Option<int?> _batchSize = Options.Parsed<int?>(
        "--batch-size", "N", $"The number of records in a step of training. Default: the method's. {MethodChoice.For(MethodOption.BatchSize)}", text => MethodChoice.Whole(text, 1, 1_000_000), "a whole number from 1 to 1000000");

    /// <summary>The options.</summary>
    public Option[] All => [_epochs, _batchSize];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(ExplainedCommand command) => command.AddGroup("Training", All);

    /// <summary>What they say.</summary>
    public MethodOptions Read(ParseResult parsed) => new() { Epochs = parsed.GetValue(_epochs), BatchSize = parsed.GetValue(_batchSize) };
}
