using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>What comes out of each mechanism has the distribution that its event says, up to chance below 1e-7 a check.</summary>
public class DistributionTests
{
    private const int Draws = 16_000;

    [Theory]
    [InlineData(Neighbours.AddRemove, 1, 0.5, 2)]
    [InlineData(Neighbours.AddRemove, 3, 1, 3)]
    [InlineData(Neighbours.ReplaceOne, 3, 1, 2)]
    public void Number_of_rows_with_Laplace_noise(Neighbours neighbours, int k, double epsilon, double scale)
    {
        var table = new Table([Sample.Labels("person", "a", "b", "c", "d")]);
        var session = Sample.Open(table, CompositionRule.PureEpsilon, Sample.Person(k), neighbours);
        var draws = Draw(() => session.CountRows(epsilon).Value - 4);

        Statistic.AssertFits(draws, -400, Reference.Laplace(scale, 400));
        Assert.Equal(Math.Sqrt(Reference.Moment(Reference.Laplace(scale, 400), 2)), session.CountRows(epsilon).StandardDeviation, 9);
    }

    [Fact]
    public void Number_of_rows_before_delta_with_Laplace_noise()
    {
        var draws = new long[3000];
        for (var i = 0; i < draws.Length; i++)
        {
            var prelude = new BudgetPrelude(1, 1e-6);
            var paid = RowCounting.ChargeFirst(prelude, PrivacyUnit.Row, Neighbours.AddRemove, 0.5);
            var answers = NoiseSource.SeededForResearch((ulong)i).Open();
            draws[i] = RowCounting.MeasureFirst(new RowsInMemory(Sample.Repeat("a", 7)), answers, paid).Value - 7;
            Assert.Equal(0.5, prelude.FixDelta(1e-9).Prelude.Single().Cost);
        }

        Statistic.AssertFits(draws, -200, Reference.Laplace(2, 200));
    }

    [Theory]
    [InlineData(Neighbours.AddRemove)]
    [InlineData(Neighbours.ReplaceOne)]
    public void Marginals_with_Gaussian_noise_that_is_independent_between_cells(Neighbours neighbours)
    {
        var table = new Table([Sample.Labels("c", ColumnType.Category, "a", "b", "a", null)]);
        var session = Sample.Open(table, CompositionRule.GaussianDp, neighbours: neighbours);
        var attribute = Sample.Category("c", "a", "b");
        long[] exact = [2, 1, 0, 1];
        var noise = new List<long>();
        double products = 0;
        for (var i = 0; i < Draws / 4; i++)
        {
            var counts = session.Measure([attribute], 0.125).Counts;
            for (var cell = 0; cell < exact.Length; cell++)
                noise.Add(counts[cell] - exact[cell]);
            products += noise[^1] * noise[^2];
        }

        var variance = neighbours == Neighbours.AddRemove ? 4 : 8;
        Statistic.AssertFits(noise.ToArray(), -60, Reference.RoundedGaussian(Math.Sqrt(variance), 60));
        Assert.InRange(Math.Abs(products / (Draws / 4)), 0, Statistic.Deviations * variance / Math.Sqrt(Draws / 4));
    }

    [Fact]
    public void Kinds_with_noise_for_the_joint_vector()
    {
        var table = new Table([Sample.Labels("c", "1", "2", "2", "x", "", null)]);
        var session = Sample.Open(table, CompositionRule.PureEpsilon);
        var exact = KindCounts.Of((LabelColumn)table["c"]);
        Assert.Equal(4, exact[^1]);
        Assert.Equal(6, exact[..^1].Sum());
        var noise = new List<long>();
        for (var i = 0; i < 2000; i++)
        {
            var kinds = session.MeasureKinds("c", 1);
            noise.AddRange(kinds.Counts.Zip(exact, (noisy, count) => noisy - count));
            noise.Add(kinds.Distinct - exact[^1]);
        }

        // One row and one distinct value: L1 of two at epsilon one.
        Statistic.AssertFits(noise.ToArray(), -200, Reference.Laplace(2, 200));
    }

