using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.Correlated;

/// <summary>The options of the Bayesian network.</summary>
public sealed record CorrelatedOptions : MethodOptions
{
    /// <summary>The variant that is used.</summary>
    public MethodVariant Variant { get; init; }

    /// <summary>The largest number of parents of a column.</summary>
    public int? Degree { get; init; }

    /// <summary>The smallest ratio of the average count of a table to its noise (theta-usefulness).</summary>
    public double? Usefulness { get; init; }

    /// <summary>The score by which edges are chosen in the original variant.</summary>
    public DependenceScore? Score { get; init; }

    /// <summary>The most megabytes (2^20 bytes) that the tables of the model may take.</summary>
    public double? MaxModelMegabytes { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<CorrelatedOptions>()
        .Add(SharedOptions.Variant, (options, variant) => options with { Variant = variant })
        .Add(
            MethodOption.Whole(
                "degree",
                "K",
                1,
                10,
                "The largest number of parents of a column; in the original variant the exact number.",
                "as many as the noise allows"),
            (options, degree) => options with { Degree = degree })
        .Add(
            MethodOption.Positive(
                "usefulness",
                "N",
                "The smallest ratio of the average count of a table to its noise.",
                "4 in the original variant; the improved one weighs noise itself"),
            (options, usefulness) => options with { Usefulness = usefulness })
        .Add(
            MethodOption.Choice<DependenceScore?>(
                "score",
                "What edges are chosen by in the original variant.",
                "f when all columns have two values, else r",
                ("mi", DependenceScore.MutualInformation),
                ("f", DependenceScore.F),
                ("r", DependenceScore.R)),
            (options, score) => options with { Score = score })
        .Add(SharedOptions.MaxModelSize("1, in the original variant 256"), (options, size) => options with { MaxModelMegabytes = size });
}
