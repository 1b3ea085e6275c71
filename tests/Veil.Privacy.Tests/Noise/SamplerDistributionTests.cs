using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class SamplerDistributionTests
{
    private const int Draws = 400_000;

    public static TheoryData<double, bool> Scales
    {
        get
        {
            var data = new TheoryData<double, bool>();
            foreach (var secure in new[] { false, true })
            {
                // The last two are drawn by blocks and rejection, the others by the table alone.
                foreach (var scale in new[] { 0.25, 0.5, 1, 2.3, 10, 64, 100, 1000 })
                    data.Add(scale, secure);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Laplace_draws_have_the_exact_distribution(double scale, bool secure)
    {
        var laplace = new DiscreteLaplace((System.Numerics.BigInteger)(scale * 100), 100);
        var draws = Draw(laplace.Sample, secure);
        var reach = (int)Math.Ceiling(60 * scale) + 3;
        var exact = Reference.Laplace(scale, reach);
        Statistic.AssertFits(draws, -reach, exact);
        AssertMoments(draws, exact);
    }

    [Theory]
    [InlineData(0.25, 0.215013)]
    [InlineData(0.5, 0.498979)]
    [InlineData(1, 0.99999978)]
    [InlineData(2.3, 2.3)]
    public void The_variance_of_the_discrete_Gaussian_is_the_published_one(double variance, double expected) =>
        Assert.Equal(expected, Reference.Moment(Reference.Gaussian(variance, 60), 2), 6);

    [Fact]
    public void Anchors_of_the_references_hold()
    {
        Assert.Equal(0.398942, Reference.Gaussian(1, 60)[60], 6);
        Assert.Equal(0.462117, Reference.Laplace(1, 100)[100], 6);
        Assert.Equal(1.841347, Reference.Moment(Reference.Laplace(1, 100), 2), 6);
    }

    [Fact]
    public void Undecided_comparisons_do_not_change_the_Laplace()
    {
        // Three bits leave most draws to the refinement; sixty-three leave practically none.
        foreach (var bits in new[] { 3, 8 })
        {
            var coarse = DiscreteLaplace.WithTableBits(2, bits);
            var draws = new long[20_000];
            coarse.AddTo(draws, new SeededRandomSource(18));
            Statistic.AssertFits(draws, -120, Reference.Laplace(2, 120));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rejection_inside_blocks_does_not_change_the_distribution(int shift)
    {
        // At the scales that need blocks rejection is rare and a mistake in it hard to see; at scale 5 it is frequent.
        foreach (var tableBits in new[] { 63, 12 })
        {
            var laplace = new TwoSidedSampler(new Rational(1, 5), 5, tableBits, shift);
            Statistic.AssertFits(Draw(laplace.Sample, secure: false), -300, Reference.Laplace(5, 300));
        }
    }

    [Fact]
    public void Every_value_of_a_block_is_reached()
    {
        // Scale 4096 is drawn in blocks of 64: the low bits must be uniform to within far less than the test can see.
        var draws = Draw(DiscreteLaplace.FromScaleAtLeast(4096).Sample, secure: false);
        for (var i = 0; i < draws.Length; i++)
            draws[i] &= 63;
        Statistic.AssertFits(draws, 0, Enumerable.Repeat(1 / 64.0, 64).ToArray());
    }

    [Theory]
    [InlineData(1L << 33)]
    [InlineData(1L << 40)]
    public void Huge_scales_keep_their_moments(long scale)
    {
        var laplace = Draw(DiscreteLaplace.FromScaleAtLeast(scale).Sample, secure: false);

        // Continuous limits: E x^2 = 2 and Var x^2 = 20.
        var allowed = Statistic.Deviations * Math.Sqrt(20.0 / Draws);
        Assert.InRange(laplace.Average(x => x / (double)scale * (x / (double)scale)), 2 - allowed, 2 + allowed);
    }

    [Fact]
    public void Next_to_no_noise_is_no_noise()
    {
        var laplace = DiscreteLaplace.FromScaleAtLeast(Math.ScaleB(1, -20));
        var random = new SeededRandomSource(1);
        for (var i = 0; i < 1000; i++)
            Assert.Equal(0, laplace.Sample(random));
    }

    [Fact]
    public void Sums_saturate_instead_of_wrapping()
    {
        var values = new long[2000];
        values.AsSpan(0, 1000).Fill(long.MaxValue);
        values.AsSpan(1000).Fill(long.MinValue);
        DiscreteLaplace.FromScaleAtLeast(1000).AddTo(values, new SeededRandomSource(3));
        Assert.All(values[..1000], v => Assert.True(v > long.MaxValue - 30_000));
        Assert.All(values[1000..], v => Assert.True(v < long.MinValue + 30_000));
        Assert.Contains(long.MaxValue, values);
        Assert.Contains(long.MinValue, values);
    }

    [Fact]
    public void Adding_to_values_is_sampling_and_adding()
    {
        var laplace = DiscreteLaplace.FromScaleAtLeast(7);
        var values = Enumerable.Range(0, 100).Select(i => (long)i).ToArray();
        laplace.AddTo(values, new SeededRandomSource(5));
        var random = new SeededRandomSource(5);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(i + laplace.Sample(random), values[i]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.Epsilon)]
    [InlineData(1e-300)]
    [InlineData(1e308)]
    [InlineData(2e12)]
    public void Senseless_scales_are_refused(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteLaplace.FromScaleAtLeast(scale));

    [Fact]
    public void Senseless_ratios_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(1, System.Numerics.BigInteger.One << 2000));
    }

    [Fact]
    public void The_scale_for_accounting_is_never_above_the_exact_one()
    {
        for (var i = 1; i < 500; i++)
        {
            var laplace = new DiscreteLaplace(i * 7919, 1 + (i * 31));
            Assert.True(Rational.FromDouble(laplace.Scale).CompareTo(laplace.ExactScale) <= 0);
            Assert.True(Rational.FromDouble(Math.BitIncrement(laplace.Scale)).CompareTo(laplace.ExactScale) > 0);
        }

        Assert.Equal(0.1, DiscreteLaplace.FromScaleAtLeast(0.1).Scale);
    }

    private static long[] Draw(Func<RandomSource, long> sample, bool secure)
    {
        RandomSource random = secure ? new SecureRandomSource() : new SeededRandomSource(20260101);
        var draws = new long[Draws];
        for (var i = 0; i < draws.Length; i++)
            draws[i] = sample(random);
        return draws;
    }

    private static void AssertMoments(long[] draws, double[] exact)
    {
        var variance = Reference.Moment(exact, 2);
        var fourth = Reference.Moment(exact, 4);
        var mean = draws.Average();
        var square = draws.Average(x => (double)x * x);
        Assert.InRange(mean, -Statistic.Deviations * Math.Sqrt(variance / Draws), Statistic.Deviations * Math.Sqrt(variance / Draws));
        var allowed = Statistic.Deviations * Math.Sqrt((fourth - (variance * variance)) / Draws);
        Assert.InRange(square, variance - allowed, variance + allowed);
    }
}
