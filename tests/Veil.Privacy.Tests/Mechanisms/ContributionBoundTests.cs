using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

public class ContributionBoundTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void No_entity_keeps_more_rows_than_its_limit_and_none_keeps_fewer_than_it_may(int k)
    {
        var random = new Random(4);
        var persons = Enumerable.Range(0, 500).Select(_ => random.Next(30) is var person and > 0 ? $"p{person}" : null).ToArray();
        var row = Enumerable.Range(0, 500).Select(i => (long)i).ToArray();
        var table = new Table([Sample.Labels("person", persons), Sample.Integers("row", row)]);

        var bounded = ContributionBound.Apply(table, Sample.Person(k), new AnswerGate(new SeededRandomSource(5)));

        var kept = ((IntegerColumn)bounded["row"]).Values.ToArray();
        Assert.Equal(kept.Order(), kept);
        Assert.Equal(kept.Distinct(), kept);
        var expected = persons.OfType<string>().CountBy(person => person).ToDictionary(pair => pair.Key, pair => Math.Min(k, pair.Value));
        Assert.Equivalent(expected, kept.CountBy(i => persons[i]!).ToDictionary());
    }

    [Fact]
    public void Every_choice_of_rows_is_equally_likely()
    {
        var table = new Table([Sample.Labels("person", "a", "a", "b", "a", "a", "a"), Sample.Integers("row", 0, 1, -1, 2, 3, 4)]);
        var random = new SeededRandomSource(6);
        var choices = new long[20_000];
        for (var i = 0; i < choices.Length; i++)
        {
            var kept = ((IntegerColumn)ContributionBound.Apply(table, Sample.Person(2), new AnswerGate(random))["row"]).Values.ToArray().Where(row => row >= 0).ToArray();
            Assert.Equal(2, kept.Length);

            // The pairs of 0..4 in order: 01 02 03 04 12 13 ...
            choices[i] = Enumerable.Range(0, 5).SelectMany(x => Enumerable.Range(x + 1, 4 - x).Select(y => (x, y))).ToList()
                .IndexOf(((int)kept[0], (int)kept[1]));
        }

        Statistic.AssertFits(choices, 0, [.. Enumerable.Repeat(0.1, 10)]);
    }

    [Fact]
    public void What_is_kept_of_one_entity_does_not_depend_on_the_rows_of_another()
    {
        const int Trials = 20_000;
        var alone = Rate(["a", "a", "a"]);
        var among = Rate(["b", "a", "b", "b", "a", "c", "a", "b"]);
        Statistic.AssertRate(alone, Trials, 1.0 / 3);
        Statistic.AssertRate(among, Trials, 1.0 / 3);

        static int Rate(string[] persons)
        {
            var table = new Table([Sample.Labels("person", persons), Sample.Integers("row", [.. persons.Index().Select(p => p.Item == "a" ? (long)p.Index : -1)])]);
            var first = Array.IndexOf(persons, "a");
            var random = new SeededRandomSource(7);
            var hits = 0;
            for (var i = 0; i < Trials; i++)
                hits += ((IntegerColumn)ContributionBound.Apply(table, Sample.Person(1), new AnswerGate(random))["row"]).Values.Contains(first) ? 1 : 0;
            return hits;
        }
    }

    [Fact]
    public void The_number_of_rows_is_public_only_when_every_unit_has_exactly_one()
    {
        var table = new Table([Sample.Labels("person", "a", "a", "b", null, "c", "c")]);

        var one = Sample.Open(table, CompositionRule.GaussianDp, Sample.Person(1), Neighbours.ReplaceOne);
        Assert.Equal(new NoisyCount(3, 0), one.CountRows(1));
        Assert.Empty(one.Accountant.Charges);

        var rows = Sample.Open(table, CompositionRule.GaussianDp, PrivacyUnit.Row, Neighbours.ReplaceOne);
        Assert.Equal(new NoisyCount(6, 0), rows.CountRows(1));

        foreach (var (k, neighbours) in new[] { (2, Neighbours.ReplaceOne), (1, Neighbours.AddRemove), (2, Neighbours.AddRemove) })
        {
            var session = Sample.Open(table, CompositionRule.GaussianDp, Sample.Person(k), neighbours);
            Assert.True(session.CountRows(1).StandardDeviation > 0);
            Assert.Single(session.Accountant.Charges);
        }
    }

    [Fact]
    public void An_entity_column_that_is_absent_is_refused() =>
        Assert.Equal(
            "entity-column-absent",
            Assert.Throws<VeilException>(() => Sample.Open(Sample.Repeat("a", 3), CompositionRule.PureEpsilon, Sample.Person(2))).Code);
}
