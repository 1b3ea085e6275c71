namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Whether synthetic rows lie where real ones do, and whether there are some everywhere where real ones are. A sample lies in the
/// union of balls about its rows, each reaching to the row's k-th nearest other row of the sample.
/// </summary>
/// <remarks>
/// References: Kynkäänniemi et al. 2019; Naeem et al. 2020. Balls are closed, so that among discrete values a copy lies in the
/// ball of a row with copies. A single outlier has a large ball: precision and recall are easily too high, density and coverage
/// less so. All depend on the numbers of rows, and are compared among samples of one size only. Cost: all pairs.
/// </remarks>
/// <param name="InRealBalls">For each synthetic row the number of balls of real rows that it lies in.</param>
/// <param name="InSyntheticBalls">The same the other way round; null without more than k synthetic rows.</param>
/// <param name="Covered">For each real row the number of synthetic rows in its ball.</param>
/// <param name="K">Which nearest neighbour a ball reaches to.</param>
internal sealed record Neighbourhoods(int[] InRealBalls, int[]? InSyntheticBalls, int[] Covered, int K)
{
    /// <summary>The share of synthetic rows in a ball of a real one.</summary>
    public double Precision => Share(InRealBalls);

    /// <summary>The share of real rows in a ball of a synthetic one.</summary>
    public double? Recall => InSyntheticBalls is { } balls ? Share(balls) : null;

    /// <summary>The mean number of real balls that a synthetic row lies in, over k.</summary>
    public double Density => InRealBalls.Average() / K;

    /// <summary>The share of real rows in whose own ball a synthetic one lies.</summary>
    public double Coverage => Share(Covered);

    /// <summary>Measures; null without more than k real rows or without a synthetic one.</summary>
    /// <param name="real">Distances between real rows.</param>
    /// <param name="synthetic">Distances between synthetic rows.</param>
    /// <param name="across">Distances from each real to each synthetic row.</param>
    /// <param name="k">Which nearest neighbour a ball reaches to, from 1.</param>
    public static Neighbourhoods? Of(double[][] real, double[][] synthetic, double[][] across, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (real.Length <= k || synthetic.Length == 0)
        {
            return null;
        }

        var (ofReal, ofSynthetic) = (Radii(real, k), synthetic.Length <= k ? null : Radii(synthetic, k));
        var (inReal, inSynthetic, covered) = (new int[synthetic.Length], new int[real.Length], new int[real.Length]);
        for (var i = 0; i < real.Length; i++)
        {
            for (var j = 0; j < synthetic.Length; j++)
            {
                if (across[i][j] <= ofReal[i])
                {
                    inReal[j]++;
                    covered[i]++;
                }

                inSynthetic[i] += ofSynthetic is not null && across[i][j] <= ofSynthetic[j] ? 1 : 0;
            }
        }

        return new Neighbourhoods(inReal, ofSynthetic is null ? null : inSynthetic, covered, k);
    }

    // The distance of each row to its k-th nearest other one; its own, 0, is among the distances.
    private static double[] Radii(double[][] distances, int k) => Array.ConvertAll(distances, row =>
    {
        var sorted = (double[])row.Clone();
        Array.Sort(sorted);
        return sorted[k];
    });

    private static double Share(int[] counts) => (double)counts.Count(count => count > 0) / counts.Length;
}
