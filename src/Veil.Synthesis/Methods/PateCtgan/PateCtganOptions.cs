using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>How a GAN is taught by votes where its user may choose.</summary>
public sealed record PateCtganOptions : MethodOptions
{
    /// <summary>How often the student goes over its votes, and the generator against it, after a round of them.</summary>
    public int? Epochs { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<PateCtganOptions>()
        .Add(SharedOptions.Epochs("10 after each round of votes"), (options, epochs) => options with { Epochs = epochs });
}
