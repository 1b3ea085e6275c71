namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Whether synthetic points lie where real ones do (precision, density), and whether there are some everywhere where real
/// ones are (recall, coverage). Where a sample lies is the union of balls about its points, each reaching to the point's
/// k-th nearest other point of the sample.
/// </summary>
/// <remarks>
/// <para>References: Kynkäänniemi et al. 2019; Naeem et al. 2020. Balls are closed, so that among discrete values a copy
/// lies in the ball of a point with copies. A single outlier has a large ball: precision and recall are easily too high, density and
/// coverage less so. Copies of the real points score best, so none of this speaks of privacy.</para>
/// <para>All depend on the numbers of points, and are compared among samples of one size only. Columns count by their
/// spread, so bring them to one scale first. Cost: all pairs.</para>
/// </remarks>
/// <param name="Precision">Share of synthetic points in a ball of a real one, 0 to 1; larger is better.</param>
/// <param name="Recall">Share of real points in a ball of a synthetic one, 0 to 1; larger is better. Null without more than k synthetic points.</param>
/// <param name="Density">In how many real balls a synthetic point lies on average, over k: from 0, about 1 for another real sample.</param>
/// <param name="Coverage">Share of real points in whose own ball a synthetic one lies, 0 to 1; larger is better.</param>
internal sealed record PrecisionRecallDensityCoverage(double Precision, double? Recall, double Density, double Coverage)
{
    /// <summary>Measures; null without more than k real points or without a synthetic one.</summary>
    /// <param name="real">The real points.</param>
    /// <param name="synthetic">The synthetic points.</param>
    /// <param name="k">Which nearest neighbour a ball reaches to, from 1.</param>
    public static PrecisionRecallDensityCoverage? Of(double[][] real, double[][] synthetic, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (real.Length <= k || synthetic.Length == 0)
        {
            return null;
        }

        var (contained, covered) = Contain(real, Radii(real, k), synthetic);
        return new PrecisionRecallDensityCoverage(
            Share(contained),
            synthetic.Length <= k ? null : Share(Contain(synthetic, Radii(synthetic, k), real).Points),
            contained.Average() / k,
            Share(covered));
    }

    /// <summary>The squared distance of each point to its k-th nearest other one.</summary>
    private static double[] Radii(double[][] points, int k) =>
    [
        .. points.Select((point, i) =>
            points.Where((_, j) => j != i).Select(other => PointDistances.Squared(point, other)).Order().ElementAt(k - 1)),
    ];

    /// <summary>In how many balls each point lies, and how many points lie in each ball.</summary>
    private static (int[] Points, int[] Balls) Contain(double[][] centres, double[] radii, double[][] points)
    {
        var (inBalls, ofBall) = (new int[points.Length], new int[centres.Length]);
        for (var ball = 0; ball < centres.Length; ball++)
        {
            for (var point = 0; point < points.Length; point++)
            {
                if (PointDistances.Squared(centres[ball], points[point]) <= radii[ball])
                {
                    inBalls[point]++;
                    ofBall[ball]++;
                }
            }
        }

        return (inBalls, ofBall);
    }

    private static double Share(int[] counts) => (double)counts.Count(count => count > 0) / counts.Length;
}
