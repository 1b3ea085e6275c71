using System.Runtime.InteropServices;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>Whether a table is the one that a statement is about, as far as the two can tell.</summary>
internal static class StatedRows
{
    /// <summary>Reads a synthetic table: every cell as text.</summary>
    /// <param name="data">The bytes of the file.</param>
    /// <param name="name">Its name, which says its format.</param>
    /// <param name="dialect">How it is written; null to detect it from the rows, which are synthetic.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Veil.Data.Errors.VeilException">It cannot be read.</exception>
    public static TableRead Read(ReadOnlyMemory<byte> data, string name, FileDialect? dialect, CancellationToken cancellationToken)
    {
        using var stream = Stream(data);
        var source = FormatCatalog.Default.Source(ByteInput.FromStream(stream, name), new SourceOptions());
        return source.Read(new ReadRequest { Dialect = dialect }, null, cancellationToken);
    }

    /// <summary>A stream of bytes in memory, which are not copied.</summary>
    public static MemoryStream Stream(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    /// <summary>Compares the numbers of rows and the names of columns.</summary>
    public static IEnumerable<VerifiedPoint> Check(PrivacyStatement statement, TableRead read)
    {
        var rows = read.Table.RowCount;
        yield return statement.Sample is { } sample
            ? VerifiedPoint.Of(
                "rows", rows == sample.Rows, $"{rows} rows, as the statement says.",
                $"The table has {rows} rows, and the statement is about {sample.Rows}.")
            : VerifiedPoint.Failed("rows", "The statement is about a model, not about rows that were drawn from it.");
        string[] names = [.. statement.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => column.Name)];
        var isSame = read.HasHeader == false
            ? names.Length == read.Table.Columns.Count
            : read.Table.Columns.Select(column => column.Name).SequenceEqual(names);
        yield return VerifiedPoint.Of(
            "columns", isSame, $"{names.Length} columns, as the statement says.",
            "The columns of the table are not those of the statement.");
    }
}
