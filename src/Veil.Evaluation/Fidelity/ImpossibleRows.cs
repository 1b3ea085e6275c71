using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Rows with a combination of values that was declared impossible.</summary>
internal static class ImpossibleRows
{
    /// <summary>The share of rows with a combination.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.impossible", "Rows with a combination declared impossible", Each)
    {
        Subject = Subject.Columns,
        Most = 1,
        IsHeadline = true,
    };

    /// <summary>The share of such rows; null without rows, or where a column of the combination is not in the table.</summary>
    /// <param name="combination">The combination.</param>
    /// <param name="table">The table.</param>
    /// <param name="marks">Whether each row is valid so far; cleared for rows with the combination.</param>
    public static double? Share(ImpossibleCombination combination, Table table, bool[] marks)
    {
        var found = new bool[table.RowCount];
        Array.Fill(found, true);
        foreach (var part in combination.Parts)
        {
            if (table.Find(part.Column) is not { } column)
            {
                return null;
            }

            var common = CommonColumn.Of(column);
            var (isPart, values) = (Test(part, common), common.Values(0));
            for (var row = 0; row < found.Length; row++)
            {
                found[row] = found[row] && !double.IsNaN(values[row]) && isPart(values[row]);
            }
        }

        for (var row = 0; row < found.Length; row++)
        {
            marks[row] &= !found[row];
        }

        return found.Length == 0 ? null : (double)found.AsSpan().Count(true) / found.Length;
    }

    private static IEnumerable<Measurement> Each(TableValidity validity) => validity.Impossible.Select(of => Measurement.Of(
        of.Shares,
        validity.SyntheticRows,
        value => $"{Words.Share(value)} of the synthetic rows have a combination of '{string.Join("', '", of.Columns)}' that was declared "
            + $"impossible; {Words.Share(of.Real ?? 0)} of the real ones do.",
        "The synthetic table has no row, or lacks a column of the combination.").About(of.Columns));

    private static Func<double, bool> Test(ImpossiblePart part, CommonColumn column)
    {
        if (!column.IsNumeric)
        {
            var isPart = Array.ConvertAll(column.AllLabels(), part.Values.Contains);
            return code => isPart[(int)code];
        }

        HashSet<double> listed = [.. part.Numbers(column.Type)];
        var (minimum, maximum) = (part.Minimum ?? double.NegativeInfinity, part.Maximum ?? double.PositiveInfinity);
        return value => listed.Contains(value) || (part.HasRange && value >= minimum && value <= maximum);
    }
}
