using System.Collections.Immutable;
using Veil.Data.Formats;
using Veil.Data.Schemas;

namespace Veil.Workflows;

/// <summary>The facts that an owner states about a table as a whole; null is not stated.</summary>
public sealed record TableDeclaration
{
    /// <summary>The dialect of the file, in whole or in part.</summary>
    public IDeclaredDialect? Dialect { get; init; }

    /// <summary>The number of rows.</summary>
    public long? Rows { get; init; }

    /// <summary>Texts that stand for a missing value in every column that does not name its own.</summary>
    public ImmutableArray<string>? MissingCodes { get; init; }

    /// <summary>
    /// Facts that are removed: <c>dialect</c>, <c>rows</c>, <c>missingValues</c>, or <c>all</c> for every one that is not
    /// stated.
    /// </summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>The provenance of the stated facts.</summary>
    public Provenance Source { get; init; } = Provenance.Declared;

    /// <summary>The keys of the facts that are stated.</summary>
    internal IReadOnlyList<string> Stated =>
    [
        .. new (string Key, bool IsStated)[]
        {
            ("dialect", Dialect is not null), ("rows", Rows is not null), ("missingValues", MissingCodes is not null),
        }.Where(fact => fact.IsStated).Select(fact => fact.Key),
    ];
}
