using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The total variation distance between the real and every other table over sets of columns.</summary>
internal sealed class MarginalDistances
{
    private readonly IReadOnlyList<int[]> _sets;
    private readonly double?[][] _byTable;
    private readonly double[][] _without;

    private MarginalDistances(IReadOnlyList<int[]> sets, double?[][] byTable, double[][] without) =>
        (_sets, _byTable, _without) = (sets, byTable, without);

    /// <summary>
    /// The mean over the sets without each group of rows of the real and the synthetic table; empty where the groups are too
    /// small to leave a row.
    /// </summary>
    public IReadOnlyList<double> MeanWithout => _sets.Count == 0 || _without[0].Length == 0
        ? []
        : [.. Enumerable.Range(0, BinnedTables.Groups).Select(group => _without.Average(ofSet => ofSet[group]))];

    /// <summary>The distances of all sets of a table; null where it or the real one has no row.</summary>
    public WorkloadError? Of(int table) =>
        Array.TrueForAll(_byTable[table], distance => distance is not null) && _sets.Count > 0
            ? new WorkloadError(Array.ConvertAll(_byTable[table], distance => distance!.Value))
            : null;

    /// <summary>The distance of one set.</summary>
    public double? Of(int table, int set) => _byTable[table][set];

    /// <summary>Computes the distances, on all cores.</summary>
    /// <param name="data">The tables.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="cancellation">Checked between sets.</param>
    /// <param name="look">Called with each set and its counts, from several threads.</param>
    /// <param name="lookWithout">
    /// Called with each set, each group of rows, and the real and the synthetic counts without it; the arrays are reused.
    /// </param>
    public static MarginalDistances Measure(
        ComparedTables data,
        IReadOnlyList<int[]> sets,
        CancellationToken cancellation,
        Action<int, MarginalCounts>? look = null,
        Action<int, int, int[], int[]>? lookWithout = null)
    {
        var tables = data.Count;
        var byTable = Enumerable.Range(0, tables).Select(_ => new double?[sets.Count]).ToArray();
        var without = new double[sets.Count][];
        var hasGroups = Math.Min(data.Rows(ComparedTables.Real), data.Rows(ComparedTables.Synthetic)) >= 2 * BinnedTables.Groups;
        Parallel.For(
            0,
            sets.Count,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            set =>
            {
                var counts = data.Binned.Count(sets[set]);
                for (var table = 0; table < tables; table++)
                {
                    byTable[table][set] = Divergences.TotalVariation(counts.Of(ComparedTables.Real), counts.Of(table));
                }

                look?.Invoke(set, counts);
                without[set] = hasGroups
                    ? Without(counts, (group, real, synthetic) => lookWithout?.Invoke(set, group, real, synthetic))
                    : [];
            });
        return new MarginalDistances(sets, byTable, without);
    }

    private static double[] Without(MarginalCounts counts, Action<int, int[], int[]> look)
    {
        var distances = new double[BinnedTables.Groups];
        counts.WithoutEachGroup(ComparedTables.Synthetic, (group, real, synthetic) =>
        {
            distances[group] = Divergences.TotalVariation(real, synthetic)!.Value;
            look(group, real, synthetic);
        });
        return distances;
    }
}
