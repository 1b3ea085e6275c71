using Veil.Data.Errors;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Formats;

/// <summary>A table in memory as a source. Its columns, their names and their types are as their maker declares them.</summary>
/// <param name="table">The table; a text column is raw text.</param>
/// <param name="displayName">Its name in messages and reports.</param>
public sealed class MemorySource(Table table, string displayName = "the table") : ITableSource
{
    /// <inheritdoc/>
    public string DisplayName { get; } = displayName;

    /// <inheritdoc/>
    public string? Path => null;

    /// <inheritdoc/>
    public BadRows BadRows => BadRows.Fail;

    /// <inheritdoc/>
    public void Check(ReadRequest request)
    {
    }

    /// <inheritdoc/>
    public TableRead Read(ReadRequest request, IProgress<ReadProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellation.ThrowIfCancellationRequested();
        if (request.Schema is not { } schema)
        {
            return new TableRead(table);
        }

        var absent = schema.Columns.FirstOrDefault(column =>
            (column.Role.Value == ColumnRole.Use || column.Name == schema.Entity) && table.Find(column.Name) is null);
        return absent is null
            ? new TableRead(TypedTable.Convert(table, schema, badCellsMissing: false))
            : throw new VeilException(
                FaultKind.BadInput,
                "column-absent",
                $"The schema's column '{absent.Name}' is not in {DisplayName}.",
                "Correct the name in the schema, or give the table that it describes.");
    }
}
