using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>The options of the GAN that learns from votes.</summary>
public sealed record PateCtganOptions : MethodOptions
{
    /// <summary>
    /// The number of times that the student goes over its votes, and the generator trains against it, after a round of votes.
    /// </summary>
    public int? Epochs { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<PateCtganOptions>()
        .Add(SharedOptions.Epochs("10 after each round of votes"), (options, epochs) => options with { Epochs = epochs });
}
