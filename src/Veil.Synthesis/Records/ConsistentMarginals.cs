using Veil.Synthesis.Estimation;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Residuals;

namespace Veil.Synthesis.Records;

/// <summary>
/// Noisy marginals made non-negative and nearly consistent: tables that share attributes say nearly the same of them, and
/// all have one total. What the record engine aims at.
/// </summary>
/// <remarks>
/// Alternates between the least-squares estimate, which is consistent but may be negative, and the nearest non-negative
/// tables of its total, which need not be consistent; the second comes last. Privacy: post-processing.
/// </remarks>
internal static class ConsistentMarginals
{
    private const int Rounds = 20;

    /// <summary>The tables over the sets of the measurements, each set once, in order of first occurrence.</summary>
    /// <param name="sizes">The number of cells of each attribute.</param>
    /// <param name="measured">The measurements.</param>
    /// <param name="cancellationToken">Checked in every round.</param>
    public static IReadOnlyList<Target> Make(IReadOnlyList<int> sizes, IReadOnlyList<Target> measured, CancellationToken cancellationToken)
    {
        var estimate = new ResidualEstimate(sizes, measured);
        var total = Math.Max(1, estimate.Total);

        // How firmly each table is known does not change with what is done to it.
        var tables = measured.GroupBy(table => table.Set).Select(same => new Target(same.Key, [], Combined([.. same]))).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tables = [.. tables.Select(table => table with { Values = Projected(estimate.Marginal(table.Set).Counts, total) })];
            if (round < Rounds - 1)
            {
                estimate = new ResidualEstimate(sizes, tables);
            }
        }

        return tables;
    }

    private static double[] Projected(double[] counts, double total)
    {
        SimplexProjection.Project(counts, total);
        return counts;
    }

    private static double[] Combined(List<Target> same) =>
        [.. same[0].Deviations.Select((_, cell) => 1 / Math.Sqrt(same.Sum(table => table.Precisions[cell])))];
}
