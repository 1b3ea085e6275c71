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
