using Veil.Synthesis.Contracts;

namespace Veil.Workflows;

/// <summary>The progress of a job.</summary>
/// <param name="Stage">The stage of the job.</param>
/// <param name="Fraction">Part of the whole job that is done, 0 to 1; it never shrinks.</param>
public readonly record struct JobProgress(Stage Stage, double Fraction)
{
    /// <summary>The progress of the fit, in the stage <see cref="Stage.Fitting"/>; null elsewhere.</summary>
    public FitProgress? Fit { get; init; }

    /// <summary>The name of the part of an evaluation, in the stage <see cref="Stage.Evaluating"/>; null elsewhere.</summary>
    public string? Part { get; init; }

    /// <summary>The progress of the training of a network; null for everything else.</summary>
    public TrainingProgress? Training => Fit?.Training;
}

/// <summary>The stages of jobs. A job goes through some of them.</summary>
public enum Stage
{
    /// <summary>A table is read.</summary>
    Reading,

    /// <summary>A model is fitted; <see cref="JobProgress.Fit"/> tells how far it is.</summary>
    Fitting,

    /// <summary>Tables are compared; <see cref="JobProgress.Part"/> tells in which respect.</summary>
    Evaluating,

    /// <summary>Rows are turned into points by an encoder.</summary>
    Encoding,

    /// <summary>Rows are drawn and written.</summary>
    Writing,
}
