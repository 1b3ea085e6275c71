using Veil.Synthesis.Contracts;

namespace Veil.Workflows;

/// <summary>How far a job has come.</summary>
/// <param name="Stage">What is being done; holds no value of the table.</param>
/// <param name="Fraction">Part of the whole job that is done, 0 to 1.</param>
public readonly record struct JobProgress(string Stage, double Fraction)
{
    /// <summary>How far the training of a network has come; null for everything else.</summary>
    public TrainingProgress? Training { get; init; }
}
