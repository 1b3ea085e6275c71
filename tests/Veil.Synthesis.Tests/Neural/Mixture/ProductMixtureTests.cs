using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Neural.Mixture;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Mixture;

/// <summary>Mixtures of products against sums over their components and differences of their loss.</summary>
public sealed class ProductMixtureTests
{
    private static readonly int[] s_sizes = [3, 5, 2, 4];

    [Theory]
    [InlineData(1)]
    [InlineData(130)]
    public void Marginals_are_sums_over_components(int components)
    {
        var mixture = new ProductMixture([[1, 2, 3], [5, 1, 1, 1, 1], [1, 9], [2, 2, 2, 0.5]], components, 1, 0.1f);
        var shares = mixture.Shares();

        for (var left = 0; left < s_sizes.Length; left++)
        {
            Assert.All(mixture.Marginal(new(left)).Zip(Product(shares, components, left, null)), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
            for (var right = left + 1; right < s_sizes.Length; right++)
            {
                Assert.All(mixture.Marginal(new(left, right)).Zip(Product(shares, components, left, right)), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
            }
        }
    }

    [Fact]
    public void The_gradient_is_that_of_differences()
    {
        const int Components = 3;
        var random = new SamplingRandom(5);
        float[] logits = [.. Enumerable.Range(0, s_sizes.Sum() * Components).Select(_ => (float)((4 * random.NextDouble()) - 2))];
        (AttributeSet Set, float[] Slopes)[] terms = [.. new AttributeSet[] { new(1), new(0, 2), new(1, 3), new(0, 1) }
            .Select(set => (set, Enumerable.Range(0, set.Aggregate(1, (cells, i) => cells * s_sizes[i])).Select(_ => (float)random.NextDouble()).ToArray()))];
        var block = new MixtureBlock(s_sizes, [.. logits], Components, 0.1f);
        block.ClearGradient();
        foreach (var (set, slopes) in terms)
        {
            block.AddGradient(set, slopes);
        }

        var gradient = block.GradientByLogits().ToArray();

        for (var i = 0; i < logits.Length; i++)
        {
            const float Change = 0.01f;
            Assert.Equal((Loss(i, Change) - Loss(i, -Change)) / (2 * Change), gradient[i], 2e-3);
        }

        double Loss(int changed, float change)
        {
            float[] other = [.. logits];
            other[changed] += change;
            var moved = new MixtureBlock(s_sizes, other, Components, 0.1f);
            return terms.Sum(term =>
            {
                var sums = new float[term.Slopes.Length];
                moved.Marginal(term.Set, sums);
                return sums.Zip(term.Slopes, (sum, slope) => (double)sum * slope).Sum();
            });
        }
    }

    [Fact]
    public void Exact_pairs_of_a_known_mixture_are_fitted_and_what_follows_from_them_is_near()
    {
        const double Rows = 1000;
        var truth = Known();
        var targets = Targets(truth, Rows, deviation: 1, noise: null);
        var mixture = Start(truth, Rows);

        mixture.Fit(targets, Rows, 1000, null, TestContext.Current.CancellationToken);

        Assert.All(targets, target => Assert.InRange(Distance(mixture.Marginal(target.Set), [.. target.Values.Select(count => count / Rows)]), 0, 0.02));
    }

    [Fact]
    public void Noise_is_not_followed_but_averaged()
    {
        const double Rows = 20_000;
        const double Deviation = 150;
        var truth = Known();
        var random = new SamplingRandom(3);
        var noisy = Targets(truth, Rows, Deviation, random);
        var mixture = Start(truth, Rows);

        mixture.Fit(noisy, Rows, 600, null, TestContext.Current.CancellationToken);

        var exact = Targets(truth, Rows, Deviation, noise: null).Where(target => target.Set.Count == 2).Select(target => (target.Set, Shares: Of(target))).ToList();
        var fitted = exact.Average(pair => Distance(mixture.Marginal(pair.Set), pair.Shares));
        var measured = exact.Average(pair => Distance(Of(noisy.Single(target => target.Set == pair.Set)), pair.Shares));
        Assert.True(fitted < 0.8 * measured, $"{fitted} {measured}");

        double[] Of(MarginalTarget target) => [.. target.Values.Select(count => count / Rows)];
    }

    [Fact]
    public void The_same_measurements_give_the_same_fit()
    {
        var truth = Known();
        var targets = Targets(truth, 500, 3, new SamplingRandom(2));
        var (first, second) = (Start(truth, 500), Start(truth, 500));

        first.Fit(targets, 500, 20, null, TestContext.Current.CancellationToken);
        second.Fit(targets, 500, 20, null, TestContext.Current.CancellationToken);

        Assert.Equal(first.Shares(), second.Shares());
    }

    // Three components, far apart.
    private static double[][] Known() =>
    [
        [.. s_sizes.SelectMany(size => Share(size, 0))], [.. s_sizes.SelectMany(size => Share(size, 1))], [.. s_sizes.SelectMany(size => Share(size, size - 1))],
    ];

    private static IEnumerable<double> Share(int size, int likely) => Enumerable.Range(0, size).Select(cell => cell == likely ? 0.8 : 0.2 / (size - 1));

    private static ProductMixture Start(double[][] truth, double rows) =>
        new([.. s_sizes.Select((_, i) => Marginal(truth, new(i)).Select(share => share * rows).ToArray())], 64, 0.5, 0.1f);

    private static List<MarginalTarget> Targets(double[][] truth, double rows, double deviation, SamplingRandom? noise)
    {
        List<AttributeSet> sets = [.. s_sizes.Select((_, i) => new AttributeSet(i))];
        sets.AddRange(s_sizes.SelectMany((_, i) => Enumerable.Range(i + 1, s_sizes.Length - i - 1).Select(j => new AttributeSet(i, j))));
        return [.. sets.Select(set => new MarginalTarget(
            set,
            [.. Marginal(truth, set).Select(share => (share * rows) + (noise is null ? 0 : deviation * Normal(noise)))],
            [.. Enumerable.Repeat(deviation, set.Aggregate(1, (cells, i) => cells * s_sizes[i]))]))];
    }

    private static double Normal(SamplingRandom random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;

    private static double[] Marginal(double[][] truth, AttributeSet set) =>
        [.. Product([.. truth.SelectMany(component => component).Select(share => (float)share)], truth.Length, set[0], set.Count > 1 ? set[1] : null)];

    private static IEnumerable<double> Product(float[] shares, int components, int left, int? right)
    {
        var width = s_sizes.Sum();
        for (var a = 0; a < s_sizes[left]; a++)
        {
            for (var b = 0; b < (right is { } j ? s_sizes[j] : 1); b++)
            {
                yield return Enumerable.Range(0, components).Average(k =>
                    (double)shares[(k * width) + s_sizes[..left].Sum() + a] * (right is { } other ? shares[(k * width) + s_sizes[..other].Sum() + b] : 1));
            }
        }
    }

    private static double Distance(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Sum() / 2;
}
