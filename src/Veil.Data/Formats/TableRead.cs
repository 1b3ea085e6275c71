using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Formats;

/// <summary>A fault of one row. Never holds a value of the table.</summary>
/// <param name="Line">The line, from 1, on which the row begins.</param>
/// <param name="Column">Name of the column, when the fault has one.</param>
/// <param name="Kind">The kind of the fault, in a word.</param>
public sealed record RowFault(long Line, string? Column, string Kind);

/// <summary>A name that was made because the source gives a column none, or one that another column has.</summary>
/// <param name="Column">The number of the column in the source, from 1.</param>
/// <param name="Name">The name.</param>
public sealed record MadeName(int Column, string Name);

/// <summary>A table that was read, and how. Except for the table, these are facts for its owner.</summary>
/// <param name="Table">The table.</param>
public sealed record TableRead(Table Table)
{
    /// <summary>Rows that were left out because they could not be read.</summary>
    public long DroppedRows { get; init; }

    /// <summary>Cells in which bytes that are no text were replaced.</summary>
    public long ReplacedCells { get; init; }

    /// <summary>Bytes of the source, as stored; 0 for a source that has none.</summary>
    public long BytesRead { get; init; }

    /// <summary>The faults of the first rows left out, in the order of the source.</summary>
    public IReadOnlyList<RowFault> FirstFaults { get; init; } = [];

    /// <summary>The dialect of the source; null where there is none.</summary>
    public FileDialect? Dialect { get; init; }

    /// <summary>The dialect for a table that is made from this one, to be like it; null where there is none.</summary>
    public FileDialect? OutputDialect { get; init; }

    /// <summary>True when the dialect of the source was declared, in whole or in part.</summary>
    public bool IsDialectStated { get; init; }

    /// <summary>The parts of the dialect that were computed from the rows, with reasons; empty when there are none.</summary>
    public IReadOnlyList<DialectFact> DialectFacts { get; init; } = [];

    /// <summary>The names that were made, as public as those that the source gives.</summary>
    public IReadOnlyList<MadeName> MadeNames { get; init; } = [];

    /// <summary>True when the source itself names the columns, where its format leaves that open; null where it does not.</summary>
    public bool? HasHeader { get; init; }
}
