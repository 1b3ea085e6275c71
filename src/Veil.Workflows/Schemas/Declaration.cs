using System.Collections.Immutable;
using Veil.Data.Schemas;

namespace Veil.Workflows.Schemas;

/// <summary>The facts that an owner states, about a column or about a table as a whole; null is not stated.</summary>
public abstract record Declaration
{
    private protected Declaration()
    {
    }

    /// <summary>Texts that stand for a missing value; of a table: in every column that does not name its own.</summary>
    public ImmutableArray<string>? MissingCodes { get; init; }

    /// <summary>
    /// Keys of facts that are removed, so that they are learnt from the budget; <see cref="DeclareJob.All"/> for every one that is
    /// not stated.
    /// </summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>The provenance of the stated facts.</summary>
    public Provenance Source { get; init; } = Provenance.Declared;

    /// <summary>The keys of the facts that are stated.</summary>
    internal abstract IReadOnlyList<string> Stated { get; }
}
