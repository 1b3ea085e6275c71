namespace Veil.Privacy.Noise;

/// <summary>Upper bounds of how often integer noise reaches a threshold.</summary>
/// <remarks>
/// Reference: docs/privacy.md, "Tails". Used to choose thresholds, never to draw. Each bound is a proven inequality
/// evaluated in floating point and widened by a margin that covers the rounding of the few operations and of the platform's
/// <c>exp</c>, taken to be good to 1e-12; the tests compare it with exact sums.
/// </remarks>
internal static class TailBounds
{
    private const double Margin = 1e-11;
    private const double Floor = 1e-280;

    /// <summary>Bound of <c>P[X >= t]</c>, a tail of the normal from t - 1/2, for the rounded Gaussian.</summary>
    /// <param name="sigma">The standard deviation before rounding.</param>
    /// <param name="t">The threshold.</param>
    public static double Gaussian(double sigma, long t) =>
        t <= 0 ? 1 : Clamp(NormalTail((t - 0.5) / sigma) * (1 + Margin));

    /// <summary>Bound of <c>P[X >= t] = q^t / (1 + q)</c>, <c>q = exp(-1/b)</c>, for the discrete Laplace.</summary>
    /// <param name="scaleUp">A double not below the scale b.</param>
    /// <param name="t">The threshold.</param>
    public static double Laplace(double scaleUp, long t)
    {
        if (t <= 0)
            return 1;

        // q^t / (1 + q) grows with q for t >= 1.
        var tail = Exp(-t / scaleUp) / (1 + Math.Exp(-1 / scaleUp)) * (1 + Margin);
        return Clamp(tail);
    }

    // Sampford's bound of the ratio of the normal tail to its density, within 13 % everywhere and 0.1 % from 5 sigma on.
    private static double NormalTail(double x) =>
        Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI) * 4 / (3 * x + Math.Sqrt(x * x + 8));

    // An exponent y carries a relative error of a few 2^-53, which the exponential turns into |y| times as much.
    // Below the floor doubles lose their digits; no threshold is set there.
    private static double Exp(double y) => y > -660 ? Math.Exp(y) * (1 - y * 1e-15) : Floor;

    // For t >= 1 at most half of the draws are so high. What is not a number becomes the weakest bound, not the strongest.
    private static double Clamp(double tail) => tail < Floor ? Floor : tail <= 0.5 ? tail : 0.5;
}
