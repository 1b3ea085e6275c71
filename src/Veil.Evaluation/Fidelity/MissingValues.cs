using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Missing values of a column.</summary>
internal static class MissingValues
{
    /// <summary>The difference of the shares of missing values.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.missing", "Difference of the share of missing values", Each)
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    private static IEnumerable<Measurement> Each(TableValidity validity)
    {
        foreach (var (column, shares) in validity.Data.Columns.Zip(validity.MissingShares))
        {
            var (real, synthetic) = (shares[ComparedTables.Real], shares[ComparedTables.Synthetic]);
            yield return Measurement.Of(
                validity.Data.Measure(table => shares[table] - real is { } difference ? Math.Abs(difference) : null),
                validity.SyntheticRows,
                value => $"{Words.Share(synthetic ?? 0)} of the values of '{column.Name}' are missing, {Words.Share(real ?? 0)} of the "
                    + $"real ones: a difference of {Words.Share(value)}.",
                "A table has no row.").About(column.Name);
        }
    }
}
