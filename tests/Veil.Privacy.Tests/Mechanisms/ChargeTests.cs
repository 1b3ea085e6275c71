using System.Collections;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>A mechanism charges first: what is refused leaves no trace, and what is done costs what was asked.</summary>
public class ChargeTests
{
    private static readonly Table s_table = new(
    [
        Sample.Labels("raw", "1", "2", "x"), Sample.Labels("c", ColumnType.Category, "a", "b", "a"), Sample.Integers("n", 1, 2, 3),
    ]);

    public static TheoryData<string> Mechanisms => ["rows", "kinds", "forms", "intervals", "categories", "counts", "choice", "parents"];

    public static TheoryData<string, CompositionRule> Uses
    {
        get
        {
            var data = new TheoryData<string, CompositionRule>();
            foreach (var mechanism in Mechanisms)
            {
                if (mechanism.Data != "categories")
                    data.Add(mechanism.Data, CompositionRule.PureEpsilon);
                data.Add(mechanism.Data, CompositionRule.GaussianDp);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void A_cost_that_is_no_cost_is_refused_and_leaves_no_trace(string mechanism, CompositionRule rule)
    {
        var session = Open(rule);
        foreach (var cost in new[] { double.NaN, 0, -0.0, -1, double.Epsilon, 1e-310, double.PositiveInfinity, double.NegativeInfinity, 1e13, double.MaxValue })
            Assert.ThrowsAny<Exception>(() => Use(session, mechanism, cost));

        Assert.Empty(session.Accountant.Charges);
        Assert.Equal(0, session.Accountant.Spent);
        Assert.Equal(Use(Open(rule), mechanism, 0.01), Use(session, mechanism, 0.01));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void What_does_not_fit_is_refused_and_draws_nothing(string mechanism, CompositionRule rule)
    {
        var session = Open(rule);
        var remaining = session.Accountant.Remaining;

        Assert.Equal("budget-exceeded", Assert.Throws<VeilException>(() => Use(session, mechanism, remaining * 1.01)).Code);

        Assert.Empty(session.Accountant.Charges);
        Assert.Equal(remaining, session.Accountant.Remaining);
        Assert.Equal(Use(Open(rule), mechanism, remaining), Use(session, mechanism, remaining));
        Assert.ThrowsAny<Exception>(() => Use(session, mechanism, Math.Max(session.Accountant.Remaining, 1e-6)));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void What_is_spent_is_the_cost_asked_for_and_the_events_say_so(string mechanism, CompositionRule rule)
    {
        var session = Open(rule);

        Use(session, mechanism, 0.01);

        var charge = session.Accountant.Charges.Single();
        Assert.Equal(session.Accountant.Spent, charge.Cost);
        Assert.Equal(charge.Cost, charge.Event.Cost(rule));
        Assert.InRange(charge.Cost, 0.01 * (1 - 1e-12), 0.01);
        Assert.True(session.Accountant.Achieved(session.Unit, session.Neighbours).Epsilon <= session.Accountant.Epsilon);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void A_column_of_another_kind_is_refused_before_the_charge_whatever_it_holds(string mechanism)
    {
        foreach (var session in new[]
        {
            Sample.Open(new Table([]), CompositionRule.GaussianDp),
            Sample.Open(new Table([Sample.Integers("raw"), Sample.Decimals("c"), Sample.Labels("n")]), CompositionRule.GaussianDp),
            Sample.Open(new Table([Sample.Integers("raw", 1), Sample.Decimals("c", 1), Sample.Labels("n", "a")]), CompositionRule.GaussianDp),
            Sample.Open(
                new Table([Sample.Integers("raw", IntegerColumn.Missing), Sample.Decimals("c", double.NaN), Sample.Labels("n", [null])]),
                CompositionRule.GaussianDp),
        })
        {
            if (mechanism == "rows")
                continue;
            Assert.ThrowsAny<ArgumentException>(() => Use(session, mechanism, 0.1));
            Assert.Empty(session.Accountant.Charges);
        }
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_refused_before_the_charge()
    {
        var session = Open(CompositionRule.GaussianDp);
        var n = Sample.Whole("n", 0, 5);
        var wide = Enumerable.Range(0, 4).Select(i => Sample.Whole("n" + i, 0, 60_000)).ToArray();
        Assert.ThrowsAny<ArgumentException>(() => session.Measure([n, n], 0.01));
        Assert.ThrowsAny<ArgumentException>(() => session.Measure(wide, 0.01));
        foreach (var edges in new double[][] { [], [double.NaN], [1, 1], [2, 1], [0, double.NaN, 1], [0, double.PositiveInfinity] })
            Assert.ThrowsAny<ArgumentException>(() => session.MeasureIntervals("n", edges, 0.01));

        Assert.Empty(session.Accountant.Charges);
    }

    [Fact]
    public void A_list_that_answers_differently_the_second_time_buys_nothing_for_free()
    {
        var session = Open(CompositionRule.PureEpsilon);
        var counted = session.Measure(new Growing<Attribute>(Sample.Whole("n", 0, 5)), 0.1);
        Assert.Equal(6, counted.Counts.Length);
    }

    [Fact]
    public void Several_choices_are_all_paid_for_or_none_is_made()
    {
        var session = Open(CompositionRule.PureEpsilon);
        var pairs = new PairCandidates(
            [Sample.Whole("n", 0, 5), Sample.Category("c", "a"), Sample.Category("raw", "1")],
            [[1, 1, 1, 1, 1, 1], [1, 1, 1], [1, 1, 1]],
            3,
            [(0, 1), (0, 2), (1, 2)]);
        var remaining = session.Accountant.Remaining;

        Assert.Throws<VeilException>(() => session.SelectPairs(pairs, 3, remaining * 1.001));
        Assert.Equal(remaining, session.Accountant.Remaining);

        session.SelectPairs(pairs, 3, remaining);
        Assert.Equal(3, ((ComposedEvent)session.Accountant.Charges.Single().Event).Events.Count);
    }

    [Fact]
    public void The_number_of_rows_survives_losing_all_columns()
    {
        var session = Sample.Open(s_table, CompositionRule.PureEpsilon, neighbours: Neighbours.ReplaceOne);
        session.ApplyTypes(new Data.Schemas.Schema());
        Assert.Equal(3, session.CountRows(1).Value);
        Assert.Equal(3, Math.Round((double)session.Measure([], 1e5).Counts.Single()));
    }

    [Fact]
    public void Threads_never_share_noise()
    {
        const int Measurements = 1000;
        var session = Sample.Open(s_table, CompositionRule.PureEpsilon);
        var draws = new long[Measurements];
        Parallel.For(0, Measurements, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => draws[i] = session.CountRows(1e-11).Value);

        // The scale is 2^36, so two equal draws among 1,000 have a chance of about 1e-5, and the seed is fixed.
        Assert.Equal(Measurements, draws.Distinct().Count());
        Assert.Equal(Measurements, session.Accountant.Charges.Count);
    }

    private static PrivateTable Open(CompositionRule rule) => Sample.Open(s_table, rule, seed: 8, epsilon: 1);

    private static object Use(PrivateTable table, string mechanism, double cost) => mechanism switch
    {
        "rows" => table.CountRows(cost).Value,
        "kinds" => table.MeasureKinds("raw", cost).Counts.ToArray(),
        "forms" => table.MeasureKeyForms("raw", cost).Counts.ToArray(),
        "intervals" => table.MeasureIntervals("n", [0, 1], cost).Counts.ToArray(),
        "categories" => table.DiscoverCategories("c", cost, 1e-6).MissingCount,
        "counts" => table.Measure([Sample.Whole("n", 0, 5), Sample.Category("c", "a")], cost).Counts.ToArray(),
        "choice" => table.Select([new([Sample.Whole("n", 0, 5)], [0, 1, 1, 1, 0, 0], 0), new([Sample.Category("c", "a")], [0, 0, 0], 0)], cost),
        _ => table.SelectDependence([new(Sample.Whole("n", 0, 5), [Sample.Category("c", "a")]), new(Sample.Whole("n", 0, 5), [])], DependenceScore.R, cost),
    };

    /// <summary>Has one item when it is first looked at and one more each time after.</summary>
    private sealed class Growing<T>(T item) : IReadOnlyList<T>
    {
        private int _count;

        public int Count => ++_count;

        public T this[int index] => item;

        public IEnumerator<T> GetEnumerator() => Enumerable.Repeat(item, ++_count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
