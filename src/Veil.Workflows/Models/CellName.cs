using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Workflows.Models;

/// <summary>The name of a cell of an attribute, for people.</summary>
internal static class CellName
{
    /// <summary>The name, such as <c>18 to 25</c>, <c>Ashby</c> or <c>missing</c>.</summary>
    public static string Of(Attribute attribute, int cell)
    {
        if (cell == attribute.MissingCell)
        {
            return "missing";
        }

        if (cell == attribute.OtherCell)
        {
            return "other";
        }

        return attribute switch
        {
            NumericAttribute numbers => Run(numbers, cell),
            CategoryAttribute labels => labels.Labels[cell],
            CompressedAttribute merged => Merged(merged, cell),
            _ => string.Create(CultureInfo.InvariantCulture, $"cell {cell + 1}"),
        };
    }

    private static string Run(NumericAttribute attribute, int cell)
    {
        var first = attribute.CellStarts[cell];
        var last = first + attribute.Width(cell) - 1;
        return first == last ? Value(attribute, first) : $"{Value(attribute, first)} to {Value(attribute, last)}";
    }

    private static string Value(NumericAttribute attribute, long index) => attribute.Type switch
    {
        ColumnType.Decimal => attribute.Grid.ValueAt(index).ToString("0.######", CultureInfo.InvariantCulture),
        ColumnType.Date =>
            DateTime.UnixEpoch.AddDays(attribute.Grid.WholeValueAt(index)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Time => DateTime.UnixEpoch.AddMilliseconds(attribute.Grid.WholeValueAt(index))
            .ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        ColumnType.DateTime => DateTime.UnixEpoch.AddMilliseconds(attribute.Grid.WholeValueAt(index))
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        _ => attribute.Grid.WholeValueAt(index).ToString(CultureInfo.InvariantCulture),
    };

    private static string Merged(CompressedAttribute attribute, int cell)
    {
        var parts = Enumerable.Range(0, attribute.Fine.Size).Where(fine => attribute.MergedCells[fine] == cell).ToList();
        if (parts.Count == 1)
        {
            return Of(attribute.Fine, parts[0]);
        }

        // Neighbouring runs are one longer run.
        return attribute.Fine is NumericAttribute numbers && parts[^1] < numbers.ValueCells && parts[^1] - parts[0] == parts.Count - 1
            ? $"{Value(numbers, numbers.CellStarts[parts[0]])} to "
                + Value(numbers, numbers.CellStarts[parts[^1]] + numbers.Width(parts[^1]) - 1)
            : string.Create(CultureInfo.InvariantCulture, $"{Of(attribute.Fine, parts[0])} and {parts.Count - 1} more");
    }
}
