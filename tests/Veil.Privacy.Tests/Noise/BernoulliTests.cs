using System.Numerics;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class BernoulliTests
{
    private const int Trials = 200_000;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1000)]
    [InlineData(1, 7)]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(10, 1)]
    public void Exponential_coins_have_their_probability(int numerator, int denominator)
    {
        var x = new Rational(numerator, denominator);
        foreach (RandomSource random in new RandomSource[] { new SeededRandomSource(7), new SecureRandomSource() })
        {
            var successes = 0;
            for (var i = 0; i < Trials; i++)
                successes += ExactBernoulli.Exp(x, random) ? 1 : 0;
            if (numerator == 0)
                Assert.Equal(Trials, successes);
            else
                Statistic.AssertRate(successes, Trials, Math.Exp(-(double)numerator / denominator));
        }
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(.3)]
    [InlineData(.9375)]
    [InlineData(.001)]
    [InlineData(1e-9)]
    public void Words_hold_64_independent_coins(double probability)
    {
        const int Words = 100_000;
        var random = new SeededRandomSource(6);
        var heads = new int[64];
        var counts = new long[Words];
        for (var i = 0; i < Words; i++)
        {
            var word = ExactBernoulli.Word((UInt128)Math.ScaleB(probability, 128), random);
            counts[i] = BitOperations.PopCount(word);
            for (var bit = 0; bit < 64; bit++)
                heads[bit] += (int)(word >> bit) & 1;
        }

        Assert.All(heads, count => Statistic.AssertRate(count, Words, probability));
        if (probability < .001)
            return;

        // The number of heads in a word is binomial, which it is not when coins depend on each other.
        var binomial = new double[65];
        var logChoose = 0.0;
        for (var k = 0; k <= 64; k++)
        {
            binomial[k] = Math.Exp(logChoose + (k * Math.Log(probability)) + ((64 - k) * Math.Log(1 - probability)));
            logChoose += Math.Log((64 - k) / (k + 1.0));
        }

        Statistic.AssertFits(counts, 0, binomial);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    public void Refined_coins_have_their_probability(int numerator, int denominator)
    {
        var random = new SeededRandomSource(8);
        var successes = 0;
        const int Few = 20_000;
        for (var i = 0; i < Few; i++)
            successes += ExactBernoulli.Refine(new Rational(numerator, denominator), random.NextBelow(4), 2, random) ? 1 : 0;
        Statistic.AssertRate(successes, Few, Math.Exp(-(double)numerator / denominator));
    }

    [Fact]
    public void Coins_of_a_ratio_have_its_probability()
    {
        var random = new SeededRandomSource(9);
        var successes = 0;
        for (var i = 0; i < Trials; i++)
            successes += ExactBernoulli.Ratio(3, 11, random) ? 1 : 0;
        Statistic.AssertRate(successes, Trials, 3.0 / 11);
    }

    [Fact]
    public void Absurd_exponents_are_decided_at_once()
    {
        var random = new SeededRandomSource(10);
        for (var i = 0; i < 1000; i++)
            Assert.False(ExactBernoulli.Exp(new Rational(BigInteger.One << 2000, 1), random));
    }
}
