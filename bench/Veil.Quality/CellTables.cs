using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Quality;

/// <summary>Tables as their cells: of numbers the declared bins, of labels the labels. What is then measured is measured on cells.</summary>
internal static class CellTables
{
    /// <summary>The table of the cells of another.</summary>
    public static Table Of(Table table, Schema schema) => new([.. schema.Columns.Select(column => Cells(table[column.Name], column))]);

    private static Column Cells(Column values, ColumnSchema column)
    {
        if (column.Bins is not { } bins)
        {
            return values;
        }

        var attribute = AttributeFactory.Binned(column, bins);
        var codes = attribute.Encode(values);
        return new LabelColumn(
            column.Name,
            [.. Enumerable.Range(0, values.Count).Select(row => codes[row])],
            LabelPool.Of(Enumerable.Range(0, attribute.Size).Select(cell => $"cell {cell}")),
            ColumnType.Category);
    }
}
