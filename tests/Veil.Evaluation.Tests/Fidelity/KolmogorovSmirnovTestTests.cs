using Veil.Evaluation.Fidelity;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>Probabilities of the Kolmogorov-Smirnov statistic that can be counted, and how they approach their limit.</summary>
public sealed class KolmogorovSmirnovTestTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 2.0 / 10)]
    [InlineData(4, 4, 2.0 / 70)]
    [InlineData(10, 10, 2.0 / 184_756)]
    public void Two_of_all_orders_set_the_samples_apart(int real, int synthetic, double expected) =>
        Assert.Equal(expected, KolmogorovSmirnovTest.Exact(1, real, synthetic), 1e-15);

    [Fact]
    public void Equal_samples_are_no_surprise()
    {
        Assert.Equal(1, KolmogorovSmirnovTest.Exact(0, 5, 7));
        Assert.Equal(1, KolmogorovSmirnovTest.Limit(0, 5, 7));
    }

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.04)]
    [InlineData(0.05)]
    [InlineData(0.06)]
    public void Large_samples_come_near_the_limit(double statistic) =>
        Assert.Equal(KolmogorovSmirnovTest.Limit(statistic, 2000, 1500), KolmogorovSmirnovTest.Exact(statistic, 2000, 1500), 0.01);

    [Fact]
    public void Both_series_of_the_limit_meet()
    {
        // Where the one gives way to the other: n m / (n + m) times the square is 1.
        var statistic = Math.Sqrt(2.0 / 1000);
        Assert.Equal(
            KolmogorovSmirnovTest.Limit(statistic * (1 - 1e-13), 1000, 1000), KolmogorovSmirnovTest.Limit(statistic * (1 + 1e-13), 1000, 1000), 1e-12);
    }

    [Fact]
    public void Samples_have_rows()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KolmogorovSmirnovTest.Exact(0.5, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => KolmogorovSmirnovTest.Limit(0.5, 3, 0));
    }
}
