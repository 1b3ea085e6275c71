using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Data.Marginals;

/// <summary>
/// A table as cells over a <see cref="Domain"/>. Immutable by convention: its columns are not written to after construction.
/// </summary>
public sealed class EncodedTable : IMarginalSource
{
    /// <summary>Creates a table that owns the given columns.</summary>
    /// <exception cref="ArgumentException">The columns do not fit the domain or differ in length.</exception>
    public EncodedTable(Domain domain, ImmutableArray<CodeColumn> columns)
    {
        if (columns.Length != domain.Count || columns.Any(column => column.Count != columns[0].Count))
        {
            throw new ArgumentException("The columns do not fit the domain.", nameof(columns));
        }

        Domain = domain;
        Columns = columns;
    }

    /// <inheritdoc/>
    public Domain Domain { get; }

    /// <summary>The cells of each attribute.</summary>
    public ImmutableArray<CodeColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Columns.Length == 0 ? 0 : Columns[0].Count;

    /// <summary>The cells of a table; the columns are found by name.</summary>
    public static EncodedTable Encode(Table table, Domain domain) =>
        new(domain, [.. domain.Attributes.Select(attribute => attribute.Encode(table[attribute.Name]))]);

    /// <inheritdoc/>
    public Marginal Project(AttributeSet attributes) =>
        MarginalCounter.Count([.. attributes.Select(attribute => Columns[attribute])], Domain, attributes, RowCount);
}
