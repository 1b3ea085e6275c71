using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Models;

namespace Veil.Workflows;

/// <summary>The request of a sampling job.</summary>
public sealed record SampleRequest
{
    /// <summary>The sink of the rows; where that is a file, the statement goes beside it.</summary>
    public required ITableSink Output { get; init; }

    /// <summary>The number of rows; null for the declared or noisy number of the real table.</summary>
    public long? Rows { get; init; }

    /// <summary>Seed of the drawing; null for a fresh one, which the statement records.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Conditions that all rows shall meet, such as <c>age >= 65</c>; all must hold. Empty for rows of the whole model.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [];
}

/// <summary>The result of a sampling job.</summary>
/// <param name="Output">The place that rows and statement went to.</param>
/// <param name="Statement">The statement beside the rows.</param>
/// <param name="Sampling">Time spent waiting for rows to be drawn and decoded; more are drawn while rows are written.</param>
/// <param name="Writing">Time spent writing.</param>
public sealed record SampleResult(OutputFiles Output, PrivacyStatement Statement, TimeSpan Sampling, TimeSpan Writing);

/// <summary>Draws rows from a model into a sink, with the statement beside a file: free of privacy cost.</summary>
public static class SampleJob
{
    /// <summary>Draws and writes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The rows to draw, and the place to put them.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops it; no half-written file is left.</param>
    /// <exception cref="VeilException">
    /// The files cannot be written, the number of rows is not known, or a condition is at fault or never holds.
    /// </exception>
    public static SampleResult Run(
        SynthesisModel model,
        SampleRequest request,
        IProgress<JobProgress>? progress,
        CancellationToken cancellationToken)
    {
        var rows = request.Rows ?? model.DefaultRows ?? throw new VeilException(
            FaultKind.Usage,
            "rows-absent",
            "The number of rows of the table is not declared, so the number to make is not known.",
            "Say how many with ‹count›.");
        var seed = request.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var source = model.Given(Condition.Parse(request.Conditions, model.Content.Schema, model.Content.Domain), cancellationToken);
        var statement = model.Statement with
        {
            Sample = new StatedSample(rows, seed) { Conditions = request.Conditions, Probability = source.Probability },
        };
        var output = OutputFiles.Of(request.Output).Marked(statement.Mode);
        output.Validate();

        var sampling = TimeSpan.Zero;
        var writing = TimeSpan.Zero;
        StatedTable.Write(output.Place(request.Output), model.OutputSchema, statement, WriteRows);
        return new SampleResult(output, statement, sampling, writing);

        void WriteRows(ITableWriter writer)
        {
            var watch = Stopwatch.StartNew();
            long done = 0;
            progress?.Report(new JobProgress("writing", 0.9));
            foreach (var chunk in source.Sample(rows, seed, cancellationToken))
            {
                sampling += watch.Elapsed;
                watch.Restart();
                writer.Write(chunk, cancellationToken);
                writing += watch.Elapsed;
                watch.Restart();
                done += chunk.RowCount;
                progress?.Report(new JobProgress("writing", 0.9 + (0.1 * done / rows)));
            }

            writer.Flush();
            writing += watch.Elapsed;
        }
    }
}
