using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>The request of a job to a source.</summary>
public sealed record ReadRequest
{
    /// <summary>The schema of the columns; null to read every column as it is, text as raw text.</summary>
    public Schema? Schema { get; init; }

    /// <summary>The dialect of the file, where no schema says it.</summary>
    public FileDialect? Dialect { get; init; }

    /// <summary>
    /// True when what is not declared about how the table is written may be computed from its rows, which is for the owner's eyes. For
    /// a release it may not: then it is what is declared, what is public, or refused.
    /// </summary>
    public bool DialectFromRows { get; init; } = true;
}
