using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

/// <summary>
/// Bounds of a training's epsilon against published values, values of an independent program (Fourier accounting in NumPy with
/// matched means on a finer mesh), and the cases that have a formula.
/// </summary>
public class SubsampledGaussianTests
{
    private const double AdultRate = 500 / 32561.0;

    [Theory]
    [InlineData(.01, 1, 2, 1.7181342207e-04)]
    [InlineData(.01, 1, 8, 8.9364390761e-04)]
    [InlineData(.01, 1, 32, 1.1246275937e+01)]
    [InlineData(.01, 1, 1.5, 1.2725374333e-04)]
    [InlineData(.01, 1, 2.5, 2.1757533228e-04)]
    [InlineData(.1, 2, 4, 6.0032829645e-03)]
    [InlineData(.1, 2, 1.25, 1.7376548495e-03)]
    [InlineData(.0153558, 1.5, 16, 1.2477475225e-03)]
    [InlineData(.5, 4, 10, 9.1473630211e-02)]
    [InlineData(.001, .6, 3.3, 2.8265675558e-05)]
    public void Renyi_divergences_are_those_of_other_programs(double rate, double noise, double order, double expected) =>
        Assert.InRange(RenyiDp.Loss(rate, noise, order) / expected, 1 - 1e-9, 1 + 1e-9);

    [Theory]
    [InlineData(.0154, 1, 8)]
    [InlineData(.0154, 5, 32)]
    [InlineData(.001, .7, 4)]
    [InlineData(.1, 2, 64)]
    [InlineData(.3, 64, 200)]
    public void Whole_orders_agree_with_the_finite_sum(double rate, double noise, int order)
    {
        // ln sum_k C(a, k) (1 - q)^(a - k) q^k exp((k^2 - k) / (2 s^2)).
        var logChoose = 0.0;
        var terms = new List<double>();
        for (var k = 0; k <= order; k++)
        {
            terms.Add(logChoose + ((order - k) * Math.Log(1 - rate)) + (k * Math.Log(rate)) + (((double)k * k - k) / (2 * noise * noise)));
            logChoose += Math.Log((order - k) / (k + 1.0));
        }

        var most = terms.Max();
        var expected = (most + Math.Log(terms.Sum(term => Math.Exp(term - most)))) / (order - 1);
        Assert.InRange(RenyiDp.Loss(rate, noise, order) - expected, -1e-12, 1e-12);
    }

    [Theory]
    [InlineData(.01, 1, 1000, 1e-5, 2.101365)]
    [InlineData(.0153558, 1.807, 650, 1e-5, .997507)]
    [InlineData(.001, .8, 10000, 1e-6, 1.703625)]
    [InlineData(.1, 5, 500, 1e-5, 1.969178)]
    [InlineData(1, 10, 20, 1e-5, 1.914242)]
    public void Renyi_bounds_are_those_of_other_programs(double rate, double noise, int steps, double delta, double expected) =>
        Assert.InRange(RenyiDp.Epsilon(rate, noise, steps, 0, delta).Epsilon, expected - 5e-7, expected + 2e-6);

    // The last column is the true value to six digits; the bound may be above it by a few parts in ten thousand.
    [Theory]
    [InlineData(.001, .8, 10000, 0, 1e-6, .947209)]
    [InlineData(.01, 1, 1000, 0, 1e-5, 1.828239)]
    [InlineData(.0153558, 1, 650, 0, 1e-5, 2.364373)]
    [InlineData(.0153558, 2, 6500, 0, 1e-5, 2.755590)]
    [InlineData(.1, 5, 500, 0, 1e-5, 1.806220)]
    [InlineData(.5, 30, 100, 0, 1e-7, .770877)]
    [InlineData(.05, .7, 50, 0, 1e-9, 10.611641)]
    [InlineData(.01, 1.3, 2000, .002, 1e-9, 2.499731)]
    [InlineData(.2, 20, 300, .01, 1e-9, 1.245324)]
    public void Bounds_are_just_above_the_truth(double rate, double noise, int steps, double rest, double delta, double truth) =>
        Assert.InRange(SubsampledGaussian.Epsilon(rate, noise, steps, rest, delta) / truth, 1, 1 + 4e-4);

