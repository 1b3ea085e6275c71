using System.Collections.Immutable;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Utility;

/// <summary>The parameters of <see cref="TrainOnSynthetic"/>.</summary>
public sealed record UtilityOptions
{
    /// <summary>The kind of prediction; null for a class where the target holds labels or at most two numbers, else a number.</summary>
    public PredictionTask? Task { get; init; }

    /// <summary>The learners; null for boosted trees and the linear learner of the task.</summary>
    public ImmutableArray<ILearner>? Learners { get; init; }

    /// <summary>The number of resamples of the hold-out rows for intervals; 0 for none.</summary>
    public int Resamples { get; init; } = 200;

    /// <summary>The number of permutations per column for feature importances; 0 for none.</summary>
    public int Permutations { get; init; } = 3;

    /// <summary>Seed of the resamples and permutations.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Resamples);
        ArgumentOutOfRangeException.ThrowIfNegative(Permutations);
        if (Learners is { IsDefaultOrEmpty: true })
        {
            throw new ArgumentException("Learners must contain at least one.", nameof(Learners));
        }
    }

    internal ImmutableArray<ILearner> LearnersFor(PredictionTask task) => Learners
        ?? [new HistogramGradientBoosting(), task is PredictionTask.Regression ? new RidgeRegression() : new LogisticRegression()];
}

/// <summary>The progress of <see cref="TrainOnSynthetic"/>.</summary>
/// <param name="ModelsDone">The number of models that are trained and scored.</param>
/// <param name="Models">The number of all models.</param>
public sealed record UtilityProgress(int ModelsDone, int Models);
