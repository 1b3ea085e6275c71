using Veil.Data.Numerics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The principal components of one table, and the scores of the rows of any table. Numbers are
/// standardised, and a missing number is the mean; a label has an indicator variable when at least one row in a hundred has it.
/// </summary>
/// <remarks>Reference: Pearson 1901; the sign of each component is such that its largest loading is positive.</remarks>
internal sealed class PrincipalComponents
{
    private const double LeastShare = 0.01;
    private const int MostLabels = 20;

    private readonly List<Axis> _axes;
    private readonly double[][] _directions;

    private PrincipalComponents(List<Axis> axes, double[][] directions, double[] shares) =>
        (_axes, _directions, Shares) = (axes, directions, shares);

    /// <summary>The share of all variance that each component has, largest first.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>The components of some rows; null where there are fewer than two or every column is constant.</summary>
    public static PrincipalComponents? Of(IEnumerable<CommonColumn> columns, TableRows rows, int count)
    {
        var axes = rows.Rows.Length < 2 ? [] : columns.SelectMany(column => Axes(column, rows)).ToList();
        if (axes.Count == 0)
        {
            return null;
        }

        var values = axes.ConvertAll(axis => axis.Values(rows));
        var covariance = new double[axes.Count, axes.Count];
        for (var i = 0; i < axes.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                covariance[i, j] = covariance[j, i] = Dot(values[i], values[j]) / rows.Rows.Length;
            }
        }

        var (eigenvalues, vectors) = SymmetricEigen.Of(covariance);
        var total = eigenvalues.Sum();
        return new PrincipalComponents(
            axes, [.. vectors.Take(count).Select(Turned)], [.. eigenvalues.Take(count).Select(value => Math.Max(0, value) / total)]);
    }

    /// <summary>The scores of some rows per component.</summary>
    public double[][] Project(TableRows rows)
    {
        var values = _axes.ConvertAll(axis => axis.Values(rows));
        return Array.ConvertAll(_directions, direction =>
        {
            var places = new double[rows.Rows.Length];
            for (var axis = 0; axis < direction.Length; axis++)
            {
                for (var row = 0; row < places.Length; row++)
                {
                    places[row] += direction[axis] * values[axis][row];
                }
            }

            return places;
        });
    }

    private static IEnumerable<Axis> Axes(CommonColumn column, TableRows rows)
    {
        var values = column.Values(rows.Table, rows.Rows);
        if (column.IsNumeric)
        {
            var summary = Summary.Of(NumericValues.Of(values));
            return summary.StandardDeviation > 0 ? [new Axis(column, summary.Mean!.Value, summary.StandardDeviation.Value, null)] : [];
        }

        var counts = new int[column.Levels];
        foreach (var code in values)
        {
            if (!double.IsNaN(code))
            {
                counts[(int)code]++;
            }
        }

        return Enumerable.Range(0, counts.Length)
            .Select(code => (Code: code, Share: (double)counts[code] / values.Length))
            .Where(label => label.Share is >= LeastShare and < 1)
            .OrderByDescending(label => label.Share).Take(MostLabels)
            .Select(label => new Axis(column, label.Share, Math.Sqrt(label.Share * (1 - label.Share)), label.Code));
    }

    private static double[] Turned(double[] vector)
    {
        var sign = Math.Sign(vector.MaxBy(Math.Abs));
        return Array.ConvertAll(vector, part => sign * part);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>A standardised number, or the indicator of a label.</summary>
    private sealed record Axis(CommonColumn Column, double Mean, double StandardDeviation, int? Label)
    {
        public double[] Values(TableRows rows) => Array.ConvertAll(Column.Values(rows.Table, rows.Rows), value =>
            Label is { } code ? ((value == code ? 1 : 0) - Mean) / StandardDeviation
            : double.IsNaN(value) ? 0
            : (value - Mean) / StandardDeviation);
    }
}
