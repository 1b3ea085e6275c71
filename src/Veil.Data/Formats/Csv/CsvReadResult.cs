using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>The kinds of fault of a row.</summary>
public enum CsvFaultKind
{
    /// <summary>It has more or fewer fields than the header (<c>csv-ragged-row</c>).</summary>
    RaggedRow,

    /// <summary>One of its fields is longer than allowed (<c>csv-field-too-long</c>).</summary>
    FieldTooLong,

    /// <summary>
    /// A quote stands inside a field that is not quoted, or text follows a closing quote (<c>csv-misplaced-quote</c>).
    /// </summary>
    MisplacedQuote,

    /// <summary>A quote is still open where the line ends; only where each line is a row.</summary>
    UnclosedQuote,

    /// <summary>A cell is not of the type that the schema declares (<c>csv-bad-cell</c>).</summary>
    BadCell,
}

/// <summary>A fault of one row. Never holds a value of the table.</summary>
/// <param name="Line">Physical line, from 1, on which the row begins.</param>
/// <param name="Column">Name of the column, when the fault has one.</param>
/// <param name="Kind">The kind of the fault.</param>
public sealed record CsvFault(long Line, string? Column, CsvFaultKind Kind);

/// <summary>A table that was read, and how.</summary>
/// <param name="Table">The table.</param>
/// <param name="Dialect">The dialect of the file.</param>
/// <param name="DroppedRows">Rows that were left out because they could not be read.</param>
/// <param name="BytesRead">Bytes of the file, as stored.</param>
/// <param name="FirstFaults">The faults of the first rows left out, at most 100, in the order of the file.</param>
public sealed record CsvReadResult(
    Table Table,
    CsvDialect Dialect,
    long DroppedRows,
    long BytesRead,
    IReadOnlyList<CsvFault> FirstFaults)
{
    /// <summary>
    /// Cells of well-formed rows in which bytes that are not text in the file's encoding, or NUL bytes, became U+FFFD. In
    /// UTF-16 only NUL is counted.
    /// </summary>
    public long ReplacedCells { get; init; }

    /// <summary>The names that were made for columns without one, or with one that another has.</summary>
    public IReadOnlyList<MadeName> MadeNames { get; init; } = [];

    /// <summary>The parts of the dialect that were computed from rows, with reasons; null when there are none.</summary>
    public DialectReport? DialectReport { get; init; }
}
