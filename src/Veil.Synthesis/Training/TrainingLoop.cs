using System.Collections.Immutable;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Training;

/// <summary>A network that is trained step by step, or epoch by epoch.</summary>
internal interface ITraining
{
    /// <summary>The number of steps done.</summary>
    int Done { get; }

    /// <summary>The total number of steps.</summary>
    int All { get; }

    /// <summary>
    /// Names and values of losses that may be reported; under a budget only those that follow from noisy results.
    /// </summary>
    ImmutableArray<(string Name, double Value)> Losses { get; }

    /// <summary>True when a checkpoint is to be offered now: making one may take as long as some steps.</summary>
    bool IsCheckpoint { get; }

    /// <summary>Takes a step.</summary>
    void Step(CancellationToken cancellationToken);

    /// <summary>
    /// The cost of the steps so far; null without a budget. It is read after every step for the progress report.
    /// </summary>
    double? EpsilonSoFar();

    /// <summary>The model so far with all that is needed to resume.</summary>
    ModelContent Checkpoint();
}

/// <summary>Runs a training: stops early when requested, reports progress, and offers checkpoints.</summary>
internal static class TrainingLoop
{
    /// <summary>Takes all steps that are left, or fewer when an early end is requested, but at least one.</summary>
    /// <param name="training">The training.</param>
    /// <param name="options">The receiver of checkpoints, and the token that ends it early.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="from">Part of the whole fit that is done before.</param>
    /// <param name="until">Part of the whole fit that is done after.</param>
    /// <param name="cancellationToken">Stops the fit between steps, with no model.</param>
    public static void Run(
        ITraining training, FitOptions options, IProgress<FitProgress>? progress,
        double from, double until, CancellationToken cancellationToken)
    {
        while (training.Done < training.All && !(options.StopEarly.IsCancellationRequested && training.Done > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            training.Step(cancellationToken);
            progress?.Report(new FitProgress(FitStage.Training, from + ((until - from) * training.Done / training.All))
            {
                Training = new TrainingProgress(training.Done, training.All)
                {
                    Losses = training.Losses,
                    EpsilonSoFar = training.EpsilonSoFar(),
                },
            });
            if (training.IsCheckpoint)
            {
                options.Checkpoint?.Invoke(training.Checkpoint());
            }
        }
    }
}
