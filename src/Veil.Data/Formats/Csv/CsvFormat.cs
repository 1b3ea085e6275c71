using Veil.Data.Schemas;

namespace Veil.Data.Formats.Csv;

/// <summary>Delimited text: comma-separated values and their kin.</summary>
public sealed class CsvFormat : TableFormat
{
    /// <inheritdoc/>
    public override string Name => "csv";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".txt"];

    /// <inheritdoc/>
    public override ITableSource Source(ByteInput input, SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CsvSource(input, new CsvReadOptions
        {
            BadRows = options.BadRows,
            MaxFieldBytes = options.MaxFieldBytes,
            MaxDecompressionRatio = options.MaxDecompressionRatio,
            Declared = options.Declared as DeclaredDialect ?? new DeclaredDialect(),
        });
    }

    /// <inheritdoc/>
    public override ITableWriter Writer(Stream stream, Schema schema, SinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CsvWriter(stream, schema, new CsvWriteOptions { ExcelSafe = options.ExcelSafe, DisplayName = options.DisplayName });
    }
}
