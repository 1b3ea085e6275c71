namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The overlap of the supports of synthetic and real rows. The support of a sample is estimated by the
/// union of balls around its rows, each reaching to the row's k-th nearest other row of the sample.
/// </summary>
/// <remarks>
/// References: Kynkäänniemi et al. 2019; Naeem et al. 2020. Balls are closed, so that among discrete values a copy lies in the
/// ball of a row with copies. A single outlier has a large ball, which inflates precision and recall, and density and coverage
/// less so. All depend on the numbers of rows, so only samples of equal size are compared. Cost: all pairs.
/// </remarks>
internal sealed class Neighbourhoods
{
    private readonly double[] _real;
    private readonly double[]? _synthetic;
    private readonly int _k;

    /// <summary>Creates the balls.</summary>
    /// <param name="real">The radius of each real row's ball.</param>
    /// <param name="synthetic">The radius of each synthetic row's ball; null without more than k of them.</param>
    /// <param name="syntheticRows">The number of synthetic rows, at least 1.</param>
    /// <param name="k">The order of the nearest neighbour to which a ball reaches, from 1.</param>
    public Neighbourhoods(double[] real, double[]? synthetic, int syntheticRows, int k)
    {
        (_real, _synthetic, _k) = (real, synthetic, k);
        InRealBalls = new int[syntheticRows];
        InSyntheticBalls = synthetic is null ? null : new int[real.Length];
        Covered = new int[real.Length];
    }

    /// <summary>The number of balls of real rows that contain each synthetic row.</summary>
    public int[] InRealBalls { get; }

    /// <summary>The number of balls of synthetic rows that contain each real row; null without such balls.</summary>
    public int[]? InSyntheticBalls { get; }

    /// <summary>The number of synthetic rows in the ball of each real row.</summary>
    public int[] Covered { get; }

    /// <summary>The share of synthetic rows in a ball of a real one.</summary>
    public double Precision => Share(InRealBalls);

    /// <summary>The share of real rows in a ball of a synthetic one.</summary>
    public double? Recall => InSyntheticBalls is { } balls ? Share(balls) : null;

    /// <summary>The mean number of real balls that contain a synthetic row, divided by k.</summary>
    public double Density => InRealBalls.Average() / _k;

    /// <summary>The share of real rows whose ball contains a synthetic row.</summary>
    public double Coverage => Share(Covered);

    /// <summary>The distance of a row to its k-th nearest other one.</summary>
    /// <param name="distances">The distances to all rows of its sample, including itself; more than k.</param>
    /// <param name="k">The order of the neighbour, from 1.</param>
    public static double Radius(ReadOnlySpan<double> distances, int k)
    {
        Span<double> nearest = stackalloc double[k + 1];
        nearest.Fill(double.PositiveInfinity);
        foreach (var distance in distances)
        {
            if (distance < nearest[k])
            {
                var place = k;
                for (; place > 0 && nearest[place - 1] > distance; place--)
                {
                    nearest[place] = nearest[place - 1];
                }

                nearest[place] = distance;
            }
        }

        return nearest[k];
    }

    /// <summary>Reads the distances from a real row to all synthetic ones; may be called from several threads.</summary>
    public void Look(int row, ReadOnlySpan<double> distances)
    {
        for (var other = 0; other < distances.Length; other++)
        {
            if (distances[other] <= _real[row])
            {
                Interlocked.Increment(ref InRealBalls[other]);
                Covered[row]++;
            }

            if (_synthetic is { } radii && distances[other] <= radii[other])
            {
                InSyntheticBalls![row]++;
            }
        }
    }

    private static double Share(int[] counts) => (double)counts.Count(count => count > 0) / counts.Length;
}
