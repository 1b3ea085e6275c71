using System.Collections.Immutable;
using Veil.Data.Schemas;

namespace Veil.Workflows;

/// <summary>What an owner states about a table as a whole; null is not stated.</summary>
public sealed record TableDeclaration
{
    /// <summary>Whether the first line names the columns.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Between fields: comma, semicolon, tab or pipe.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Around fields.</summary>
    public char? Quote { get; init; }

    /// <summary>Character encoding.</summary>
    public TextEncoding? Encoding { get; init; }

    /// <summary>A point or a comma.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>The number of rows.</summary>
    public long? Rows { get; init; }

    /// <summary>Texts that stand for a missing value in every column that does not name its own.</summary>
    public ImmutableArray<string>? MissingCodes { get; init; }

    /// <summary>Facts that are removed: <c>dialect</c>, <c>rows</c>, <c>missingValues</c>, or <c>all</c> for every one that is not stated.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>Where the stated facts come from.</summary>
    public Provenance Source { get; init; } = Provenance.Declared;

    /// <summary>The keys of the facts that are stated.</summary>
    internal IReadOnlyList<string> Stated =>
    [
        .. new (string Key, bool IsStated)[]
        {
            ("dialect", HasHeader is not null || Delimiter is not null || Quote is not null || Encoding is not null || DecimalMark is not null),
            ("rows", Rows is not null), ("missingValues", MissingCodes is not null),
        }.Where(fact => fact.IsStated).Select(fact => fact.Key),
    ];

    /// <summary>Whether every part of the dialect is stated.</summary>
    internal bool IsWholeDialect =>
        HasHeader is not null && Delimiter is not null && Quote is not null && Encoding is not null && DecimalMark is not null;
}
