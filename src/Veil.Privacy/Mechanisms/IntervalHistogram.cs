using System.Collections.Immutable;

namespace Veil.Privacy.Mechanisms;

/// <summary>Noisy counts of the values of a column between edges.</summary>
/// <param name="Counts">
/// A noisy count of the values below the first edge, from each edge to below the next, and from the last edge on.
/// </param>
/// <param name="Noise">Kind of the noise, independent in every count.</param>
/// <param name="StandardDeviation">Standard deviation of the noise of each count, in rows.</param>
public sealed record NoisyIntervals(ImmutableArray<long> Counts, NoiseKind Noise, double StandardDeviation);

/// <summary>The values of a column of numbers or dates between edges that the caller chooses from public facts and paid answers.</summary>
internal static class IntervalHistogram
{
    private const int MostEdges = 1 << 18;

    /// <summary>Charges, counts and releases.</summary>
    public static NoisyIntervals Measure(MechanismContext context, string column, double[] edges, double cost)
    {
        context.RequireMagnitudes(column);
        RequireOrder(edges);
        var paid = context.Charge(cost, context.L1, context.L2, $"range of '{column}'");
        var counts = context.Counts.Intervals(column, edges);
        paid.Release(counts, context.Answers);
        return new NoisyIntervals([.. counts], paid.Noise.Kind, paid.Noise.StandardDeviation);
    }

    private static void RequireOrder(double[] edges)
    {
        if (edges.Length is 0 or > MostEdges || !double.IsFinite(edges[0]) || !double.IsFinite(edges[^1]))
        {
            throw new ArgumentException($"There must be 1 to {MostEdges} finite edges.", nameof(edges));
        }

        for (var i = 1; i < edges.Length; i++)
        {
            if (!(edges[i - 1] < edges[i]))
            {
                throw new ArgumentException("Edges must increase.", nameof(edges));
            }
        }
    }
}
