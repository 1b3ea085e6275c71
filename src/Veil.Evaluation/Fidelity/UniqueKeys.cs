using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The uniqueness of keys: values of columns with the role identifier.</summary>
internal static class UniqueKeys
{
    /// <summary>The share of keys that are present and differ from every earlier one.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.keys", "Keys that are unique", Each)
    {
        Subject = Subject.Columns,
        Most = 1,
        Direction = Direction.Larger,
        Reads = Sources.Synthetic,
    };

    /// <summary>The share of a column's values that are present and new; null without rows.</summary>
    public static double? Share(Column column) => column.Count == 0
        ? null
        : (double)CommonColumn.Of(column).Values(0).Where(value => !double.IsNaN(value)).Distinct().Count() / column.Count;

    private static IEnumerable<Measurement> Each(TableValidity validity) =>
        from key in validity.Context.Request.Schema.Columns
        where key.Role.Value is ColumnRole.Identifier
        let column = validity.Context.Request.Synthetic.Find(key.Name)
        where column is not null
        select Measurement.Of(
            new Measured(Share(column)),
            column.Count,
            value => $"{Words.Share(value)} of the keys in '{key.Name}' are present and differ from every earlier one.",
            "The synthetic table has no row.").About(key.Name);
}
