namespace Veil.Evaluation.Fidelity;

/// <summary>Euclidean distances between rows of finite coordinates, all of one length.</summary>
internal static class PointDistances
{
    /// <summary>The distance of two points.</summary>
    public static double Of(double[] a, double[] b) => Math.Sqrt(Squared(a, b));

    /// <summary>Its square, the same in both directions to the last bit.</summary>
    public static double Squared(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    /// <summary>The mean of something over all pairs of a point of each side.</summary>
    public static double Mean(double[][] points, double[][] others, Func<double[], double[], double> measure) =>
        points.Average(point => others.Average(other => measure(point, other)));
}
