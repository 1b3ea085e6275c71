using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Workflows.Evaluating;

/// <summary>
/// Reads a table that is compared, whatever program it comes from: all its columns as raw text. It is written in the dialect of the
/// schema, or, where it cannot be, in one that is detected.
/// </summary>
internal static class ComparedSource
{
    /// <summary>Reads the table.</summary>
    /// <param name="source">The table.</param>
    /// <param name="schema">The schema; null for none.</param>
    /// <param name="expected">Names of columns of which the table should have one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="VeilException">It cannot be read.</exception>
    public static TableRead Read(
        ITableSource source, Schema? schema, IEnumerable<string> expected, CancellationToken cancellationToken)
    {
        var names = expected.ToHashSet(StringComparer.Ordinal);
        VeilException? fault = null;
        TableRead? stated = null;
        try
        {
            stated = ReadIn(schema?.Dialect?.Value, source, schema, cancellationToken);
            if (IsExpected(stated))
            {
                return stated;
            }
        }
        catch (VeilException found) when (found.Kind == FaultKind.BadInput)
        {
            fault = found;
        }

        // What comes from standard input, or from memory, can be read once only.
        if (schema?.Dialect is not null && source.Path is not null && Detected() is { } detected)
        {
            return detected;
        }

        return stated ?? throw fault!;

        bool IsExpected(TableRead read) => names.Count == 0 || read.Table.Columns.Any(column => names.Contains(column.Name));

        TableRead? Detected()
        {
            try
            {
                return ReadIn(null, source, schema, cancellationToken) is var read && IsExpected(read) ? read : null;
            }
            catch (VeilException found) when (found.Kind == FaultKind.BadInput)
            {
                return null;
            }
        }
    }

    private static TableRead ReadIn(FileDialect? dialect, ITableSource source, Schema? schema, CancellationToken cancellationToken)
    {
        var read = source.Read(new ReadRequest { Dialect = dialect }, null, cancellationToken);
        return read.HasHeader == false && schema is not null && schema.Columns.Length == read.Table.Columns.Count
            ? read with { Table = Named(read.Table, schema) }
            : read;
    }

    // A file without a header has its columns in the order of the schema, unless the schema names them by their numbers.
    private static Table Named(Table table, Schema schema) =>
        table.Columns.All(column => schema.Find(column.Name) is not null)
            ? table
            : new Table([.. table.Columns.Zip(schema.Columns, (column, of) => column is LabelColumn labels
                ? new LabelColumn(of.Name, labels.Codes.ToArray(), labels.Labels, labels.Type) { DecimalMark = labels.DecimalMark }
                : column)]);
}
