using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>
/// The finite view of one column: every value belongs to exactly one cell, and a cell is decoded to values.
/// Cells are numbered: the values, then <em>other</em> if there is one, then <em>missing</em> if there is one.
/// </summary>
public abstract class Attribute
{
    private protected Attribute(string name, ColumnType type, int valueCells, bool hasOther, bool hasMissing)
    {
        Name = name;
        Type = type;
        ValueCells = valueCells;
        OtherCell = hasOther ? valueCells : -1;
        Size = valueCells + (hasOther ? 1 : 0) + (hasMissing ? 1 : 0);
        MissingCell = hasMissing ? Size - 1 : -1;
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, 1, nameof(valueCells));
        if (Size > ushort.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(valueCells), valueCells, "An attribute has at most 65,535 cells.");
        }
    }

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    /// <summary>The type of the column's values.</summary>
    public ColumnType Type { get; }

    /// <summary>The number of cells, including <em>other</em> and <em>missing</em>.</summary>
    public int Size { get; }

    /// <summary>The number of cells that stand for values.</summary>
    public int ValueCells { get; }

    /// <summary>The cell of values that the domain does not name, or -1.</summary>
    public int OtherCell { get; }

    /// <summary>The cell of missing values, or -1.</summary>
    public int MissingCell { get; }

    /// <summary>True when neighbouring cells are neighbouring values.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>
    /// The cell of each row. The function is total: a missing value of an attribute without such a cell goes to <em>other</em>, or
    /// to the first cell, so that no table can make encoding fail.
    /// </summary>
    /// <exception cref="ArgumentException">The column stores another kind of value than the attribute's.</exception>
    public abstract CodeColumn Encode(Column column);

    /// <summary>A column of values from the cells of synthetic rows.</summary>
    /// <param name="cells">One cell per row.</param>
    /// <param name="random">Uniform numbers in [0, n), to choose a value within a cell.</param>
    public abstract Column Decode(ReadOnlySpan<ushort> cells, Func<long, long> random);

    /// <summary>The attribute restricted to some of its values.</summary>
    /// <param name="allowed">The remaining values.</param>
    public abstract NarrowedAttribute Narrow(ValueSet allowed);

    private protected int CellWithoutValue => MissingCell >= 0 ? MissingCell : OtherCell >= 0 ? OtherCell : 0;
}
