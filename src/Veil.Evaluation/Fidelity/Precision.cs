using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// How fine the numbers of a column are: whole steps from the minimum that the schema declares, or else with as many decimals as the
/// finest of the real ones. A synthetic price with fifteen decimals gives every row away, however well prices are distributed.
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

    /// <summary>The precision of a column; null where it says nothing: of whole numbers, and of those with very many decimals.</summary>
    public static Precision? Of(ColumnSchema? schema, Column real)
    {
        if (schema?.Step is { Value: > 0 and var declared })
        {
            return real is LabelColumn ? null : new Precision(declared, schema.Bounds?.Value.Minimum ?? 0);
        }

        if (real is not DecimalColumn decimals)
        {
            return null;
        }

        for (var places = 0; places < MostDecimals; places++)
        {
            var precision = new Precision(Math.Pow(10, -places), 0);
            if (precision.Share(decimals) == 1)
            {
                return precision;
            }
        }

        return null;
    }

    /// <summary>The share of a column's values that are as coarse; null without any.</summary>
    public double? Share(Column column)
    {
        var (present, coarse) = (0L, 0L);
        for (var row = 0; row < column.Count; row++)
        {
            if (!column.IsMissing(row))
            {
                var value = column is IntegerColumn integers ? integers.Values[row] : ((DecimalColumn)column).Values[row];
                var steps = (value - _first) / _step;
                present++;
                coarse += Math.Abs(steps - Math.Round(steps)) <= Tolerance * Math.Max(1, Math.Abs(steps) * 1e-6) ? 1 : 0;
            }
        }

        return present == 0 ? null : (double)coarse / present;
    }
}