    [Fact]
    public void Forms_of_keys_with_noise_for_their_counts()
    {
        var table = new Table([Sample.Labels("c", "P-1", "P-2", "p-2", "P-10", "x", "", null)]);
        var session = Sample.Open(table, CompositionRule.PureEpsilon);
        var exact = KeyFormCounts.Of((LabelColumn)table["c"]);
        Assert.Equal(7, exact.Sum());
        Assert.Equal(3, exact[0]);
        Assert.Equal(2, exact[KeyForms.IndexOf("P-5"u8)]);
        var noise = new List<long>();
        for (var i = 0; i < 100; i++)
        {
            noise.AddRange(session.MeasureKeyForms("c", 1).Counts.Zip(exact, (noisy, count) => noisy - count));
        }

        Statistic.AssertFits(noise.ToArray(), -200, Reference.Laplace(1, 200));
    }

    [Fact]
    public void Categories_are_released_as_often_as_the_noise_passes_the_threshold()
    {
        var table = new Table([Sample.Labels("c", ColumnType.Category, "a", "a", "a", "a", "a", "a", "b", "b", "b", "b", null)]);
        var session = Sample.Open(table, CompositionRule.GaussianDp);
        int a = 0, b = 0;
        var missing = new List<long>();
        long threshold = 0;
        for (var i = 0; i < 8000; i++)
        {
            var found = session.DiscoverCategories("c", 0.125, 1e-7);
            threshold = found.Threshold;
            Assert.All(found.Counts, count => Assert.True(count >= threshold));
            a += found.Labels.Contains("a") ? 1 : 0;
            b += found.Labels.Contains("b") ? 1 : 0;
            missing.Add(found.MissingCount - 1);
        }

        Statistic.AssertRate(a, 8000, Tail(threshold - 6));
        Statistic.AssertRate(b, 8000, Tail(threshold - 4));
        Statistic.AssertFits(missing.ToArray(), -60, Reference.RoundedGaussian(2, 60));

        double Tail(long t) => Reference.RoundedGaussian(2, 60).Skip((int)(60 + t)).Sum();
    }

    [Fact]
    public void Values_are_counted_between_edges()
    {
        long[] ages = [17, 18, 18, 64, 65, 90, IntegerColumn.Missing];
        var table = new Table(
        [
            Sample.Integers("age", ages), Sample.Days("day", ages),
            Sample.Decimals("loss", -1.5, -1, -0.25, double.NaN, 0, 0.75, 1),
        ]);
        var session = Sample.Open(table, CompositionRule.GaussianDp);

        Assert.Equal([1L, 3, 2], session.MeasureIntervals("age", [18, 65], 1e5).Counts);
        Assert.Equal([1L, 3, 2], session.MeasureIntervals("day", [17.5, 64.5], 1e5).Counts);
        Assert.Equal([1L, 2, 2, 1], session.MeasureIntervals("loss", [-1, 0, 1], 1e5).Counts);
    }

    [Fact]
    public void Many_edges_count_as_a_search_of_each_value_does()
    {
        var random = new Random(1);
        double[] edges = [.. Enumerable.Range(0, 3000).Select(i => Math.ScaleB(random.NextDouble() - 0.5, i % 60)).Distinct().Order()];
        double[] values = [.. edges.Select((edge, i) => i % 2 == 0 ? edge : Math.BitDecrement(edge)), -1e300, 1e300, double.Epsilon];
        var expected = new long[edges.Length + 1];
        foreach (var value in values)
        {
            expected[edges.Count(edge => edge <= value)]++;
        }

        Assert.Equal(expected, IntervalCounts.Of(Sample.Decimals("d", values), edges));
    }

    private static long[] Draw(Func<long> once)
    {
        var draws = new long[Draws];
        for (var i = 0; i < draws.Length; i++)
            draws[i] = once();
        return draws;
    }
}
