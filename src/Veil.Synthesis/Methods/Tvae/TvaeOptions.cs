using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>How an autoencoder is trained where its user may choose.</summary>
public sealed record TvaeOptions : MethodOptions
{
    /// <summary>Whose definition is followed in drawing categories without a budget.</summary>
    public MethodVariant Variant { get; init; }

    /// <summary>How many times training goes over the table.</summary>
    public int? Epochs { get; init; }

    /// <summary>The number of records in a step of training.</summary>
    public int? BatchSize { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<TvaeOptions>()
        .Add(SharedOptions.Variant, (options, variant) => options with { Variant = variant })
        .Add(SharedOptions.Epochs("300, with a budget what suits it"), (options, epochs) => options with { Epochs = epochs })
        .Add(SharedOptions.BatchSize("500, with a budget what suits the number of rows"), (options, size) => options with { BatchSize = size });
}
