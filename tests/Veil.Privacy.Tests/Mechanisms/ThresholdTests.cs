using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>A label that one unit alone holds appears with a chance of at most the delta that was charged.</summary>
public class ThresholdTests
{
    [Theory]
    [InlineData(Neighbours.AddRemove, 1, 0.5, 1e-3)]
    [InlineData(Neighbours.AddRemove, 1, 0.01, 1e-9)]
    [InlineData(Neighbours.AddRemove, 3, 0.5, 1e-6)]
    [InlineData(Neighbours.ReplaceOne, 1, 2, 1e-3)]
    [InlineData(Neighbours.ReplaceOne, 3, 0.1, 1e-6)]
    [InlineData(Neighbours.ReplaceOne, 10, 100, 1e-12)]
    [InlineData(Neighbours.AddRemove, 3, 0.001, 1e-6)]
    [InlineData(Neighbours.ReplaceOne, 10, 0.01, 1e-9)]
    public void Chance_of_any_label_of_one_unit_is_within_delta_however_it_spreads_its_rows(
        Neighbours neighbours, int k, double cost, double delta)
    {
        var unit = Sample.Person(k);
        var l2 = Sensitivities.CountTableL2(unit, neighbours);
        var noise = CountNoise.For(CompositionRule.GaussianDp, cost, 1, l2);
        var threshold = PartitionSelection.Threshold(noise, delta, k);

        // Exact tails of the exact distribution: 40 deviations hold all of it that a double can see.
        var reach = (int)(40 * noise.StandardDeviation) + (int)threshold + 10;
        var exact = Reference.RoundedGaussian(Assert.IsType<GaussianEvent>(noise.Event).Sigma, reach);
        foreach (var labels in Partitions(k, k))
        {
            var chance = 1.0;
            foreach (var rows in labels)
                chance *= 1 - Tail(threshold - rows);
            Assert.True(1 - chance <= delta * (1 + 1e-9) || labels.Sum(rows => Tail(threshold - rows)) <= delta);
        }

        // No larger than it must be: one less and all rows in different labels of k rows would pass too often.
        Assert.True(k * Tail(threshold - 1 - k) > delta * 0.9);

        double Tail(long t)
        {
            double sum = 0;
            for (var x = exact.Length - 1; x >= reach + t; x--)
                sum += exact[x];
            return sum;
        }
    }

    [Fact]
    public void A_label_of_one_row_appears_as_rarely_as_was_charged()
    {
        // Delta of 1 in 20 so that it shows; the expected rate is the exact tail, which is below it.
        const int Runs = 8000;
        var terms = new BudgetTerms(1e6, 0.999) { ThresholdDelta = 0.99 };
        var accountant = new PrivacyAccountant(terms);
        var appeared = 0;
        for (var i = 0; i < Runs; i++)
        {
            if (i % 15 == 0)
            {
                accountant = new PrivacyAccountant(terms);
            }

            var session = new PrivateTable(
                new RowsInMemory(Sample.Repeat("only", 1)), accountant, PrivacyUnit.Row, Neighbours.AddRemove, Privacy.Noise.NoiseSource.SeededForResearch((ulong)i));
            appeared += session.DiscoverCategories("c", 0.125, 0.05).Labels.Length;
        }

        Assert.InRange(appeared, 1, (Runs * 0.05) + (Statistic.Deviations * Math.Sqrt(Runs * 0.05)));
    }

    [Fact]
    public void Categories_need_a_delta()
    {
        var pure = Sample.Open(Sample.Repeat("a", 100), CompositionRule.PureEpsilon);
        Assert.Equal("event-not-allowed", Assert.Throws<Data.Errors.VeilException>(() => pure.DiscoverCategories("c", 1, 1e-6)).Code);

        var session = Sample.Open(Sample.Repeat("a", 100), CompositionRule.GaussianDp);
        foreach (var delta in new[] { double.NaN, 0, -1, 1, double.PositiveInfinity, double.Epsilon, 1e-300 })
            Assert.ThrowsAny<ArgumentException>(() => session.DiscoverCategories("c", 1, delta));
        Assert.Equal("budget-exceeded", Assert.Throws<Data.Errors.VeilException>(() => session.DiscoverCategories("c", 1, 1e-2)).Code);
        Assert.Empty(session.Accountant.Charges);
        session.DiscoverCategories("c", 1, 1e-6);
        Assert.Equal(1e-6, session.Accountant.Charges.Single().Event.Delta);
    }

    [Fact]
    public void Which_labels_are_released_at_the_limit_does_not_depend_on_the_order_of_rows()
    {
        // With practically no noise 10,001 labels tie; the last in ordinal order is the one left out.
        var labels = Enumerable.Range(0, 10_001).Select(i => $"{i:00000}").ToArray();
        foreach (var order in new[] { labels, [.. labels.Reverse()] })
        {
            var column = new LabelColumn(
                "c",
                [.. Enumerable.Range(0, 10_001).SelectMany(code => Enumerable.Repeat(code, 20))],
                LabelPool.Of(order),
                ColumnType.Category);
            var session = Sample.Open(new Table([column]), CompositionRule.GaussianDp);

            var found = session.DiscoverCategories("c", 1e5, 1e-6);

            Assert.All(found.Counts, count => Assert.Equal(20, count));
            Assert.Equal(labels[..10_000], found.Labels);
        }
    }

    private static IEnumerable<int[]> Partitions(int left, int largest)
    {
        if (left == 0)
            yield return [];
        for (var part = Math.Min(left, largest); part > 0; part--)
        {
            foreach (var rest in Partitions(left - part, part))
                yield return [part, .. rest];
        }
    }
}
