using System.Globalization;
using System.Text;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Synthesis.Models;

/// <summary>
/// Values for columns that are never read: fresh unique identifiers, invented persons, empty text. They depend on the number of
/// the row alone, so they reveal nothing about any person.
/// </summary>
internal static class Surrogates
{
    /// <summary>A column of surrogates.</summary>
    /// <param name="column">The column that is replaced.</param>
    /// <param name="firstRow">Number of the first row, from 0.</param>
    /// <param name="rows">The number of rows.</param>
    public static Column Make(ColumnSchema column, long firstRow, int rows) => column.Role.Value switch
    {
        ColumnRole.Identifier when column.Type?.Value == ColumnType.Integer =>
            Numbers(column.Name, firstRow + Before(column.KeyForm?.Value), rows),
        ColumnRole.Identifier when column.KeyForm is { } form =>
            Labels(column.Name, firstRow, rows, number => KeyForms.Write(form.Value, number)),
        ColumnRole.Identifier =>
            Labels(column.Name, firstRow, rows, number => string.Create(CultureInfo.InvariantCulture, $"S{number:0000000}")),
        ColumnRole.Personal =>
            Labels(column.Name, firstRow, rows, number => string.Create(CultureInfo.InvariantCulture, $"{column.Name} {number}")),
        _ => new LabelColumn(column.Name, [.. Enumerable.Repeat(LabelColumn.Missing, rows)], LabelPool.Of([]), ColumnType.Text),
    };

    // Whole numbers of some digits begin after the smallest of them, without a form at 1.
    private static long Before(string? form)
    {
        var before = form is null ? 0 : 1L;
        for (var digit = 1; digit < form?.Length; digit++)
        {
            before *= 10;
        }

        return before;
    }

    private static IntegerColumn Numbers(string name, long firstRow, int rows)
    {
        var values = new long[rows];
        for (var row = 0; row < rows; row++)
        {
            values[row] = firstRow + row + 1;
        }

        return new IntegerColumn(name, values);
    }

    private static LabelColumn Labels(string name, long firstRow, int rows, Func<long, string> label)
    {
        var pool = new LabelPoolBuilder();
        var codes = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            codes[row] = pool.GetOrAdd(Encoding.UTF8.GetBytes(label(firstRow + row + 1)));
        }

        return new LabelColumn(name, codes, pool.Build(), ColumnType.Text);
    }
}
