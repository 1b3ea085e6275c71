using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The distances of samples of the real rows from all of them, which express a distance as the size of an equivalent sample.
/// </summary>
/// <remarks>
/// Samples are drawn without replacement and share their rows with the real table, so that they are nearer to it than as many
/// other real rows would.
/// </remarks>
internal sealed class SampleEquivalent
{
    private const int Samples = BinnedTables.Groups - 1;

    private readonly double[][] _distances;

    /// <summary>Allocates the distances of a number of sets of columns.</summary>
    public SampleEquivalent(int sets) => _distances = new double[sets][];

    /// <summary>The share of the real rows in each sample.</summary>
    public static IReadOnlyList<double> Shares { get; } =
        [.. Enumerable.Range(1, Samples).Select(sample => (double)sample / BinnedTables.Groups)];

    /// <summary>The mean distance over the sets of each sample; empty where there are too few rows to draw any.</summary>
    public IReadOnlyList<double> Means { get; private set; } = [];

    /// <summary>Reads the counts of a set.</summary>
    public void Look(int set, MarginalCounts counts)
    {
        _distances[set] = new double[Samples];
        if (counts.Rows(ComparedTables.Real) >= BinnedTables.Groups)
        {
            var real = counts.Of(ComparedTables.Real).ToArray();
            counts.OfGrowingSample((sample, of) => _distances[set][sample] = Divergences.TotalVariation(real, of)!.Value);
        }
    }

    /// <summary>Computes the means after all sets were read, and makes them monotone in the size of the sample.</summary>
    /// <param name="realRows">The number of real rows.</param>
    public void Complete(int realRows)
    {
        if (_distances.Length == 0 || realRows < BinnedTables.Groups)
        {
            return;
        }

        var means = Enumerable.Range(0, Samples).Select(sample => _distances.Average(of => of[sample])).ToArray();
        for (var sample = 1; sample < Samples; sample++)
        {
            means[sample] = Math.Min(means[sample], means[sample - 1]);
        }

        Means = means;
    }

    /// <summary>
    /// The share of the real rows whose sample has a given distance; null where the distance exceeds that of the smallest sample.
    /// </summary>
    public double? ShareAt(double? distance)
    {
        if (Means.Count == 0 || distance is not { } far || far > Means[0])
        {
            return null;
        }

        var after = 1;
        while (after < Samples && Means[after] > far)
        {
            after++;
        }

        // After the last sample come all rows, at distance 0.
        var (from, to) = (Means[after - 1], after < Samples ? Means[after] : 0);
        var (low, high) = (Shares[after - 1], after < Samples ? Shares[after] : 1);
        return from > to ? low + ((from - far) / (from - to) * (high - low)) : low;
    }

    /// <summary>The means as a curve, beside the distances of tables.</summary>
    public Curve Curve(IEnumerable<(string Name, double Distance)> tables) => new(
        "joint.sample-equivalent",
        "Equivalent sample of the real rows",
        "share of the real rows in the sample",
        "mean distance of sets of three columns",
        [
            new Series("samples of the real rows", Shares, Means),
            .. tables.Select(table => new Series(table.Name, [Shares[0], Shares[^1]], [table.Distance, table.Distance])),
        ]);
}
