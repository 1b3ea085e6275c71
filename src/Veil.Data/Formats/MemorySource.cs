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
        foreach (var labels in table.Columns.OfType<LabelColumn>())
        {
            if (labels.Codes.ContainsAnyExceptInRange(LabelColumn.Missing, labels.Labels.Count - 1))
            {
                throw new VeilException(
                    FaultKind.BadInput,
                    "label-absent",
                    $"A code of the column '{labels.Name}' in {DisplayName} has no label.",
                    "Make the column of codes from 0 to the number of its labels less 1, and -1 where a value is missing.");
            }
        }

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
