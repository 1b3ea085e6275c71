using Veil.Data.Numerics;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Certificates;

namespace Veil.Synthesis.Tests.Certificates;

/// <summary>Bounds against sums over the exact distributions.</summary>
public sealed class NoiseBoundTests
{
    private const int Reach = 400;

    private static readonly double[] s_scales = [0.3, 0.5, 1, 2.7, 8];
    private static readonly int[] s_parts = [1, 2, 5, 12];
    private static readonly double[] s_exponents = [0.01, 0.1, 0.3, 0.7, 0.95];

    public static TheoryData<NoiseKind, double, int> Noises => new(
        from kind in Enum.GetValues<NoiseKind>()
        from scale in s_scales
        from parts in s_parts
        where kind == NoiseKind.Gaussian || scale * Math.Sqrt(parts) < 12
        select new TheoryDataRow<NoiseKind, double, int>(kind, scale, parts));

    [Theory]
    [MemberData(nameof(Noises))]
    public void Moments_are_above_the_exact_ones(NoiseKind kind, double scale, int parts)
    {
        var (exact, deviation) = Exact(kind, scale);
        var bound = new NoiseBound(kind, deviation, parts);
        var sum = Sum(exact, parts);
        foreach (var u in s_exponents.Select(part => part / scale))
        {
            Assert.True(Mean(sum, z => Math.Exp(u * z)) <= bound.Moment(u) * (1 + 1e-9), $"u {u}");
            foreach (var threshold in new[] { 0.0, 1, 2, 5, 11 })
            {
                var moment = Mean(sum, z => Math.Exp(u * Math.Max(0, z - threshold)));
                Assert.True(moment <= bound.ExcessMoment(u, threshold) * (1 + 1e-9), $"u {u}, threshold {threshold}");
            }
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.7)]
    [InlineData(1)]
    [InlineData(3.3)]
    [InlineData(20)]
    public void The_discrete_Gaussian_is_within_a_rounded_normal(double sigma)
    {
        var (exact, _) = Exact(NoiseKind.Gaussian, sigma);
        double within = 0;
        for (var j = 0; j < 6 * sigma + 2; j++)
        {
            within += j == 0 ? exact[Reach] : exact[Reach + j] + exact[Reach - j];
            Assert.True(within >= 1 - (2 * StandardNormal.Above((j + 0.5) / sigma)) - 1e-12, $"{j}");
        }
    }

    [Theory]
    [InlineData(NoiseKind.Gaussian, 3, 1)]
    [InlineData(NoiseKind.Gaussian, 3, 4)]
    [InlineData(NoiseKind.Laplace, 2, 1)]
    [InlineData(NoiseKind.Laplace, 2, 4)]
    public void Sums_exceed_their_bounds_no_more_often_than_allowed(NoiseKind kind, double scale, int parts)
    {
        const int Cells = 6;
        var (exact, deviation) = Exact(kind, scale);
        var bound = new NoiseBound(kind, deviation, parts);
        var cell = Sum(exact, parts);
        foreach (var chance in new[] { 0.3, 0.05, 0.001 })
        {
            Assert.True(Above(Sum(cell, Cells), bound.SumAtMost(Cells, chance)) <= chance);
            foreach (var threshold in new[] { 0, 2, 6 })
            {
                var excess = new double[cell.Length];
                for (var i = 0; i < cell.Length; i++)
                {
                    excess[Reach + Math.Max(0, i - Reach - threshold)] += cell[i];
                }

                var limit = bound.ExcessAtMost(threshold, Cells, chance);
                Assert.True(Above(Sum(excess, Cells), limit) <= chance, $"chance {chance}, threshold {threshold}");
            }
        }
    }

    [Fact]
    public void For_many_cells_the_bound_is_little_above_the_mean()
    {
        foreach (var (kind, scale, parts, most) in new[]
        {
            (NoiseKind.Gaussian, 20.0, 1, 1.03), (NoiseKind.Gaussian, 20.0, 9, 1.03), (NoiseKind.Laplace, 10.0, 1, 1.05), (NoiseKind.Laplace, 5.0, 4, 1.4),
        })
        {
            var (exact, deviation) = Exact(kind, scale);
            var mean = 100_000 * Mean(Sum(exact, parts), z => Math.Max(0, z));

            Assert.InRange(new NoiseBound(kind, deviation, parts).ExcessAtMost(0, 100_000, 0.001) / mean, 1, most);
        }
    }

    [Fact]
    public void The_normal_distribution_is_right() =>
        Assert.All(
            new[] { (0, 0.5), (1, 0.15865525393145705), (-2, 0.9772498680518208), (4, 3.167124183311992e-05), (4.5, 3.3976731247300535e-06), (10, 7.619853024160525e-24) },
            pair => Assert.Equal(pair.Item2, StandardNormal.Above(pair.Item1), 1e-12 * pair.Item2));

    // Probabilities of -Reach to Reach.
    private static (double[] Exact, double Deviation) Exact(NoiseKind kind, double scale)
    {
        var weights = Enumerable.Range(-Reach, (2 * Reach) + 1).Select(x => kind == NoiseKind.Gaussian
            ? Math.Exp(-0.5 * x * x / (scale * scale))
            : Math.Exp(-Math.Abs(x) / scale)).ToArray();
        var total = weights.Sum();
        double[] exact = [.. weights.Select(weight => weight / total)];

        // A measurement states the parameter of a discrete Gaussian as its deviation.
        return (exact, kind == NoiseKind.Gaussian ? scale : 1 / (Math.Sqrt(2) * Math.Sinh(0.5 / scale)));
    }

    // The distribution of a sum of independent draws; what is beyond the reach is added at its end.
    private static double[] Sum(double[] one, int count)
    {
        var sum = one;
        for (var i = 1; i < count; i++)
        {
            var next = new double[one.Length];
            for (var a = 0; a < sum.Length; a++)
            {
                for (var b = 0; sum[a] > 1e-18 && b < one.Length; b++)
                {
                    next[Math.Clamp(a + b - Reach, 0, next.Length - 1)] += sum[a] * one[b];
                }
            }

            sum = next;
        }

        return sum;
    }

    private static double Mean(double[] exact, Func<int, double> value) => exact.Select((p, i) => p < 1e-17 ? 0 : p * value(i - Reach)).Sum();

    private static double Above(double[] exact, double limit) => exact.Where((_, i) => i - Reach > limit).Sum();
}
