using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>The options of reading a table, whatever its format.</summary>
public sealed record SourceOptions
{
    /// <summary>The treatment of a row that cannot be read.</summary>
    public BadRows BadRows { get; init; }

    /// <summary>The longest field, in bytes.</summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>The most bytes that one byte of a compressed file may become.</summary>
    public int MaxDecompressionRatio { get; init; } = 100;

    /// <summary>The name of the sheet of a workbook; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>The declared dialect of the file; null for none. It is ignored by every format but its own.</summary>
    public IDeclaredDialect? Declared { get; init; }
}

/// <summary>The options of writing a table, whatever its format.</summary>
public sealed record SinkOptions
{
    /// <summary>True when text that a spreadsheet would take for a formula is made harmless.</summary>
    public bool ExcelSafe { get; init; }

    /// <summary>The name of the output in error messages.</summary>
    public string DisplayName { get; init; } = "The output";
}

/// <summary>A format of tables: recognises, reads and writes its files.</summary>
public abstract class TableFormat
{
    /// <summary>Name of the format, such as <c>csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The extensions of its files, without <c>.gz</c>; with the point, in lower case.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>True for the format of workbooks, which have sheets by name.</summary>
    public virtual bool HasSheets => false;

    /// <summary>False for a format whose files are read only.</summary>
    public virtual bool IsWritten => true;

    /// <summary>The number of bytes at the beginning of a file that its signature takes; 0 for a format without one.</summary>
    public virtual int SignatureLength => 0;

    /// <summary>True when a file begins with the signature of this format.</summary>
    /// <param name="start">Its first bytes: at most <see cref="SignatureLength"/>, fewer in a shorter file.</param>
    public virtual bool Recognises(ReadOnlySpan<byte> start) => false;

    /// <summary>A source that reads a file or stream of this format.</summary>
    public abstract ITableSource Source(ByteInput input, SourceOptions options);

    /// <summary>A writer of this format.</summary>
    /// <param name="stream">The stream to write to; it is left open.</param>
    /// <param name="schema">Columns, formats and missing codes of the table.</param>
    /// <param name="options">The options of writing.</param>
    public abstract ITableWriter Writer(Stream stream, Schema schema, SinkOptions options);
}
