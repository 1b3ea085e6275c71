using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>The options of the autoencoder.</summary>
public sealed record TvaeOptions : MethodOptions
{
    /// <summary>The variant that is used in drawing categories without a budget.</summary>
    public MethodVariant Variant { get; init; }

    /// <summary>The number of times that training goes over the table.</summary>
    public int? Epochs { get; init; }

    /// <summary>The number of records in a step of training.</summary>
    public int? BatchSize { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<TvaeOptions>()
        .Add(SharedOptions.Variant, (options, variant) => options with { Variant = variant })
        .Add(SharedOptions.Epochs("300, with a budget what suits it"), (options, epochs) => options with { Epochs = epochs })
        .Add(SharedOptions.BatchSize("500, with a budget what suits the number of rows"),
            (options, size) => options with { BatchSize = size });
}
