using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Workflows.Files;
using Veil.Workflows.Training;

namespace Veil.Workflows.Sampling;

/// <summary>The request of a synthetic copy of a table.</summary>
public sealed record SynthesizeRequest
{
    /// <summary>The training of the model.</summary>
    public required TrainRequest Training { get; init; }

    /// <summary>The sink of the rows; where that is a file, the statement goes beside it.</summary>
    public required ITableSink Output { get; init; }

    /// <summary>The number of rows; null for the declared or noisy number of the real table.</summary>
    public long? Rows { get; init; }

    /// <summary>Seed of the drawing; null for a fresh one, which the statement records.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Conditions that all rows shall meet, such as <c>age >= 65</c>; all must hold. Empty for rows of the whole model.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [];
}

/// <summary>The result of a synthetic copy of a table.</summary>
/// <param name="Trained">The model and how its training went.</param>
/// <param name="Sampled">The rows and where they went.</param>
public sealed record SynthesizeResult(TrainResult Trained, SampleResult Sampled);

/// <summary>Makes a synthetic copy of a table: trains a model and draws rows from it.</summary>
public sealed class SynthesizeJob : IJob<SynthesizeRequest, SynthesizeResult>
{
    // Reading and fitting take most of the time; rows are drawn while they are written.
    private const double EndOfTraining = 0.9;

    /// <inheritdoc/>
    public void Check(SynthesizeRequest request)
    {
        var training = TrainingOf(request);
        TrainJob.RefuseGuarantee(training);
        var output = OutputFiles.Of(request.Output).Marked(training.Mode);
        output.Validate();
        OutputFiles.RefuseSame([.. output.All, training.MarkedOutput?.Path], [training.Input.Path, .. training.AlsoReads]);
        DiskRoom.RefuseTooLittle(output, request.Rows, training.Schema);
        new TrainJob().Check(training);
    }

    /// <inheritdoc/>
    public SynthesizeResult Run(SynthesizeRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var training = TrainingOf(request);
        using var journal = RunJournal.Open(training);
        var trained = TrainJob.Run(training, journal, progress.Part(0, EndOfTraining), cancellationToken);

        if (request.Output is not FileSink)
        {
            // Whoever reads a stream may close it when there are enough rows: nothing is left to be made then.
            journal?.Finish();
        }

        // No question about the disk from here on: the budget that the model cost would be lost.
        var sampled = new RowDrawing(trained.Model, request.Output, request.Rows, request.Seed, request.Conditions, cancellationToken)
            .Write(progress.Part(EndOfTraining, 1));
        if (request.Output is FileSink)
        {
            journal?.Finish();
        }

        return new SynthesizeResult(trained, sampled);
    }

    /// <summary>The run that the request will go on with, because it was interrupted; null when it will begin one.</summary>
    /// <exception cref="VeilException">The stored run cannot be read, or another process goes on with it.</exception>
    public static InterruptedRun? Interrupted(SynthesizeRequest request) => RunJournal.Peek(TrainingOf(request));

    private static TrainRequest TrainingOf(SynthesizeRequest request) =>
        request.Training with { ResultPlace = OutputFiles.Of(request.Output).Table };
}
