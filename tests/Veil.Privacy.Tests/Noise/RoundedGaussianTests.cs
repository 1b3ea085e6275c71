using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class RoundedGaussianTests
{
    private const int Draws = 400_000;

    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.5, false)]
    [InlineData(1, true)]
    [InlineData(2.3, false)]
    [InlineData(10, true)]
    [InlineData(100.1, false)]
    [InlineData(3000, true)]
    public void Draws_have_the_exact_distribution(double sigma, bool secure)
    {
        var draws = Draw(new RoundedGaussian(sigma), Draws, secure);
        var reach = (int)Math.Ceiling(12 * sigma) + 3;
        var exact = Reference.RoundedGaussian(sigma, reach);

        Statistic.AssertFits(draws, -reach, exact);
        var (variance, fourth) = (Reference.Moment(exact, 2), Reference.Moment(exact, 4));
        var allowed = Statistic.Deviations * Math.Sqrt(variance / Draws);
        Assert.InRange(draws.Average(), -allowed, allowed);
        allowed = Statistic.Deviations * Math.Sqrt((fourth - (variance * variance)) / Draws);
        Assert.InRange(draws.Average(x => (double)x * x), variance - allowed, variance + allowed);
    }

    [Slow]
    [Theory]
    [InlineData(14, 3)]
    [InlineData(14, 32)]
    [InlineData(63, 1)]
    [InlineData(63, 4)]
    public void Undecided_comparisons_do_not_change_the_distribution(int tableBits, int firstBits)
    {
        foreach (var sigma in new[] { 0.7, 5, 40 })
        {
            // A refinement of the table costs a millisecond, one of the coin some microseconds.
            var draws = Draw(RoundedGaussian.WithFewBits(sigma, tableBits, firstBits), tableBits < 63 ? 5_000 : 30_000, secure: false);
            var reach = (int)(12 * sigma) + 3;
            Statistic.AssertFits(draws, -reach, Reference.RoundedGaussian(sigma, reach));
        }
    }

    [Fact]
    public void Every_remainder_is_as_likely_at_a_large_scale()
    {
        var draws = Draw(new RoundedGaussian(1e7 / 3), Draws, secure: false);
        for (var i = 0; i < draws.Length; i++)
            draws[i] &= 255;
        Statistic.AssertFits(draws, 0, Enumerable.Repeat(1 / 256.0, 256).ToArray());
    }

    [Theory]
    [InlineData(1L << 33)]
    [InlineData(1L << 40)]
    public void Huge_scales_keep_their_moments(long scale)
    {
        var draws = Draw(new RoundedGaussian(scale), Draws / 4, secure: false);
        var allowed = Statistic.Deviations * Math.Sqrt(2.0 / draws.Length);
        Assert.InRange(draws.Average(x => (double)x / scale * x / scale), 1 - allowed, 1 + allowed);
        Assert.InRange(draws.Average(x => x & 1), 0.48, 0.52);
    }

    [Fact]
    public void Next_to_no_noise_is_no_noise()
    {
        foreach (var scale in new[] { -20, -32 })
            Assert.All(Draw(new RoundedGaussian(Math.ScaleB(1, scale)), 1000, secure: false), draw => Assert.Equal(0, draw));
    }

    [Fact]
    public void Adding_to_values_is_sampling_and_adding_and_saturates()
    {
        var gaussian = new RoundedGaussian(1000);
        var values = Enumerable.Range(0, 100).Select(i => (long)i).Concat([long.MaxValue, long.MinValue]).ToArray();
        gaussian.AddTo(values, new SeededRandomSource(5));
        var random = new SeededRandomSource(5);
        for (var i = 0; i < 100; i++)
            Assert.Equal(i + gaussian.Sample(random), values[i]);
        Assert.True(values[100] > long.MaxValue - 20_000);
        Assert.True(values[101] < long.MinValue + 20_000);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3.7)]
    [InlineData(300)]
    public void The_tail_bound_is_above_the_exact_tail_and_near_it(double sigma)
    {
        var gaussian = new RoundedGaussian(sigma);
        Assert.Equal(1, gaussian.TailAtLeast(0));
        for (var t = 1; t < 35 * sigma; t++)
        {
            var tail = Reference.NormalTail((t - 0.5) / sigma);
            Assert.True(gaussian.TailAtLeast(t) >= tail, $"at {t}");
            Assert.True(gaussian.TailAtLeast(t) <= (t > 4 * sigma ? 1.005 : 1.15) * tail, $"far above at {t}");
        }
    }

    [Theory]
    [InlineData(0.5, 2e-2)]
    [InlineData(1, 1e-7)]
    [InlineData(40, 1e-9)]
    public void The_deviation_is_that_of_the_draws(double sigma, double precision)
    {
        var exact = Math.Sqrt(Reference.Moment(Reference.RoundedGaussian(sigma, (int)(20 * sigma) + 3), 2));
        Assert.InRange(new RoundedGaussian(sigma).StandardDeviation, exact * (1 - 1e-9), exact * (1 + precision));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.Epsilon)]
    [InlineData(2e12)]
    public void Senseless_scales_are_refused(double sigma) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RoundedGaussian(sigma));

    private static long[] Draw(RoundedGaussian gaussian, int count, bool secure)
    {
        RandomSource random = secure ? new SecureRandomSource() : new SeededRandomSource(20260102);
        var draws = new long[count];
        gaussian.AddTo(draws, random);
        return draws;
    }
}
