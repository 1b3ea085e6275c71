using System.CommandLine;
using Veil.Synthesis.Contracts;

namespace Veil.Cli;

/// <summary>The options for the training of a network.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<int?> _epochs = Options.Parsed<int?>(
        "--epochs",
        "N",
        "The number of epochs of training. Default: the method's; under a budget it depends on the budget. "
            + MethodChoice.For(MethodOption.Epochs),
        text => MethodChoice.Whole(text, 1, 1_000_000),
        "a whole number from 1 to 1000000");

    private readonly Option<int?> _batchSize = Options.Parsed<int?>(
        "--batch-size",
        "N",
        $"The number of records per step of training. Default: the method's. {MethodChoice.For(MethodOption.BatchSize)}",
        text => MethodChoice.Whole(text, 1, 1_000_000),
        "a whole number from 1 to 1000000");

    /// <summary>The options.</summary>
    public Option[] All => [_epochs, _batchSize];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(ExplainedCommand command) => command.AddGroup("Training", All);

    /// <summary>The values of the options.</summary>
    public MethodOptions Read(ParseResult parsed) => new() { Epochs = parsed.GetValue(_epochs), BatchSize = parsed.GetValue(_batchSize) };
}
