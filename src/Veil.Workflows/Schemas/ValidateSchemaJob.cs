using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Workflows.Schemas;

/// <summary>Lists all faults of a schema, where <see cref="LoadSchemaJob"/> stops at the first.</summary>
public sealed class ValidateSchemaJob : IJob<SchemaRequest, IReadOnlyList<SchemaFault>>
{
    /// <inheritdoc/>
    public void Check(SchemaRequest request)
    {
    }

    /// <summary>The faults; none when the schema is valid.</summary>
    /// <exception cref="VeilException">The schema cannot be read.</exception>
    public IReadOnlyList<SchemaFault> Run(
        SchemaRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken) => request.Schema.Validate();
}
