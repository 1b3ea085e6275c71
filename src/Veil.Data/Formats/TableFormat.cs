using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>What a person says about how a table is read, whatever its format.</summary>
public sealed record SourceOptions
{
    /// <summary>What happens to a row that cannot be read.</summary>
    public BadRows BadRows { get; init; }

    /// <summary>The longest field, in bytes.</summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>The most bytes that one byte of a compressed file may become.</summary>
    public int MaxDecompressionRatio { get; init; } = 100;

    /// <summary>What is said of how the file is written; null for nothing. Another format than the one it speaks of ignores it.</summary>
    public IDeclaredDialect? Declared { get; init; }
}

/// <summary>What a person says about how a table is written, whatever its format.</summary>
public sealed record SinkOptions
{
    /// <summary>Whether text that a spreadsheet would take for a formula is made harmless.</summary>
    public bool ExcelSafe { get; init; }

    /// <summary>What error messages call the output.</summary>
    public string DisplayName { get; init; } = "The output";
}

/// <summary>A format of tables: how its files are known, read and written.</summary>
public abstract class TableFormat
{
    /// <summary>Name of the format, such as <c>csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How names of its files end, without <c>.gz</c>; with the point, in lower case.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>The number of bytes at the beginning of a file that its signature takes; 0 for a format without one.</summary>
    public virtual int SignatureLength => 0;

    /// <summary>Whether a file begins with the signature of this format.</summary>
    /// <param name="start">Its first bytes: at most <see cref="SignatureLength"/>, fewer in a shorter file.</param>
    public virtual bool Recognises(ReadOnlySpan<byte> start) => false;

    /// <summary>A source that reads a file or stream of this format.</summary>
    public abstract ITableSource Source(ByteInput input, SourceOptions options);

    /// <summary>A writer of this format.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="schema">Columns, formats and missing codes of the table.</param>
    /// <param name="options">How to write.</param>
    public abstract ITableWriter Writer(Stream stream, Schema schema, SinkOptions options);
}
