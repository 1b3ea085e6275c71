using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Formats.Json;
using Veil.Data.Formats.Xlsx;

namespace Veil.Data.Formats;

/// <summary>The formats of tables that are read and written. A file that none of them knows is taken for the first.</summary>
public sealed class FormatCatalog(params IReadOnlyList<TableFormat> formats)
{
    private const string Gzip = ".gz";

    /// <summary>The formats of this product: one line each.</summary>
    public static FormatCatalog Default { get; } = new(
        new CsvFormat(),
        new JsonLinesFormat(),
        new XlsxFormat());

    /// <summary>All formats.</summary>
    public IReadOnlyList<TableFormat> All { get; } = [.. formats];

    /// <summary>The format of a file by its name: that of its extension, else the first.</summary>
    public TableFormat Of(string path) => OfName(path) ?? All[0];

    /// <summary>A source for a file or stream: by its name, else by its signature, else by the first format.</summary>
    /// <exception cref="VeilException">A signature is looked for, and the file cannot be read.</exception>
    public ITableSource Source(ByteInput input, SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        var format = OfName(input.DisplayName) ?? OfSignature(input, options) ?? All[0];
        return options.Sheet is null || format.HasSheets
            ? format.Source(input, options)
            : throw new VeilException(
                FaultKind.Usage,
                "option-of-another-format",
                $"{input.DisplayName} is not a workbook: it has no sheets to choose from.",
                "Leave ‹sheet› out.");
    }

    /// <summary>A sink for a file.</summary>
    /// <param name="path">Path of the file, whose name determines the format.</param>
    /// <param name="overwrite">True when an existing file may be replaced.</param>
    /// <param name="options">The options of writing.</param>
    /// <exception cref="VeilException">Files of the format are read only.</exception>
    public FileSink Sink(string path, bool overwrite, SinkOptions options)
    {
        var format = Of(path);
        return format.IsWritten
            ? new FileSink(path, overwrite, format, options)
            : throw new VeilException(
                FaultKind.Usage,
                "format-not-written",
                $"Files of the format {format.Name} are read, not written.",
                "Give ‹output› a name such as copy.csv.");
    }

    /// <summary>A file's name without the extension of its format, and without <c>.gz</c> and <c>.zip</c>.</summary>
    public string WithoutExtension(string name)
    {
        name = Unzipped(name);
        return OfName(name) is null ? name : name[..^Path.GetExtension(name).Length];
    }

    private static string Unzipped(string name)
    {
        name = ZipOfOneFile.WithoutExtension(name);
        return name.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase) ? name[..^Gzip.Length] : name;
    }

    private TableFormat? OfName(string name)
    {
        name = Unzipped(name);
        return All.FirstOrDefault(format => format.Extensions.Contains(Path.GetExtension(name).ToLowerInvariant()));
    }

    // Nothing is opened where no format has a signature.
    private TableFormat? OfSignature(ByteInput input, SourceOptions options)
    {
        if (All.Max(format => format.SignatureLength) is not (> 0 and var length))
        {
            return null;
        }

        using var opened = input.Open(options.MaxDecompressionRatio);
        var start = opened.Content.Peek(length).ToArray();
        return All.FirstOrDefault(format =>
            format.SignatureLength > 0 && format.Recognises(start.AsSpan(0, Math.Min(start.Length, format.SignatureLength))));
    }
}
