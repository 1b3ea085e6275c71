using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Evaluation.Tables;

/// <summary>The common columns of several tables in a common representation; the first table is the real one.</summary>
internal sealed class CommonTables
{
    private readonly Dictionary<string, int> _places;

    private CommonTables(ImmutableArray<CommonColumn> columns, ImmutableArray<int> rows)
    {
        (Columns, Rows) = (columns, rows);
        Names = [.. columns.Select(column => column.Name)];
        _places = Names.Index().ToDictionary(name => name.Item, name => name.Index);
    }

    /// <summary>The columns.</summary>
    public ImmutableArray<CommonColumn> Columns { get; }

    /// <summary>The names of the columns.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The number of rows of each table.</summary>
    public ImmutableArray<int> Rows { get; }

    /// <summary>The given columns of tables that all have them in the same kind.</summary>
    /// <exception cref="ArgumentException">A table lacks a column or holds another kind of value there; the message names it.</exception>
    public static CommonTables Of(IEnumerable<string> names, params Table[] tables) => new(
        [
            .. names.Select(name => CommonColumn.Of(Array.ConvertAll(tables, table => table.Find(name)
                ?? throw new ArgumentException($"A table has no column '{name}'.", nameof(tables))))),
        ],
        [.. tables.Select(table => table.RowCount)]);

    /// <summary>All columns of the first table except text; every other table must have them.</summary>
    /// <exception cref="ArgumentException">A table lacks a column or holds another kind of value there; the message names it.</exception>
    public static CommonTables OfAll(params Table[] tables) =>
        Of(tables[0].Columns.Where(column => column.Type is not ColumnType.Text).Select(column => column.Name), tables);

    /// <summary>The column of a name; null when it is not among them.</summary>
    public CommonColumn? Find(string name) => _places.TryGetValue(name, out var place) ? Columns[place] : null;
}
