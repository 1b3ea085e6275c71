namespace Veil.Privacy.Noise;

/// <summary>The result of a quick test of the noise of this machine.</summary>
/// <param name="Noise">The distribution that was drawn from.</param>
/// <param name="IsGood">True when mean and standard deviation are as they must be, up to chance of less than one in a million.</param>
/// <param name="Draws">The number of draws.</param>
/// <param name="StandardDeviation">The standard deviation that was asked for.</param>
/// <param name="Mean">The mean of the draws.</param>
/// <param name="MeasuredDeviation">The standard deviation of the draws.</param>
public sealed record NoiseSelfTestResult(
    string Noise, bool IsGood, int Draws, double StandardDeviation, double Mean, double MeasuredDeviation);

/// <summary>Draws noise on this machine and looks at its first two moments: a broken generator shows at once.</summary>
public static class NoiseSelfTest
{
    private const int Draws = 200_000;
    private const int Scale = 10;

    // Fourth moment over the square of the variance; of the discrete Laplace it is six and one over the variance, which is 200.
    private const double LaplaceKurtosis = 6.01;
    private const double GaussianKurtosis = 3;

    /// <summary>Runs the test on each kind of noise; it reads no data.</summary>
    public static IReadOnlyList<NoiseSelfTestResult> Run()
    {
        var random = new SecureRandomSource();
        var laplace = DiscreteLaplace.FromScaleAtLeast(Scale);
        var gaussian = new RoundedGaussian(Scale);
        return
        [
            Check("Laplace", laplace.AddTo, laplace.StandardDeviation, LaplaceKurtosis, random),
            Check("Gaussian", gaussian.AddTo, gaussian.StandardDeviation, GaussianKurtosis, random),
        ];
    }

    private static NoiseSelfTestResult Check(string noise, AddNoise addTo, double expected, double kurtosis, SecureRandomSource random)
    {
        var draws = new long[Draws];
        addTo(draws, random);
        var mean = draws.Average();
        var deviation = Math.Sqrt(draws.Average(draw => (draw - mean) * (draw - mean)));

        // Five and a half standard errors each way: 4e-8 for the two sides of each.
        var isGood = Math.Abs(mean) < 5.5 * expected / Math.Sqrt(Draws)
            && Math.Abs(deviation - expected) < 5.5 * expected * Math.Sqrt((kurtosis - 1) / 4 / Draws);
        return new NoiseSelfTestResult(noise, isGood, Draws, expected, mean, deviation);
    }
}