    // These were published with an allowance of 0.01 for their own error.
    [Theory]
    [InlineData(1, 650, 2.382)]
    [InlineData(2, 6500, 2.775)]
    [InlineData(.8, 325, 3.072)]
    public void Bounds_are_within_a_hundredth_of_published_ones(double noise, int steps, double published) =>
        Assert.InRange(SubsampledGaussian.Epsilon(AdultRate, noise, steps, 0, 1e-5) / published, .99, 1);

    [Theory]
    [InlineData(10, 20, 0, 1e-5)]
    [InlineData(10, 20, .001, 1e-9)]
    [InlineData(3, 1, .5, 1e-7)]
    [InlineData(500, 7, .02, 1e-12)]
    [InlineData(900, 1, .00001, 1e-3)]
    public void Without_sampling_the_bound_is_that_of_the_Gaussian(double noise, int steps, double rest, double delta)
    {
        var truth = GaussianDp.Epsilon((steps / (2 * noise * noise)) + rest, delta);
        Assert.InRange(SubsampledGaussian.Epsilon(1, noise, steps, rest, delta) - truth, 0, (4e-4 * truth) + 1e-9);
    }

    [Theory]
    [InlineData(.1, 1, .5)]
    [InlineData(.1, .5, 3)]
    [InlineData(.01, .4, 2)]
    [InlineData(.5, 3, .3)]
    [InlineData(.9, .7, 4)]
    [InlineData(.003, 1.1, .02)]
    public void A_single_step_is_never_understated(double rate, double noise, double epsilon)
    {
        // P[t > epsilon] - exp(epsilon) Q[t > epsilon] in both directions, by the normal distribution of z.
        var at = (noise * noise * Math.Log((Math.Exp(epsilon) - 1 + rate) / rate)) + 0.5;
        var removed = ((1 - rate - Math.Exp(epsilon)) * Tail(at / noise)) + (rate * Tail((at - 1) / noise));
        var added = 0.0;
        if (Math.Exp(-epsilon) > 1 - rate)
        {
            var below = (noise * noise * Math.Log((Math.Exp(-epsilon) - 1 + rate) / rate)) + 0.5;
            added = Tail(-below / noise) - (Math.Exp(epsilon) * (((1 - rate) * Tail(-below / noise)) + (rate * Tail((1 - below) / noise))));
        }

        var delta = Math.Max(removed, added);
        Assert.InRange(SubsampledGaussian.Epsilon(rate, noise, 1, 0, delta) / epsilon, 1 - 1e-9, 1.01);

        static double Tail(double x) => x >= 0 ? Veil.Privacy.Tests.Noise.Reference.NormalTail(x) : 1 - Veil.Privacy.Tests.Noise.Reference.NormalTail(-x);
    }

    [Fact]
    public void More_of_anything_costs_more()
    {
        var random = new Random(5);
        for (var i = 0; i < 12; i++)
        {
            var (rate, noise, steps, rest) = (Math.Pow(10, -2.5 * random.NextDouble()), .7 + (4 * random.NextDouble()), random.Next(1, 400), .02 * random.NextDouble());
            var epsilon = SubsampledGaussian.Epsilon(rate, noise, steps, rest, 1e-7);
            Assert.InRange(epsilon, GaussianDp.Epsilon(rest, 1e-7), RenyiDp.Epsilon(rate, noise, steps, rest, 1e-7).Epsilon);
            Assert.True(SubsampledGaussian.Epsilon(Math.Min(1, rate * 1.1), noise, steps, rest, 1e-7) > epsilon);
            Assert.True(SubsampledGaussian.Epsilon(rate, noise / 1.1, steps, rest, 1e-7) > epsilon);
            Assert.True(SubsampledGaussian.Epsilon(rate, noise, steps * 2, rest, 1e-7) > epsilon);
            Assert.True(SubsampledGaussian.Epsilon(rate, noise, steps, rest * 2, 1e-7) > epsilon);
        }
    }

