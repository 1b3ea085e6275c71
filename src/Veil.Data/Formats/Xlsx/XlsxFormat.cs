using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;

namespace Veil.Data.Formats.Xlsx;

/// <summary>Excel workbooks (<c>.xlsx</c>): one sheet is the table.</summary>
/// <remarks>
/// The rows of the sheet are made into delimited text and read as such, so that the rules for headers, titles, missing names and bad rows
/// are the same.
/// </remarks>
public sealed class XlsxFormat : TableFormat
{
    /// <inheritdoc/>
    public override string Name => "xlsx";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".xlsx", ".xlsm"];

    /// <inheritdoc/>
    public override bool HasSheets => true;

    /// <inheritdoc/>
    public override bool IsWritten => false;

    /// <inheritdoc/>
    public override ITableSource Source(ByteInput input, SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        var stated = options.Declared as DeclaredDialect ?? new DeclaredDialect();
        if (stated != new DeclaredDialect { HasHeader = stated.HasHeader, SkipLines = stated.SkipLines })
        {
            throw new VeilException(
                FaultKind.Usage,
                "option-of-another-format",
                $"{input.DisplayName} is not delimited text: it has no delimiter, quotes, encoding or decimal mark to choose.",
                "Leave such options out.");
        }

        var text = input.Converted(opened =>
            new RecordText(XlsxSheet.Rows(opened, input.DisplayName, options.Sheet, options.MaxDecompressionRatio)));
        return new CsvSource(text, new CsvReadOptions
        {
            BadRows = options.BadRows,
            MaxFieldBytes = options.MaxFieldBytes,
            MaxDecompressionRatio = options.MaxDecompressionRatio,
            Declared = DeclaredDialect.Of(new CsvDialect()) with { HasHeader = stated.HasHeader, SkipLines = stated.SkipLines },
            IsConverted = true,
        });
    }

    /// <inheritdoc/>
    public override ITableWriter Writer(Stream stream, Schema schema, SinkOptions options) => throw new NotSupportedException();
}
