using Veil.Data.Formats.Csv;

namespace Veil.Data.Formats;

/// <summary>The formats of tables that are read and written. A file that none of them knows is taken for the first.</summary>
public sealed class FormatCatalog(params IReadOnlyList<TableFormat> formats)
{
    private const string Gzip = ".gz";

    /// <summary>The formats of this product: one line each.</summary>
    public static FormatCatalog Default { get; } = new(
        new CsvFormat());

    /// <summary>All formats.</summary>
    public IReadOnlyList<TableFormat> All { get; } = [.. formats];

    /// <summary>The format of a file by its name: that of its extension, else the first.</summary>
    public TableFormat Of(string path) => OfName(path) ?? All[0];

    /// <summary>A source for a file or stream: by its name, else by its signature, else by the first format.</summary>
    /// <exception cref="Errors.VeilException">A signature is looked for, and the file cannot be read.</exception>
    public ITableSource Source(ByteInput input, SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        var format = OfName(input.DisplayName) ?? OfSignature(input, options) ?? All[0];
        return format.Source(input, options);
    }

    /// <summary>A sink for a file.</summary>
    /// <param name="path">Path of the file, whose name determines the format.</param>
    /// <param name="overwrite">True when an existing file may be replaced.</param>
    /// <param name="options">The options of writing.</param>
    public FileSink Sink(string path, bool overwrite, SinkOptions options) => new(path, overwrite, Of(path), options);

    /// <summary>A file's name without the extension of its format, and without <c>.gz</c>.</summary>
    public string WithoutExtension(string name)
    {
        name = Unzipped(name);
        return OfName(name) is null ? name : name[..^Path.GetExtension(name).Length];
    }

    private static string Unzipped(string name) =>
        name.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase) ? name[..^Gzip.Length] : name;

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
