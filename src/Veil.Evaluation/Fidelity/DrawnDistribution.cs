using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The distribution of a column as it is plotted: all bins of numbers; of labels the most frequent ones, and the others combined.
/// </summary>
internal static class DrawnDistribution
{
    private const int MostLabels = 100;

    /// <summary>The distribution of a column.</summary>
    /// <param name="data">The tables.</param>
    /// <param name="counts">The column's counts.</param>
    /// <param name="column">Its index.</param>
    /// <param name="distance">The distance of the two tables in this column.</param>
    public static Distribution Of(ComparedTables data, MarginalCounts counts, int column, double distance)
    {
        var names = data.Binned.CellNames(column, number => Write(number, data.Columns[column].Type));
        var (real, synthetic) = (Shares(counts, ComparedTables.Real), Shares(counts, ComparedTables.Synthetic));
        var isOrdered = data.Columns[column].IsNumeric;
        if (!isOrdered && names.Count > MostLabels + 1)
        {
            // The last cell, of missing values, is always shown.
            int[] byShare = [.. Enumerable.Range(0, names.Count - 1).OrderByDescending(cell => real[cell] + synthetic[cell])];
            var (kept, others) = (byShare[..MostLabels].Append(names.Count - 1).ToArray(), byShare[MostLabels..]);
            names = [.. kept.Select(cell => names[cell]), FormattableString.Invariant($"{others.Length:N0} other labels")];
            real = [.. kept.Select(cell => real[cell]), others.Sum(cell => real[cell])];
            synthetic = [.. kept.Select(cell => synthetic[cell]), others.Sum(cell => synthetic[cell])];
        }

        return new Distribution(data.Names[column], names, real, synthetic, isOrdered, distance);
    }

    private static string Write(double number, ColumnType type) => type switch
    {
        ColumnType.Date => DateTime.UnixEpoch.AddDays(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Time => DateTime.UnixEpoch.AddMilliseconds(number).ToString("HH:mm", CultureInfo.InvariantCulture),
        ColumnType.DateTime => DateTime.UnixEpoch.AddMilliseconds(number).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        _ => Words.Number(number),
    };

    private static double[] Shares(MarginalCounts counts, int table) =>
        [.. counts.Of(table).ToArray().Select(count => counts.Rows(table) == 0 ? 0 : (double)count / counts.Rows(table))];
}
