using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Workflows.Files;

namespace Veil.Workflows.Schemas;

/// <summary>The request to load a schema, or to check one.</summary>
public sealed record SchemaRequest
{
    /// <summary>Where the schema comes from.</summary>
    public required SchemaSource Schema { get; init; }
}

/// <summary>Loads a schema: to be shown, or for the request of another job.</summary>
public sealed class LoadSchemaJob : IJob<SchemaRequest, Schema>
{
    /// <inheritdoc/>
    public void Check(SchemaRequest request)
    {
    }

    /// <summary>The schema.</summary>
    /// <exception cref="VeilException">It cannot be read, or is faulty; the message names the first fault.</exception>
    public Schema Run(SchemaRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken) =>
        request.Schema.Load();
}
