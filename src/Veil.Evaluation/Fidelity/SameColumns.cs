using Veil.Data.Schemas;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The columns of the synthetic table beside those of the real one.</summary>
internal static class SameColumns
{
    /// <summary>The share of columns that are in both tables with the same type, of all that are in either.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.columns", "Columns as in the real table", One)
    {
        Most = 1,
        Direction = Direction.Larger,
        OnCopy = 1,
    };

    private static Measurement One(TableValidity validity)
    {
        var request = validity.Context.Request;
        var dropped = request.Schema.Columns.Where(column => column.Role.Value is ColumnRole.Drop)
            .Select(column => column.Name).ToHashSet();
        var wanted = request.Real.Columns.Where(column => !dropped.Contains(column.Name))
            .Select(column => (column.Name, column.Type)).ToHashSet();
        var actual = request.Synthetic.Columns.Select(column => (column.Name, column.Type)).ToHashSet();
        string[] wrong = [.. wanted.Except(actual).Concat(actual.Except(wanted)).Select(column => column.Name).Distinct()];
        var all = wanted.Union(actual).Count();
        return Measurement.Of(
            new Measured(all == 0 ? null : (double)wanted.Intersect(actual).Count() / all),
            all,
            _ => wrong.Length == 0
                ? "The synthetic table has the columns of the real one, of the same types."
                : $"These columns are in one table only, or of another type there: {string.Join(", ", wrong)}.",
            "Neither table has a column.").About(wrong);
    }
}
