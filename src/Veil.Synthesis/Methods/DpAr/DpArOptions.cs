using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.DpAr;

/// <summary>The options of the autoregressive network.</summary>
public sealed record DpArOptions : MethodOptions
{
    /// <summary>The number of times that training goes over the table.</summary>
    public int? Epochs { get; init; }

    /// <summary>The number of records in a step of training.</summary>
    public int? BatchSize { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<DpArOptions>()
        .Add(SharedOptions.Epochs("what suits the budget"), (options, epochs) => options with { Epochs = epochs })
        .Add(SharedOptions.BatchSize("what suits the number of rows"), (options, size) => options with { BatchSize = size });
}
