namespace Veil.Data.Tables;

/// <summary>One named column of a <see cref="Table"/>: typed values, any of which may be missing. Immutable.</summary>
public abstract class Column
{
    private protected Column(string name, ColumnType type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>The column's name, as in the header.</summary>
    public string Name { get; }

    /// <summary>The type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>True when the value of a row is missing.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>A column of the given rows in the given order.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);
}
