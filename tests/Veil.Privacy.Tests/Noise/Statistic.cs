using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Noise;

/// <summary>
/// The statistics of the sampler tests. Every check alarms falsely with a probability below 1e-7: five and a half standard
/// deviations of a normal, two-sided (4e-8).
/// </summary>
internal static class Statistic
{
    public const double Deviations = 5.5;

    private const double SmallestCell = 200;

    /// <summary>Chi-square of draws against exact probabilities; neighbouring values are pooled until 200 are expected.</summary>
    /// <remarks>The tail is Wilson and Hilferty's cube-root normal.</remarks>
    public static void AssertFits(ReadOnlySpan<long> draws, long first, ReadOnlySpan<double> probabilities)
    {
        var observed = new long[probabilities.Length];
        foreach (var draw in draws)
        {
            Assert.InRange(draw, first, first + probabilities.Length - 1);
            observed[draw - first]++;
        }

        double statistic = 0, expectedCell = 0, observedCell = 0, left = draws.Length;
        var cells = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            expectedCell += probabilities[i] * draws.Length;
            observedCell += observed[i];
            left -= probabilities[i] * draws.Length;
            if ((expectedCell < SmallestCell || left < SmallestCell) && i < probabilities.Length - 1)
                continue;
            statistic += (observedCell - expectedCell) * (observedCell - expectedCell) / expectedCell;
            cells++;
            expectedCell = 0;
            observedCell = 0;
        }

        Assert.True(cells >= 2, "A test of one cell tests nothing.");
        double freedom = cells - 1;
        var spread = 2 / (9 * freedom);
        var normal = (Math.Cbrt(statistic / freedom) - (1 - spread)) / Math.Sqrt(spread);
        Assert.True(normal < Deviations, $"chi-square {statistic:F1} of {freedom} is {normal:F2} deviations out");
    }

    /// <summary>Whether a count of successes is what a probability makes likely.</summary>
    public static void AssertRate(long successes, long trials, double probability)
    {
        var deviation = Math.Sqrt(trials * probability * (1 - probability));
        Assert.InRange(successes, (trials * probability) - (Deviations * deviation) - 1, (trials * probability) + (Deviations * deviation) + 1);
    }
}

/// <summary>Reference probabilities, by the definition and in floating point.</summary>
internal static class Reference
{
    /// <summary>Probabilities of -reach..reach, proportional to <c>exp(-x^2 / (2 sigma^2))</c>.</summary>
    public static double[] Gaussian(double sigmaSquared, int reach) =>
        Normalised(reach, x => Math.Exp(-(double)x * x / (2 * sigmaSquared)));

    /// <summary>Probabilities of -reach..reach, proportional to <c>exp(-|x| / b)</c>.</summary>
    public static double[] Laplace(double scale, int reach) => Normalised(reach, x => Math.Exp(-Math.Abs(x) / scale));

    /// <summary>Probabilities of -reach..reach of a normal with a deviation, rounded.</summary>
    public static double[] RoundedGaussian(double sigma, int reach)
    {
        var probabilities = new double[(2 * reach) + 1];
        for (var m = 1; m <= reach; m++)
        {
            probabilities[reach + m] = NormalTail((m - 0.5) / sigma) - NormalTail((m + 0.5) / sigma);
            probabilities[reach - m] = probabilities[reach + m];
        }

        probabilities[reach] = 1 - (2 * NormalTail(0.5 / sigma));
        return probabilities;
    }

    /// <summary>The chance that a standard normal is beyond a number that is not negative.</summary>
    public static double NormalTail(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI) * MillsRatio.Of(x).Low;

    public static double Moment(double[] probabilities, int power)
    {
        var reach = probabilities.Length / 2;
        double sum = 0;
        for (var i = 0; i < probabilities.Length; i++)
            sum += probabilities[i] * Math.Pow(i - reach, power);
        return sum;
    }

    private static double[] Normalised(int reach, Func<int, double> weight)
    {
        var weights = new double[(2 * reach) + 1];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = weight(i - reach);
        var total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }
}
