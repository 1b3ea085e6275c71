using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Workflows.Files;

namespace Veil.Workflows.Schemas;

/// <summary>The request of a draft of a schema.</summary>
public sealed record InferSchemaRequest
{
    /// <summary>The table.</summary>
    public required ITableSource Input { get; init; }

    /// <summary>
    /// True when the owner, who has looked at what was inferred, answers for it: then it may be used for a release, whose statement
    /// says what its guarantee does not cover.
    /// </summary>
    public bool Declare { get; init; }

    /// <summary>The place that the schema goes to; null when it is only returned.</summary>
    public ByteOutput? Output { get; init; }
}

/// <summary>The result of a draft of a schema.</summary>
/// <param name="Inspection">The inspection that it comes from: for the owner's eyes only.</param>
/// <param name="Schema">The schema.</param>
public sealed record InferSchemaResult(InspectResult Inspection, Schema Schema);

/// <summary>Drafts a schema from a table: dialect, types, roles and formats, never bounds or categories of the rows.</summary>
public sealed class InferSchemaJob : IJob<InferSchemaRequest, InferSchemaResult>
{
    /// <inheritdoc/>
    public void Check(InferSchemaRequest request)
    {
        OutputFiles.RefuseSame([request.Output?.Path], request.Input.Path);
        request.Output?.Check();
    }

    /// <inheritdoc/>
    public InferSchemaResult Run(InferSchemaRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var inspection = new InspectJob().Run(new InspectRequest { Input = request.Input }, progress, cancellationToken);
        var inferred = inspection.Inferred.Schema;
        var schema = request.Declare ? AfterLooking(inferred) : inferred;
        request.Output?.Write(stream => SchemaJson.Write(schema, stream));
        return new InferSchemaResult(inspection, schema);
    }

    private static Schema AfterLooking(Schema inferred) => inferred with
    {
        Dialect = inferred.Dialect is { } dialect ? dialect with { Source = Provenance.DeclaredAfterLooking } : null,
        Columns =
        [
            .. inferred.Columns.Select(column => ColumnFact.All.Aggregate(
                column, (column, fact) => fact.WithSource(column, Provenance.DeclaredAfterLooking))),
        ],
    };
}
