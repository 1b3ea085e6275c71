using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The precision of the numbers of a column: whole steps from the minimum that the schema declares, or else as many decimals
/// as the finest of the real ones. A synthetic price with fifteen decimals gives every row away, however well prices are
/// distributed.
/// </summary>
internal sealed class Precision
{
    // Numbers in a file of measurements have rarely more; beyond, anything goes.
    private const int MostDecimals = 6;

    // What parsing and adding up leave of a decimal fraction.
    private const double Tolerance = 1e-6;

    private readonly double _step;
    private readonly double _first;

    private Precision(double step, double first) => (_step, _first) = (step, first);

    /// <summary>The share of numbers that are as coarse as they should be.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.precision", "Numbers as coarse as they should be", Each)
    {
        Subject = Subject.Columns,
        Most = 1,
        Direction = Direction.Larger,
    };

    /// <summary>
    /// The precision of a column; null where it says nothing: of labels, of whole numbers, and of those with very many decimals.
    /// </summary>
    public static Precision? Of(ColumnSchema? schema, CommonColumn column, double[] real)
    {
        if (schema?.Step is { Value: > 0 and var declared })
        {
            return column.IsNumeric ? new Precision(declared, schema.Bounds?.Value.Minimum ?? 0) : null;
        }

        for (var places = 0; column.Type is ColumnType.Decimal && places < MostDecimals; places++)
        {
            var precision = new Precision(Math.Pow(10, -places), 0);
            if (precision.Share(real) == 1)
            {
                return precision;
            }
        }

        return null;
    }

    /// <summary>The share of the values that are there that are as coarse; null without any.</summary>
    public double? Share(double[] values)
    {
        var (present, coarse) = (0L, 0L);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                var steps = (value - _first) / _step;
                present++;
                coarse += Math.Abs(steps - Math.Round(steps)) <= Tolerance * Math.Max(1, Math.Abs(steps) * 1e-6) ? 1 : 0;
            }
        }

        return present == 0 ? null : (double)coarse / present;
    }

    private static IEnumerable<Measurement> Each(TableValidity validity) => validity.Precisions.Select(of => Measurement.Of(
        of.Shares,
        validity.SyntheticRows,
        value => $"{Words.Share(value)} of the numbers in '{of.Column}' are as coarse as "
            + $"{(of.IsDeclared ? "the schema says" : "the real ones")}; finer ones give synthetic rows away.",
        "The synthetic column has no value.").About(of.Column));
}
