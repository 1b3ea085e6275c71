using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Tests.Graphical;

namespace Veil.Synthesis.Tests.Residuals;

/// <summary>
/// Generalised least squares by brute force: the joint table as a sum of all effects inside some measured set, each
/// column of the design written out, the normal equations solved by elimination.
/// </summary>
internal sealed class LeastSquares
{
    private readonly int[] _sizes;
    private readonly List<double[]> _basis = [];
    private readonly double[][] _covariance;
    private readonly double[] _solution;

    public LeastSquares(int[] sizes, IReadOnlyList<Target> measured)
    {
        _sizes = sizes;
        var effects = measured.SelectMany(table => Subsets([.. table.Set])).DistinctBy(set => string.Join(',', set)).ToList();
        foreach (var effect in effects)
        {
            AddBasis(effect);
        }

        var count = _basis.Count;
        var normal = Enumerable.Range(0, count).Select(_ => new double[count]).ToArray();
        var right = new double[count];
        foreach (var table in measured)
        {
            var columns = _basis.Select(joint => RandomModel.Marginal(sizes, [.. table.Set], joint)).ToList();
            for (var i = 0; i < count; i++)
            {
                for (var cell = 0; cell < table.Values.Length; cell++)
                {
                    right[i] += columns[i][cell] * table.Precisions[cell] * table.Values[cell];
                    for (var j = 0; j < count; j++)
                    {
                        normal[i][j] += columns[i][cell] * table.Precisions[cell] * columns[j][cell];
                    }
                }
            }
        }

        _covariance = Inverse(normal);
        _solution = [.. _covariance.Select(row => row.Zip(right, (a, b) => a * b).Sum())];
    }

    public (double[] Counts, double[] Variances) Marginal(AttributeSet set)
    {
        var columns = _basis.Select(joint => RandomModel.Marginal(_sizes, [.. set], joint)).ToList();
        var cells = RandomModel.Cells([.. set.Select(a => _sizes[a])]);
        var counts = new double[cells];
        var variances = new double[cells];
        for (var cell = 0; cell < cells; cell++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                counts[cell] += columns[i][cell] * _solution[i];
                for (var j = 0; j < columns.Count; j++)
                {
                    variances[cell] += columns[i][cell] * _covariance[i][j] * columns[j][cell];
                }
            }
        }

        return (counts, variances);
    }

    public static IEnumerable<int[]> Subsets(int[] set) =>
        Enumerable.Range(0, 1 << set.Length).Select(mask => set.Where((_, i) => (mask >> i & 1) != 0).ToArray());

    // For every attribute of the effect one of its values against the last one.
    private void AddBasis(int[] effect)
    {
        var count = effect.Aggregate(1, (product, a) => product * (_sizes[a] - 1));
        for (var index = 0; index < count; index++)
        {
            var joint = new double[RandomModel.Cells(_sizes)];
            for (var cell = 0; cell < joint.Length; cell++)
            {
                var rest = index;
                double product = 1;
                foreach (var attribute in effect)
                {
                    var value = RandomModel.Project(_sizes, [attribute], cell);
                    var chosen = rest % (_sizes[attribute] - 1);
                    rest /= _sizes[attribute] - 1;
                    product *= value == chosen ? 1 : value == _sizes[attribute] - 1 ? -1 : 0;
                }

                joint[cell] = product;
            }

            _basis.Add(joint);
        }
    }

    private static double[][] Inverse(double[][] matrix)
    {
        var count = matrix.Length;
        var work = matrix.Select((row, i) => row.Concat(Enumerable.Range(0, count).Select(j => i == j ? 1.0 : 0)).ToArray()).ToArray();
        for (var pivot = 0; pivot < count; pivot++)
        {
            var best = Enumerable.Range(pivot, count - pivot).MaxBy(row => Math.Abs(work[row][pivot]));
            (work[pivot], work[best]) = (work[best], work[pivot]);
            var scale = 1 / work[pivot][pivot];
            work[pivot] = [.. work[pivot].Select(value => value * scale)];
            for (var row = 0; row < count; row++)
            {
                if (row != pivot && work[row][pivot] is not 0 and var factor)
                {
                    for (var column = pivot; column < 2 * count; column++)
                    {
                        work[row][column] -= factor * work[pivot][column];
                    }
                }
            }
        }

        return [.. work.Select(row => row[count..])];
    }
}
