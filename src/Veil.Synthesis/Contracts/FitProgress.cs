using System.Collections.Immutable;

namespace Veil.Synthesis.Contracts;

/// <summary>The progress of a fit.</summary>
/// <param name="Stage">The current stage.</param>
/// <param name="Fraction">Part of the whole fit that is done, 0 to 1.</param>
public readonly record struct FitProgress(FitStage Stage, double Fraction)
{
    /// <summary>The name of the column that the stage is at; null where it is at none in particular.</summary>
    public string? Column { get; init; }

    /// <summary>The progress of the training of a network; null for everything else.</summary>
    public TrainingProgress? Training { get; init; }
}

/// <summary>The progress of the training of a network.</summary>
/// <param name="Epoch">The number of epochs done, or of steps where a method has no epochs.</param>
/// <param name="Epochs">The total number of epochs or steps.</param>
public sealed record TrainingProgress(int Epoch, int Epochs)
{
    /// <summary>
    /// Names and values of losses. Under a budget only those that follow from noisy results: a loss on real rows is private.
    /// </summary>
    public ImmutableArray<(string Name, double Value)> Losses { get; init; } = [];

    /// <summary>
    /// The cost of the steps done so far, in epsilon at the delta of the run; the whole training is charged before the first
    /// step. Null without a budget.
    /// </summary>
    public double? EpsilonSoFar { get; init; }
}
