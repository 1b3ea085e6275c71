using Veil.Data.Formats;
using Veil.Evaluation;
using Veil.Synthesis.Contracts;

namespace Veil.Workflows;

/// <summary>The progress of parts of a job as progress of the job.</summary>
internal static class ProgressParts
{
    /// <summary>A receiver for a part of a job.</summary>
    /// <param name="whole">The receiver for the whole job.</param>
    /// <param name="from">Part of the job that is done before.</param>
    /// <param name="until">Part of the job that is done after.</param>
    public static IProgress<JobProgress>? Part(this IProgress<JobProgress>? whole, double from, double until) => whole is null
        ? null
        : new SynchronousProgress<JobProgress>(at => whole.Report(at with { Fraction = from + ((until - from) * at.Fraction) }));

    /// <summary>A receiver for the reading of a table.</summary>
    public static IProgress<ReadProgress>? OfReading(this IProgress<JobProgress>? job) => job is null
        ? null
        : new SynchronousProgress<ReadProgress>(at => job.Report(new JobProgress(Stage.Reading, at.Fraction)));

    /// <summary>A receiver for a fit.</summary>
    public static IProgress<FitProgress>? OfFit(this IProgress<JobProgress>? job) => job is null
        ? null
        : new SynchronousProgress<FitProgress>(at => job.Report(new JobProgress(Stage.Fitting, at.Fraction) { Fit = at }));

    /// <summary>A receiver for an evaluation.</summary>
    public static IProgress<EvaluationProgress>? OfEvaluation(this IProgress<JobProgress>? job) => job is null
        ? null
        : new SynchronousProgress<EvaluationProgress>(
            at => job.Report(new JobProgress(Stage.Evaluating, at.Fraction) { Part = at.Part }));
}