    [Theory]
    [InlineData(.5, 650, 2.916)]
    [InlineData(1, 650, 1.682)]
    [InlineData(3, 650, .900)]
    [InlineData(10, 650, .582)]
    [InlineData(1, 3256, 3.379)]
    public void The_noise_that_is_found_is_enough_and_hardly_more(double epsilon, int steps, double published)
    {
        const double Share = 1e-7;
        var rest = GaussianDp.HalfMuSquared(epsilon, 1e-5) * Share;
        var multiplier = SubsampledGaussian.NoiseMultiplier(epsilon, 1e-5, AdultRate, steps, Share);
        Assert.InRange(multiplier / published, .99, 1.001);
        Assert.True(SubsampledGaussian.Epsilon(AdultRate, multiplier, steps, rest, 1e-5) <= epsilon);
        Assert.True(SubsampledGaussian.Epsilon(AdultRate, multiplier * .999, steps, rest, 1e-5) > epsilon);
    }

    [Fact]
    public void The_share_of_everything_else_is_paid_for_with_noise()
    {
        var little = SubsampledGaussian.NoiseMultiplier(1, 1e-9, .1, 100, .05);
        var most = SubsampledGaussian.NoiseMultiplier(1, 1e-9, .1, 100, .95);
        Assert.True(most > 2 * little);
        Assert.True(SubsampledGaussian.Epsilon(.1, most, 100, .95 * GaussianDp.HalfMuSquared(1, 1e-9), 1e-9) <= 1);
    }

    [Theory]
    [InlineData(0, .1, 10, .1)]
    [InlineData(1, 0, 10, .1)]
    [InlineData(1, 1.01, 10, .1)]
    [InlineData(1, double.NaN, 10, .1)]
    [InlineData(1, .1, 0, .1)]
    [InlineData(1, .1, 20_000_000, .1)]
    [InlineData(1, .1, 10, 0)]
    [InlineData(1, .1, 10, 1)]
    [InlineData(1, .1, 10, double.NaN)]
    public void Numbers_out_of_range_are_refused(double epsilon, double rate, int steps, double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SubsampledGaussian.NoiseMultiplier(epsilon, 1e-9, rate, steps, share));

    [Fact]
    public void Promises_that_a_training_cannot_keep_are_refused()
    {
        Assert.Equal("training-needs-delta", Assert.Throws<VeilException>(() => SubsampledGaussian.CheckAllowed(0, Neighbours.AddRemove)).Code);
        Assert.Equal("training-needs-add-remove", Assert.Throws<VeilException>(() => SubsampledGaussian.CheckAllowed(1e-9, Neighbours.ReplaceOne)).Code);
        SubsampledGaussian.CheckAllowed(1e-9, Neighbours.AddRemove);
    }

    [Fact]
    public void The_transform_is_the_sum_of_its_definition_and_has_an_inverse()
    {
        var random = new Random(3);
        var fourier = new FourierTransform(64);
        var real = Enumerable.Range(0, 64).Select(_ => random.NextDouble() - .5).ToArray();
        var imaginary = Enumerable.Range(0, 64).Select(_ => random.NextDouble() - .5).ToArray();
        var (re, im) = ((double[])real.Clone(), (double[])imaginary.Clone());
        fourier.Forward(re, im);
        for (var k = 0; k < 64; k++)
        {
            double sum = 0;
            for (var i = 0; i < 64; i++)
                sum += (real[i] * Math.Cos(2 * Math.PI * i * k / 64)) + (imaginary[i] * Math.Sin(2 * Math.PI * i * k / 64));
            Assert.Equal(sum, re[k], 12);
        }

        fourier.Inverse(re, im);
        Assert.All(re.Zip(real), pair => Assert.Equal(pair.Second, pair.First, 14));
        Assert.All(im.Zip(imaginary), pair => Assert.Equal(pair.Second, pair.First, 14));
    }
}
