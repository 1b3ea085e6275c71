using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Sampling;

/// <summary>A seed means the same rows on every machine and in every later version.</summary>
public sealed class SamplingRandomTests
{
    [Fact]
    public void The_numbers_of_a_seed_never_change()
    {
        var random = new SamplingRandom(42, 3);

        // Computed by an independent program.
        Assert.Equal([3585632371084660143, 3207222247215880679, 4524887408391342880], new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
    }

    [Fact]
    public void Streams_and_seeds_differ()
    {
        var firsts = from seed in Enumerable.Range(0, 100) from stream in Enumerable.Range(0, 100) select new SamplingRandom((ulong)seed, (ulong)stream).NextUInt64();

        Assert.Distinct(firsts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1L << 62)]
    public void Numbers_below_a_bound_are_uniform(long bound)
    {
        var random = new SamplingRandom(1);
        double sum = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var value = random.NextBelow(bound);
            Assert.InRange(value, 0, bound - 1);
            sum += (value + 0.5) / bound;
        }

        Assert.Equal(0.5, sum / 20_000, 5.5 * 0.29 / Math.Sqrt(20_000));
    }

    [Fact]
    public void Fractions_are_below_one()
    {
        var random = new SamplingRandom(2);

        Assert.All(Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()), value => Assert.True(value is >= 0 and < 1));
    }
}
