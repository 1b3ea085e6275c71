namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The squared maximum mean discrepancy of two samples of points under the Gaussian kernel exp(-g d²): how much more alike
/// points are within the samples than across them. 0 for equal distributions, at most 2; smaller is better.
/// </summary>
/// <remarks>
/// Reference: Gretton et al. 2012. It depends on g, and a g that does not fit the scale of the coordinates sees nothing:
/// take <see cref="MedianHeuristic"/>. Cost: all pairs.
/// </remarks>
internal static class MaximumMeanDiscrepancy
{
    /// <summary>
    /// A kernel as wide as the median distance m of two points of both samples together: g = 1 / (2 m²). Null where that is 0
    /// or there are not two points: no width can then be told from the points.
    /// </summary>
    public static double? MedianHeuristic(double[][] real, double[][] synthetic)
    {
        double[][] points = [.. real, .. synthetic];
        var distances = new List<double>(points.Length * Math.Max(0, points.Length - 1) / 2);
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                distances.Add(PointDistances.Of(points[i], points[j]));
            }
        }

        return Summary.Of(NumericValues.Of(distances.ToArray())).Median is { } median and > 0 ? 1 / (2 * median * median) : null;
    }

    /// <summary>
    /// The estimate over all pairs, a point with itself included: never negative, too large for few points. Null where a side
    /// has none.
    /// </summary>
    public static double? Biased(double[][] real, double[][] synthetic, double g)
    {
        if (real.Length == 0 || synthetic.Length == 0)
        {
            return null;
        }

        var kernel = Kernel(g);
        return Math.Max(
            0,
            PointDistances.Mean(real, real, kernel) + PointDistances.Mean(synthetic, synthetic, kernel)
                - (2 * PointDistances.Mean(real, synthetic, kernel)));
    }

    /// <summary>
    /// The estimate without pairs of a point with itself: right on average, and therefore now and then below 0. Null where a
    /// side has fewer than two points.
    /// </summary>
    public static double? Unbiased(double[][] real, double[][] synthetic, double g)
    {
        if (real.Length < 2 || synthetic.Length < 2)
        {
            return null;
        }

        var kernel = Kernel(g);
        return Others(real) + Others(synthetic) - (2 * PointDistances.Mean(real, synthetic, kernel));

        // A point is like itself by 1.
        double Others(double[][] points) =>
            ((points.Length * PointDistances.Mean(points, points, kernel)) - 1) / (points.Length - 1);
    }

    private static Func<double[], double[], double> Kernel(double g) => (a, b) => Math.Exp(-g * PointDistances.Squared(a, b));
}
