using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;

namespace Veil.Workflows.Sampling;

/// <summary>The request of a sampling job.</summary>
public sealed record SampleRequest
{
    /// <summary>The model.</summary>
    public required ModelSource Model { get; init; }

    /// <summary>The sink of the rows; where that is a file, the statement goes beside it.</summary>
    public required ITableSink Output { get; init; }

    /// <summary>The number of rows; null for the declared or noisy number of the real table.</summary>
    public long? Rows { get; init; }

    /// <summary>Seed of the drawing; null for a fresh one, which the statement records.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The number of the first row's made-up keys, from 1: two drawings need not share any.</summary>
    public long FirstKey { get; init; } = 1;

    /// <summary>Conditions that all rows shall meet, such as <c>age >= 65</c>; all must hold. Empty for rows of the whole model.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [];

    /// <summary>
    /// Asked whether to go on where the disk seems to have too little room for the rows; null refuses them.
    /// </summary>
    public Func<DiskRoom, bool>? AcceptDisk { get; init; }

    /// <summary>Further files that the request was read from: no result may replace them.</summary>
    public IReadOnlyList<string> AlsoReads { get; init; } = [];
}

/// <summary>The result of a sampling job.</summary>
/// <param name="Output">The place that rows and statement went to.</param>
/// <param name="Statement">The statement beside the rows.</param>
/// <param name="Sampling">Time spent waiting for rows to be drawn and decoded; more are drawn while rows are written.</param>
/// <param name="Writing">Time spent writing.</param>
public sealed record SampleResult(OutputFiles Output, PrivacyStatement Statement, TimeSpan Sampling, TimeSpan Writing);

/// <summary>Draws rows from a model into a sink, with the statement beside a file: free of privacy cost.</summary>
public sealed class SampleJob : IJob<SampleRequest, SampleResult>
{
    /// <inheritdoc/>
    public void Check(SampleRequest request)
    {
        var output = OutputFiles.Of(request.Output);
        OutputFiles.RefuseSame(output.All, [request.Model.Path, .. request.AlsoReads]);
        output.Validate();
    }

    /// <summary>Draws and writes.</summary>
    /// <exception cref="VeilException">
    /// The files cannot be written, the number of rows is not known, or a condition is at fault or never holds.
    /// </exception>
    public SampleResult Run(SampleRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var drawing = new RowDrawing(
            request.Model.Load(), request.Output, request.Rows, request.Seed, request.Conditions, cancellationToken)
        {
            FirstKey = request.FirstKey,
        };
        return drawing.RefuseFullDisk(request.AcceptDisk).Write(progress);
    }
}
