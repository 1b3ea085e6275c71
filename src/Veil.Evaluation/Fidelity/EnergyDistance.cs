using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The squared energy distance of two samples of rows: twice the mean distance between them, minus the mean distance within each.
/// It is 0 for the same rows in the same shares, and positive otherwise.
/// </summary>
/// <remarks>
/// Reference: Székely and Rizzo 2013, with all pairs, those of a row with itself included. There is no parameter to choose, unlike the
/// width of a kernel. Two samples of one population do not reach 0: compare with the hold-out rows. Cost: all pairs.
/// </remarks>
internal sealed class EnergyDistance
{
    private const int Groups = BinnedTables.Groups;

    private readonly double[,] _real;
    private readonly double[,] _synthetic;
    private readonly double[,] _across;
    private readonly int[] _realRows;
    private readonly int[] _syntheticRows;

    /// <summary>Sums the distances.</summary>
    /// <param name="real">The sums of the distances of each real row to the real rows of each group.</param>
    /// <param name="synthetic">The same for the synthetic rows.</param>
    /// <param name="across">The sums of the distances of each real row to the synthetic rows of each group.</param>
    public EnergyDistance(double[][] real, double[][] synthetic, double[][] across)
    {
        (_real, _synthetic, _across) = (Sums(real), Sums(synthetic), Sums(across));
        (_realRows, _syntheticRows) = (Sizes(real.Length), Sizes(synthetic.Length));
    }

    /// <summary>The metric of the rows of two tables.</summary>
    public static Metric<RowSamples> Metric { get; } = new(
        "joint.energy",
        "Squared energy distance",
        samples => Measurement.Of(
            samples.Data.Measure(table => samples.Of(table)?.Energy.Squared()),
            samples.SyntheticRows,
            value => $"The squared energy distance is "
                + $"{Words.Number(value)}, relative to the largest distance of two rows; 0 means identical distributions.",
            RowSamples.Reason).WithJackknife(samples.Of(ComparedTables.Synthetic)!.Value.Energy.WithoutEachGroup(), 2))
    {
        Most = 2,
        OnCopy = 0,
    };

    /// <summary>The squared distance; null where a side has no row.</summary>
    /// <param name="without">The group that is left out; -1 for none.</param>
    public double? Squared(int without = -1)
    {
        double n = Rows(_realRows, without), m = Rows(_syntheticRows, without);
        if (n == 0 || m == 0)
        {
            return null;
        }

        var within = (Sum(_real, without) / n / n) + (Sum(_synthetic, without) / m / m);
        return Math.Max(0, (2 * Sum(_across, without) / n / m) - within);
    }

    /// <summary>The squared distance without each group in turn; empty where a group contains all rows of a side.</summary>
    public IReadOnlyList<double> WithoutEachGroup()
    {
        double[] without = [.. Enumerable.Range(0, Groups).Select(group => Squared(group)).OfType<double>()];
        return Math.Min(_realRows.Sum(), _syntheticRows.Sum()) < 2 * Groups ? [] : without;
    }

    /// <summary>The sums of a row's distances to the rows of each group; rows are assigned to groups in turn.</summary>
    public static double[] OfRow(ReadOnlySpan<double> distances)
    {
        var sums = new double[Groups];
        for (var row = 0; row < distances.Length; row++)
        {
            sums[row % Groups] += distances[row];
        }

        return sums;
    }

    private static double[,] Sums(double[][] rows)
    {
        var sums = new double[Groups, Groups];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var group = 0; group < Groups; group++)
            {
                sums[i % Groups, group] += rows[i][group];
            }
        }

        return sums;
    }

    private static int[] Sizes(int rows) => [.. Enumerable.Range(0, Groups).Select(group => (rows + Groups - 1 - group) / Groups)];

    private static int Rows(int[] sizes, int without) => sizes.Where((_, group) => group != without).Sum();

    private static double Sum(double[,] sums, int without)
    {
        var sum = 0.0;
        for (var i = 0; i < Groups; i++)
        {
            for (var j = 0; j < Groups; j++)
            {
                sum += i == without || j == without ? 0 : sums[i, j];
            }
        }

        return sum;
    }
}
