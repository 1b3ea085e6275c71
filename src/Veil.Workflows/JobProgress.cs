using Veil.Synthesis.Contracts;

namespace Veil.Workflows;

/// <summary>The progress of a job.</summary>
/// <param name="Stage">The stage of the job; it holds no value of the table.</param>
/// <param name="Fraction">Part of the whole job that is done, 0 to 1.</param>
public readonly record struct JobProgress(string Stage, double Fraction)
{
    /// <summary>The progress of the training of a network; null for everything else.</summary>
    public TrainingProgress? Training { get; init; }
}
