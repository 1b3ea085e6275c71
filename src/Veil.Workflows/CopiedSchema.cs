using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Workflows;

/// <summary>Completes a schema by looking at rows: for research mode, and for evaluations, which are internal anyway.</summary>
internal static class CopiedSchema
{
    /// <summary>A table of which nothing is known but the names in its header.</summary>
    public static Schema Unknown(Table table) =>
        new() { Columns = [.. table.Columns.Select(column => new ColumnSchema { Name = column.Name })] };

    /// <summary>What the owner declared stays, what is missing is copied.</summary>
    /// <param name="schema">What is known.</param>
    /// <param name="table">The rows, read with that schema.</param>
    /// <param name="dialect">How they were written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Schema Complete(Schema schema, Table table, CsvDialect dialect, CancellationToken cancellationToken)
    {
        var unknown = schema.Columns.Where(column => column.Role.Value == ColumnRole.Use && column.Type is null).Select(column => column.Name).ToHashSet();
        var raw = new Table([.. table.Columns.Where(column => unknown.Contains(column.Name))]);
        var copied = SchemaInference.Infer(raw, dialect, copyDomain: true, cancellationToken).Schema;
        return schema with { Columns = [.. schema.Columns.Select(column => copied.Find(column.Name) ?? column)] };
    }
}
