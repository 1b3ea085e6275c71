using Veil.Data.Tables;

namespace Veil.Synthesis.Contracts;

/// <summary>
/// Rows whose owner has stated explicitly that they are not to be protected. Nothing that is made from them is private, and
/// everything that is made from them says so.
/// </summary>
public sealed class UnprotectedTable
{
    private readonly Table _rows;

    /// <summary>Wraps a table.</summary>
    public UnprotectedTable(Table rows) => _rows = rows;

    /// <summary>The exact number of rows.</summary>
    public int RowCount => _rows.RowCount;

    /// <summary>The cell of each row.</summary>
    /// <exception cref="ArgumentException">The column is absent or of another type.</exception>
    public ushort[] Encode(Attribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var column = _rows.Find(attribute.Name)
            ?? throw new ArgumentException($"The table has no column '{attribute.Name}'.", nameof(attribute));
        var codes = attribute.Encode(column);
        var cells = new ushort[_rows.RowCount];
        for (var row = 0; row < cells.Length; row++)
        {
            cells[row] = (ushort)codes[row];
        }

        return cells;
    }
}
