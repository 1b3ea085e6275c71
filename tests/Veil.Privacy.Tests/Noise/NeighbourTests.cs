using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

/// <summary>What comes out for two neighbouring counts differs by no more than what is claimed.</summary>
public class NeighbourTests
{
    private const int Draws = 300_000;

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(20, 1)]
    [InlineData(20, 7)]
    public void Discrete_Gaussian_divergence_is_within_the_conversion_of_old_statements(double sigma, int shift)
    {
        var reach = (int)(40 * sigma) + 60;
        var exact = Reference.Gaussian(sigma * sigma, reach);
        var rho = new GaussianEvent(sigma, shift).Cost(CompositionRule.ZeroConcentrated);
        foreach (var epsilon in new[] { 0, 0.01, 0.1, 0.5, 1, 2, 5 })
            Assert.True(HockeyStick(exact, shift, epsilon) <= ZCdp.Delta(rho, epsilon), $"at {epsilon}");
    }

    [Theory]
    [InlineData(0.7, 1)]
    [InlineData(2, 3)]
    [InlineData(11, 1)]
    public void Laplace_ratio_is_within_epsilon(double scale, int shift)
    {
        var exact = Reference.Laplace(scale, 40);
        var epsilon = new LaplaceEvent(scale, shift).Cost(CompositionRule.PureEpsilon);
        for (var x = shift; x < exact.Length; x++)
            Assert.InRange(Math.Log(exact[x] / exact[x - shift]), -epsilon - 1e-9, epsilon + 1e-9);
    }

    [Fact]
    public void Drawn_Laplace_counts_are_within_epsilon()
    {
        var laplace = DiscreteLaplace.FromScaleAtLeast(1);
        var random = new SeededRandomSource(32);
        var (with, without) = (Noisy(11, laplace.AddTo, random), Noisy(10, laplace.AddTo, random));
        for (var value = 6; value <= 15; value++)
        {
            double p = with.Count(v => v == value), q = without.Count(v => v == value);
            Assert.True(Math.Abs(Math.Log(p / q)) <= 1 + (Statistic.Deviations * Math.Sqrt((1 / p) + (1 / q))));
        }
    }

    private static double HockeyStick(double[] exact, int shift, double epsilon)
    {
        double sum = 0;
        for (var x = 0; x < exact.Length; x++)
            sum += Math.Max(0, exact[x] - (Math.Exp(epsilon) * (x >= shift ? exact[x - shift] : 0)));
        return sum;
    }

    private delegate void AddNoise(Span<long> values, RandomSource random);

    private static long[] Noisy(long count, AddNoise add, RandomSource random)
    {
        var values = new long[Draws];
        Array.Fill(values, count);
        add(values, random);
        return values;
    }
}
