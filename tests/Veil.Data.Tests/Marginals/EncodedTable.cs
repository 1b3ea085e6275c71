using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Marginals;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Marginals;

/// <summary>A table as cells over a <see cref="Domain"/>, of which marginals are counted.</summary>
internal sealed class EncodedTable
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

    /// <summary>The attributes.</summary>
    public Domain Domain { get; }

    /// <summary>The cells of each attribute.</summary>
    public ImmutableArray<CodeColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Columns.Length == 0 ? 0 : Columns[0].Count;

    /// <summary>The cells of a table; the columns are found by name.</summary>
    public static EncodedTable Encode(Table table, Domain domain) =>
        new(domain, [.. domain.Attributes.Select(attribute => attribute.Encode(table[attribute.Name]))]);

    /// <summary>The counts over a set of attributes.</summary>
    public Marginal Project(AttributeSet attributes) =>
        MarginalCounter.Count([.. attributes.Select(attribute => Columns[attribute])], Domain, attributes, RowCount);
}
