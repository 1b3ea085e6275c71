using Veil.Data.Formats;

namespace Veil.Workflows.Schemas;

/// <summary>The facts that an owner states about a table as a whole; null is not stated.</summary>
public sealed record TableDeclaration : Declaration
{
    /// <summary>The dialect of the file, in whole or in part.</summary>
    public IDeclaredDialect? Dialect { get; init; }

    /// <summary>The number of rows.</summary>
    public long? Rows { get; init; }

    /// <summary>The keys of the facts that are stated.</summary>
    internal override IReadOnlyList<string> Stated =>
    [
        .. new (string Key, bool IsStated)[]
        {
            ("dialect", Dialect is not null), ("rows", Rows is not null), ("missingValues", MissingCodes is not null),
        }.Where(fact => fact.IsStated).Select(fact => fact.Key),
    ];
}
