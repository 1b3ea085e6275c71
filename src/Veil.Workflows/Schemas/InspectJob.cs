using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;

namespace Veil.Workflows.Schemas;

/// <summary>The request of an inspection.</summary>
public sealed record InspectRequest
{
    /// <summary>The table.</summary>
    public required ITableSource Input { get; init; }
}

/// <summary>The result of an inspection of a file. Exact facts about real rows: for the owner's eyes only.</summary>
/// <param name="Read">The table, its dialect and its faults.</param>
/// <param name="Inferred">The columns, each with a type, a reason and a confidence.</param>
public sealed record InspectResult(TableRead Read, InferredSchema Inferred);

/// <summary>Inspects a table: its dialect, the content of its columns, and its faults.</summary>
public sealed class InspectJob : IJob<InspectRequest, InspectResult>
{
    private const double EndOfReading = 0.9;

    /// <inheritdoc/>
    public void Check(InspectRequest request)
    {
    }

    /// <summary>Reads the whole table as text and infers types.</summary>
    public InspectResult Run(InspectRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var read = request.Input.Read(new ReadRequest(), progress.Part(0, EndOfReading).OfReading(), cancellationToken);
        var inferred = SchemaInference.Infer(read.Table, copyDomain: false, cancellationToken);
        var dialect = read.Dialect is { } found ? new Fact<FileDialect>(found, Provenance.Data) : null;
        return new InspectResult(read, inferred with { Schema = inferred.Schema with { Dialect = dialect } });
    }
}
