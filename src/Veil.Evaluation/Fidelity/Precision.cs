using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The precision of the numbers of a column: whole steps from the minimum that the schema declares, or else as many decimals
/// as the finest of the real ones. A synthetic price with fifteen decimals is recognised at once, however well prices are
/// distributed.
/// </summary>
internal sealed class Precision
{
    // Numbers in files rarely have more decimals; beyond that, precision is not checked.
    private const int MostDecimals = 6;

    // The rounding error of parsing and adding decimal fractions.
    private const double Tolerance = 1e-6;

    private readonly double _step;
    private readonly double _first;

    private Precision(double step, double first) => (_step, _first) = (step, first);

    /// <summary>The share of numbers with the right precision.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.precision", "Numbers with the right precision", Each)
    {
        Subject = Subject.Columns,
        Most = 1,
        Direction = Direction.Larger,
    };

    /// <summary>
    /// The precision of a column; null where it is not checked: for labels, whole numbers, and numbers with very many decimals.
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

    /// <summary>The share of the present values that have the precision; null without values.</summary>
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
        value => $"{Words.Share(value)} of the numbers in '{of.Column}' have the precision of "
            + $"{(of.IsDeclared ? "the schema" : "the real numbers")}; finer numbers reveal synthetic rows.",
        "The synthetic column has no value.").About(of.Column));
}
