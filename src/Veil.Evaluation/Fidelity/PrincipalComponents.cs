using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The directions in which the rows of one table differ most, and where rows of any table lie along them. Numbers are
/// standardised, a missing one being the mean; a label is a mark of its own when at least one row in a hundred has it.
/// </summary>
/// <remarks>Reference: Pearson 1901; eigenvectors by Jacobi's rotations, each turned so that its largest part is positive.</remarks>
internal sealed class PrincipalComponents
{
    private const double LeastShare = 0.01;
    private const int MostLabels = 20;
    private const int MostSweeps = 60;

    private readonly List<(string Column, double Mean, double Deviation, string? Label)> _axes;
    private readonly double[][] _directions;

    private PrincipalComponents(List<(string Column, double Mean, double Deviation, string? Label)> axes, double[][] directions, double[] shares) =>
        (_axes, _directions, Shares) = (axes, directions, shares);

    /// <summary>The share of all variance that each component has, largest first.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>The components of a table; null where it has fewer than two rows or every column is constant.</summary>
    public static PrincipalComponents? Of(IEnumerable<string> names, Table table, int count)
    {
        var axes = table.RowCount < 2 ? [] : names.SelectMany(name => Axes(table[name])).ToList();
        if (axes.Count == 0)
        {
            return null;
        }

        var values = Values(axes, table);
        var covariance = new double[axes.Count][];
        for (var i = 0; i < axes.Count; i++)
        {
            covariance[i] = new double[axes.Count];
            for (var j = 0; j <= i; j++)
            {
                covariance[i][j] = covariance[j][i] = Dot(values[i], values[j]) / table.RowCount;
            }
        }

        var (eigenvalues, vectors) = Eigen(covariance);
        var order = Enumerable.Range(0, axes.Count).OrderByDescending(i => eigenvalues[i]).Take(count).ToArray();
        var total = eigenvalues.Sum();
        return new PrincipalComponents(axes, Array.ConvertAll(order, i => Turned(vectors, i)), Array.ConvertAll(order, i => Math.Max(0, eigenvalues[i]) / total));
    }

    /// <summary>For each component the places of a table's rows.</summary>
    public double[][] Project(Table table)
    {
        var values = Values(_axes, table);
        return Array.ConvertAll(_directions, direction =>
        {
            var places = new double[table.RowCount];
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

    private static IEnumerable<(string Column, double Mean, double Deviation, string? Label)> Axes(Column column)
    {
        if (column is LabelColumn labels)
        {
            var counts = new int[labels.Labels.Count];
            foreach (var code in labels.Codes)
            {
                if (code != LabelColumn.Missing)
                {
                    counts[code]++;
                }
            }

            return Enumerable.Range(0, counts.Length)
                .Select(code => (Code: code, Share: (double)counts[code] / labels.Count))
                .Where(label => label.Share is >= LeastShare and < 1)
                .OrderByDescending(label => label.Share).Take(MostLabels)
                .Select(label => (column.Name, label.Share, Math.Sqrt(label.Share * (1 - label.Share)), (string?)labels.Labels[label.Code]));
        }

        var summary = Summary.Of(NumericValues.Of(column));
        return summary.Deviation > 0 ? [(column.Name, summary.Mean!.Value, summary.Deviation.Value, null)] : [];
    }

    private static double[][] Values(List<(string Column, double Mean, double Deviation, string? Label)> axes, Table table) =>
    [
        .. axes.Select(axis =>
        {
            var column = table[axis.Column];
            var code = column is LabelColumn labels ? Array.IndexOf(labels.Labels.ToArray(), axis.Label) : 0;
            var values = new double[column.Count];
            for (var row = 0; row < values.Length; row++)
            {
                values[row] = column switch
                {
                    LabelColumn marks => ((code >= 0 && marks.Codes[row] == code ? 1 : 0) - axis.Mean) / axis.Deviation,
                    _ when column.IsMissing(row) => 0,
                    IntegerColumn integers => (integers.Values[row] - axis.Mean) / axis.Deviation,
                    _ => (((DecimalColumn)column).Values[row] - axis.Mean) / axis.Deviation,
                };
            }

            return values;
        }),
    ];

    private static (double[] Values, double[][] Vectors) Eigen(double[][] matrix)
    {
        var size = matrix.Length;
        var vectors = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => i == j ? 1.0 : 0).ToArray()).ToArray();
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            double off = 0, on = 0;
            for (var i = 0; i < size; i++)
            {
                on += matrix[i][i] * matrix[i][i];
                for (var j = 0; j < i; j++)
                {
                    off += matrix[i][j] * matrix[i][j];
                }
            }

            if (off <= 1e-22 * on)
            {
                break;
            }

            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, p, q);
                }
            }
        }

        return ([.. Enumerable.Range(0, size).Select(i => matrix[i][i])], vectors);
    }

    private static void Rotate(double[][] matrix, double[][] vectors, int p, int q)
    {
        if (matrix[p][q] == 0)
        {
            return;
        }

        var theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < matrix.Length; k++)
        {
            (matrix[k][p], matrix[k][q]) = ((c * matrix[k][p]) - (s * matrix[k][q]), (s * matrix[k][p]) + (c * matrix[k][q]));
        }

        for (var k = 0; k < matrix.Length; k++)
        {
            (matrix[p][k], matrix[q][k]) = ((c * matrix[p][k]) - (s * matrix[q][k]), (s * matrix[p][k]) + (c * matrix[q][k]));
            (vectors[k][p], vectors[k][q]) = ((c * vectors[k][p]) - (s * vectors[k][q]), (s * vectors[k][p]) + (c * vectors[k][q]));
        }
    }

    private static double[] Turned(double[][] vectors, int column)
    {
        double[] vector = [.. vectors.Select(row => row[column])];
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
}
