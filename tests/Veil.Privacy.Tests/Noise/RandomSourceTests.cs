using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class RandomSourceTests
{
    [Fact]
    public void Only_the_source_without_a_seed_is_secure()
    {
        Assert.True(new SecureRandomSource().IsSecure);
        Assert.False(new SeededRandomSource(1).IsSecure);
    }

    [Fact]
    public void A_seed_fixes_the_stream()
    {
        var (a, b, c) = (new SeededRandomSource(1), new SeededRandomSource(1), new SeededRandomSource(2));
        for (var i = 0; i < 2000; i++)
        {
            var word = a.NextUInt64();
            Assert.Equal(word, b.NextUInt64());
            Assert.NotEqual(word, c.NextUInt64());
        }
    }

    [Fact]
    public void Secure_sources_differ()
    {
        var (a, b) = (new SecureRandomSource(), new SecureRandomSource());
        for (var i = 0; i < 20_000; i++)
            Assert.NotEqual(a.NextUInt64(), b.NextUInt64());
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(10UL)]
    [InlineData(257UL)]
    public void Integers_below_a_bound_are_uniform(ulong bound)
    {
        foreach (RandomSource random in new RandomSource[] { new SeededRandomSource(4), new SecureRandomSource() })
        {
            var draws = new long[200_000];
            for (var i = 0; i < draws.Length; i++)
                draws[i] = (long)random.NextBelow(bound);
            if (bound == 1)
                Assert.All(draws, d => Assert.Equal(0, d));
            else
                Statistic.AssertFits(draws, 0, Enumerable.Repeat(1.0 / bound, (int)bound).ToArray());
        }
    }

    [Fact]
    public void A_bound_that_does_not_divide_the_words_is_not_biased()
    {
        // Two thirds of 2^64: a modulo would make the lower half twice as likely as the upper one.
        var random = new SeededRandomSource(11);
        const ulong Bound = 12297829382473034411;
        var low = 0;
        const int Trials = 200_000;
        for (var i = 0; i < Trials; i++)
            low += random.NextBelow(Bound) < Bound / 2 ? 1 : 0;
        Statistic.AssertRate(low, Trials, 0.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextBelow(0));
    }

    [Fact]
    public void Each_bit_is_fair()
    {
        foreach (RandomSource random in new RandomSource[] { new SeededRandomSource(12), new SecureRandomSource() })
        {
            var ones = new int[64];
            const int Words = 100_000;
            for (var i = 0; i < Words; i++)
            {
                var word = random.NextUInt64();
                for (var b = 0; b < 64; b++)
                    ones[b] += (int)((word >> b) & 1);
            }

            Assert.All(ones, count => Statistic.AssertRate(count, Words, 0.5));
            var heads = 0;
            for (var i = 0; i < Words; i++)
                heads += random.NextBit() ? 1 : 0;
            Statistic.AssertRate(heads, Words, 0.5);
        }
    }

    [Fact]
    public void Bytes_of_any_length_are_filled()
    {
        var random = new SeededRandomSource(13);
        var bytes = new byte[4099];
        random.Fill(bytes);
        Assert.Contains(bytes[^3..], b => b != 0);
    }
}
