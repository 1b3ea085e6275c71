using System.Collections.Immutable;

namespace Veil.Synthesis.Contracts;

/// <summary>How far a fit has come.</summary>
/// <param name="Stage">What is being done, in words that hold no value of the table.</param>
/// <param name="Fraction">Part of the whole fit that is done, 0 to 1.</param>
public readonly record struct FitProgress(string Stage, double Fraction)
{
    /// <summary>How far the training of a network has come; null for everything else.</summary>
    public TrainingProgress? Training { get; init; }
}

/// <summary>How far the training of a network has come.</summary>
/// <param name="Epoch">Epochs done, or steps where a method has no epochs.</param>
/// <param name="Epochs">All of them.</param>
public sealed record TrainingProgress(int Epoch, int Epochs)
{
    /// <summary>
    /// Names and values of losses. Under a budget only those that follow from noisy results: a loss on real rows is private.
    /// </summary>
    public ImmutableArray<(string Name, double Value)> Losses { get; init; } = [];

    /// <summary>What the steps done so far alone would cost in epsilon at the delta of the run; the whole is charged before the first. Null without a budget.</summary>
    public double? EpsilonSoFar { get; init; }
}
