using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Residuals;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Tests.Graphical;

namespace Veil.Synthesis.Tests.Residuals;

public sealed class ResidualEstimateTests
{
    [Fact]
    public void Marginals_and_variances_are_those_of_generalised_least_squares() =>
        Prop.ForAll(RandomModel.Seeds, seed => Check(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Marginals_agree_where_they_overlap()
    {
        var (sizes, measured) = Case(new SamplingRandom(5), attributes: 4);
        var estimate = new ResidualEstimate(sizes, measured);
        var whole = estimate.Marginal(new AttributeSet(0, 1, 2, 3)).Counts;

        foreach (var set in LeastSquares.Subsets([0, 1, 2, 3]))
        {
            AssertNear(RandomModel.Marginal(sizes, set, whole), estimate.Marginal(new AttributeSet(set)).Counts, 1e-9);
        }

        Assert.Equal(estimate.Total, whole.Sum(), 1e-9);
    }

    [Fact]
    public void Effects_that_nothing_tells_of_are_named()
    {
        int[] sizes = [2, 3, 4, 1];
        var estimate = new ResidualEstimate(sizes, [Table(sizes, new AttributeSet(0, 1), 1), Table(sizes, new AttributeSet(1), 2)]);

        Assert.Empty(estimate.Marginal(new AttributeSet(0, 1)).Uncovered);
        Assert.Equal([new AttributeSet(2), new AttributeSet(0, 2)], estimate.Marginal(new AttributeSet(0, 2)).Uncovered);

        // An attribute of one value has no effect that could be missed.
        Assert.Empty(estimate.Marginal(new AttributeSet(0, 3)).Uncovered);
    }

    [Fact]
    public void A_cell_that_was_not_measured_gets_what_the_total_leaves()
    {
        int[] sizes = [3];
        var estimate = new ResidualEstimate(sizes,
        [
            new Target(new AttributeSet(0), [50, 30, 0], [1, 1, double.PositiveInfinity]),
            new Target(new AttributeSet(), [100], [2]),
        ]);

        var marginal = estimate.Marginal(new AttributeSet(0));

        AssertNear([50, 30, 20], marginal.Counts, 1e-5);
        AssertNear([1, 1, 6], marginal.Variances, 1e-5);
        Assert.Equal(4, estimate.TotalVariance, 1e-6);
    }

    [Fact]
    public void Without_measurements_nothing_is_known()
    {
        var marginal = new ResidualEstimate([2], []).Marginal(new AttributeSet(0));

        Assert.Equal([0, 0], marginal.Counts);
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity], marginal.Variances);
        Assert.Equal([new AttributeSet(0)], marginal.Uncovered);
    }

    [Fact]
    public void Pairs_need_the_same_noise_in_every_cell() => Assert.Throws<ArgumentException>(
        () => new ResidualEstimate([2, 2], [new Target(new AttributeSet(0, 1), [1, 2, 3, 4], [1, 1, 1, 2])]));

    [Fact]
    public void Five_hundred_columns_and_three_thousand_pairs_take_seconds_at_most()
    {
        var random = new SamplingRandom(9);
        int[] sizes = [.. Enumerable.Range(0, 500).Select(_ => 2 + RandomModel.Below(random, 30))];
        var pairs = Enumerable.Range(0, 3000).Select(_ => (A: RandomModel.Below(random, 500), B: RandomModel.Below(random, 500)))
            .Where(pair => pair.A != pair.B).Select(pair => Table(sizes, new AttributeSet(pair.A, pair.B), 5))
            .Concat(Enumerable.Range(0, 500).Select(a => Table(sizes, new AttributeSet(a), 3))).ToList();
        var watch = Stopwatch.StartNew();

        var estimate = new ResidualEstimate(sizes, pairs);
        var cells = pairs.Sum(pair => estimate.Marginal(pair.Set).Counts.Length);

        Assert.True(cells > 500_000);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
    }

    private static void Check(int seed)
    {
        var (sizes, measured) = Case(new SamplingRandom((ulong)seed), null);
        var estimate = new ResidualEstimate(sizes, measured);
        var brute = new LeastSquares(sizes, measured);
        foreach (var set in LeastSquares.Subsets([.. Enumerable.Range(0, sizes.Length)]).Select(set => new AttributeSet(set)))
        {
            var (counts, variances) = brute.Marginal(set);
            var marginal = estimate.Marginal(set);
            AssertNear(counts, marginal.Counts, 1e-9);
            AssertNear(variances, marginal.Variances, 1e-9);
        }

        Assert.Equal(brute.Marginal(new AttributeSet()).Variances[0], estimate.TotalVariance, 1e-9 * estimate.TotalVariance);
    }

    // Sets may overlap, repeat, be apart or empty; single attributes have noise of another size in every cell.
    private static (int[] Sizes, List<Target> Measured) Case(SamplingRandom random, int? attributes)
    {
        int[] sizes = [.. Enumerable.Range(0, attributes ?? (1 + RandomModel.Below(random, 4))).Select(_ => 1 + RandomModel.Below(random, 3))];
        var sets = RandomModel.RandomSets(random, sizes.Length, 1 + RandomModel.Below(random, 5)).ToList();
        sets.Add(sets[0]);
        if (RandomModel.Below(random, 3) == 0)
        {
            sets.Add(new AttributeSet());
        }

        return (sizes, [.. sets.Select(set =>
        {
            var cells = RandomModel.Cells([.. set.Select(a => sizes[a])]);
            var same = 0.5 + (3 * random.NextDouble());
            return new Target(
                set,
                [.. Enumerable.Range(0, cells).Select(_ => Math.Round(40 * random.NextDouble()) - 5)],
                [.. Enumerable.Range(0, cells).Select(_ => set.Count == 1 ? 0.5 + (3 * random.NextDouble()) : same)]);
        })]);
    }

    private static Target Table(int[] sizes, AttributeSet set, double deviation)
    {
        var cells = RandomModel.Cells([.. set.Select(a => sizes[a])]);
        return new Target(set, [.. Enumerable.Range(0, cells).Select(cell => (double)(cell % 7))], [.. Enumerable.Repeat(deviation, cells)]);
    }

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
