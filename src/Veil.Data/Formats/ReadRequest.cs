using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>What a job asks of a source.</summary>
public sealed record ReadRequest
{
    /// <summary>What is known of the columns; null to read every column as it is, text as raw text.</summary>
    public Schema? Schema { get; init; }

    /// <summary>How the file is written, where no schema says it.</summary>
    public FileDialect? Dialect { get; init; }

    /// <summary>
    /// Whether what nobody said about how the table is written may be computed from its rows, which is for the owner's eyes. For
    /// a release it may not: then it is what is said, what is public, or refused.
    /// </summary>
    public bool DialectFromRows { get; init; } = true;
}
