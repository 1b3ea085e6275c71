namespace Veil.Data.Tables;

/// <summary>An immutable columnar table: named columns of one length.</summary>
public sealed class Table
{
    private readonly Dictionary<string, int> _index;

    /// <summary>Creates a table of the given columns.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or share a name.</exception>
    public Table(IReadOnlyList<Column> columns)
    {
        Columns = [.. columns];
        RowCount = columns.Count == 0 ? 0 : columns[0].Count;
        _index = new Dictionary<string, int>(columns.Count, StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Count != RowCount)
            {
                throw new ArgumentException($"Column {i + 1} has another number of rows than column 1.", nameof(columns));
            }

            if (!_index.TryAdd(columns[i].Name, i))
            {
                throw new ArgumentException($"Two columns are named '{columns[i].Name}'.", nameof(columns));
            }
        }
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The column of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Column this[string name] => Columns[_index[name]];

    /// <summary>The column of a name, or null.</summary>
    public Column? Find(string name) => _index.TryGetValue(name, out var index) ? Columns[index] : null;

    /// <summary>A table of the given rows in the given order.</summary>
    public Table Take(ReadOnlySpan<int> rows)
    {
        var columns = new Column[Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = Columns[i].Take(rows);
        }

        return new Table(columns);
    }
}
