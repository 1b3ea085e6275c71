using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Tests.Neural.Tabular;

public sealed class NormalMixtureTests
{
    private static readonly double[] s_values = [0, 1, 2, 3, 4, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 50];
    private static readonly double[] s_counts = [61, 67, 52, 62, 58, 25, 16, 17, 15, 25, 22, 20, 11, 15, 15, 19, 100];

    // scikit-learn 1.2.1, BayesianGaussianMixture on the 600 numbers one by one, from the same first clusters.
    [Theory]
    [InlineData(
        25,
        new[] { 17.9716, 2.01514, 24.69931, 49.67878 },
        new[] { 17.53067, 1.96832, 3.44763, 3.67107 },
        new[] { 0.001837, 0.49996, 0.332659, 0.165545 })]
    [InlineData(
        60,
        new[] { 17.97639, 2.01514, 17.97375, 24.65613, 24.66967, 49.67875 },
        new[] { 17.52897, 1.96835, 17.53111, 3.80783, 3.61149, 3.67125 },
        new[] { 0.001837, 0.499921, 0.001827, 0.140871, 0.191327, 0.164216 })]
    public void Is_that_of_the_numbers_one_by_one(int rounds, double[] means, double[] deviations, double[] weights)
    {
        var components = NormalMixture.Fit(s_values, s_counts, means.Length, rounds, double.NegativeInfinity);
        for (var k = 0; k < means.Length; k++)
        {
            Assert.Equal(means[k], components[k].Mean, 1e-4);
            Assert.Equal(deviations[k], components[k].Deviation, 1e-4);
            Assert.Equal(weights[k], components[k].Weight, 1e-5);
        }
    }

    [Fact]
    public void Finds_two_clusters()
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(i => (double)i)];
        double[] weights = [.. values.Select(value => (600 * Bell(value, 40, 8)) + (300 * Bell(value, 150, 15)))];
        var heavy = NormalMixture.Fit(values, weights, 10).Where(component => component.Weight > 0.05).OrderBy(component => component.Mean).ToList();
        Assert.Equal(2.0 / 3, heavy.Where(component => component.Mean < 95).Sum(component => component.Weight), 0.03);
        Assert.All(heavy, component => Assert.True(Math.Abs(component.Mean - 40) < 12 || Math.Abs(component.Mean - 150) < 20, $"A component lies at {component.Mean}."));
    }

    [Fact]
    public void Follows_the_unit()
    {
        var one = NormalMixture.Fit(s_values, s_counts, 5);
        var other = NormalMixture.Fit([.. s_values.Select(value => value * 1e-6)], s_counts, 5);
        for (var k = 0; k < one.Length; k++)
        {
            Assert.Equal(one[k].Mean, other[k].Mean * 1e6, 1e-6);
            Assert.Equal(one[k].Weight, other[k].Weight, 1e-6);
        }
    }

    private static double Bell(double value, double mean, double deviation) =>
        Math.Exp(-0.5 * (value - mean) * (value - mean) / (deviation * deviation)) / deviation;
}
