using Veil.Data.Tables;

namespace Veil.Evaluation.Rows;

/// <summary>The rows of one table and then those of another with the same columns.</summary>
internal static class Joined
{
    /// <summary>Joins two tables.</summary>
    /// <exception cref="ArgumentException">A column of the first is of another kind in the second.</exception>
    public static Table Of(Table first, Table second) => new([.. first.Columns.Select(column => Of(column, second[column.Name]))]);

    private static Column Of(Column first, Column second)
    {
        switch (first, second)
        {
            case (IntegerColumn a, IntegerColumn b):
                return new IntegerColumn(a.Name, [.. a.Values, .. b.Values], a.Type);
            case (DecimalColumn a, DecimalColumn b):
                return new DecimalColumn(a.Name, [.. a.Values, .. b.Values]);
            case (LabelColumn a, LabelColumn b):
                var labels = new LabelPoolBuilder();
                int[] Codes(LabelColumn column) => Array.ConvertAll(
                    column.Codes.ToArray(), code => code == LabelColumn.Missing ? code : labels.GetOrAdd(column.Labels.Utf8(code)));
                int[] codes = [.. Codes(a), .. Codes(b)];
                return new LabelColumn(a.Name, codes, labels.Build(), a.Type);
            default:
                throw new ArgumentException($"Column '{first.Name}' is of another kind in the second table.", nameof(second));
        }
    }
}
