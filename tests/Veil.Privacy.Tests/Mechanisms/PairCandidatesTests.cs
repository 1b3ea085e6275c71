using System.Numerics;
using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>Errors of many pairs: exact, no more sensitive than what is charged, chosen and measured as proven.</summary>
public class PairCandidatesTests
{
    private static readonly (int, int)[] s_all = [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (2, 3), (4, 1), (5, 4)];

    // Of one cell, of a few, and of more than a byte holds.
    private static readonly Veil.Data.Domains.Attribute[] s_attributes =
    [
        Sample.Whole("a", 0, 2), Sample.Whole("b", 0, 4), Sample.Whole("c", 0, 1), Sample.Whole("d", 0, 3), Sample.Whole("e", 0, 300), Sample.Category("f"),
    ];

    public static TheoryData<Neighbours, int> Relations => new()
    {
        { Neighbours.AddRemove, 1 }, { Neighbours.AddRemove, 3 }, { Neighbours.ReplaceOne, 1 }, { Neighbours.ReplaceOne, 3 },
    };

    [Fact]
    public void Errors_are_those_of_counting_with_big_numbers()
    {
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            var rows = random.Next(2) == 0 ? random.Next(4) : random.Next(400);
            var believed = random.Next(3) switch { 0 => 0, 1 => 1e300, _ => 400 * random.NextDouble() };
            var candidates = new PairCandidates(s_attributes, Weights(random), believed, s_all);
            var columns = Columns(random, rows);

            var errors = Exact(candidates, columns, rows);

            for (var pair = 0; pair < s_all.Length; pair++)
                Assert.Equal(Slowly(candidates, columns, rows, pair), errors[pair]);
        }
    }

    [Fact]
    public void Errors_stay_exact_at_the_largest_numbers()
    {
        Attribute[] attributes = [Sample.Whole("a", 0, 1), Sample.Whole("b", 0, 60_000)];
        var candidates = new PairCandidates(attributes, [[1, 0], [.. Enumerable.Repeat(1e300, 60_001)]], 1e300, [(0, 1)]);
        var counts = new int[attributes[0].Size * attributes[1].Size];
        counts[^1] = int.MaxValue;

        // Every share is 1.09 units and rounds to one, so the belief sums to 60,001 / 65,536 of 2^29 rows.
        var rows = new BigInteger(1L << 29);
        Assert.Equal((long)(((new BigInteger(int.MaxValue) << 32) + (rows * 65_536 * 60_001)) >> 26), candidates.Error(counts, 0));
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public void Errors_of_neighbours_differ_by_what_is_charged_at_most_and_reach_it(Neighbours neighbours, int k)
    {
        var random = new Random(50 + k);
        var unit = k == 1 ? PrivacyUnit.Row : Sample.Person(k);
        double largest = 0, largestL1 = 0, largestL2 = 0;
        (int, int)[] pairs = [(0, 1), (0, 3), (1, 3)];
        Attribute[] attributes = s_attributes[..4];
        for (var trial = 0; trial < 3000; trial++)
        {
            int[][] rest = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Row(random))];
            int[][] left = [.. rest, .. Contribution(random, k)];
            int[][] right = neighbours == Neighbours.AddRemove ? rest : [.. rest, .. Contribution(random, k)];
            var candidates = new PairCandidates(attributes, Weights(random)[..4], 30 * random.NextDouble(), pairs);
            var change = Errors(left).Zip(Errors(right), (a, b) => Math.Abs((double)(a - b))).ToList();
            largest = Math.Max(largest, change.Max());
            largestL1 = Math.Max(largestL1, change.Sum());
            largestL2 = Math.Max(largestL2, Math.Sqrt(change.Sum(c => c * c)));

            long[] Errors(int[][] rows) => Exact(candidates, ToColumns(attributes, rows), rows.Length);
        }

        Assert.Equal(MarginalSelection.Sensitivity(Sensitivities.CountTableL1(unit, neighbours)), largest);
        foreach (var rule in Enum.GetValues<CompositionRule>())
        {
            var session = Open(rule, unit, neighbours);
            session.MeasureErrors(new PairCandidates(attributes, Weights(random)[..4], 2, pairs), 0.5);
            switch (Assert.Single(session.Accountant.Charges).Event)
            {
                case LaplaceEvent laplace:
                    Assert.Equal(laplace.L1Sensitivity, largestL1, 9);
                    break;
                case GaussianEvent gaussian:
                    Assert.True(largestL2 <= gaussian.L2Sensitivity);
                    Assert.Equal(gaussian.L2Sensitivity, largestL2, 6);
                    break;
                default:
                    Assert.Fail("an event of another kind");
                    break;
            }
        }

        static IEnumerable<int[]> Contribution(Random random, int k)
        {
            var row = Row(random);
            return Enumerable.Range(0, k).Select(_ => random.Next(3) == 0 ? Row(random) : row);
        }
    }

    [Theory]
    [InlineData(Neighbours.AddRemove, 1, CompositionRule.PureEpsilon)]
    [InlineData(Neighbours.ReplaceOne, 3, CompositionRule.GaussianDp)]
    public void Choices_are_exponential_mechanisms_one_after_the_other(Neighbours neighbours, int k, CompositionRule rule)
    {
        const int Draws = 12_000;
        (int, int)[] pairs = [(0, 1), (0, 3), (1, 3)];
        double[][] weights = [[1, 0, 0], [1, 1, 1, 1, 0], [1], [3, 0, 0, 1]];
        var candidates = new PairCandidates(s_attributes[..4], [weights[0], weights[1], [1, 0], weights[3]], 5, pairs) { BiasPerCell = 0.25 };
        var table = Rows();
        var columns = ToColumns(s_attributes[..4], table);
        var errors = Enumerable.Range(0, 3).Select(pair => (Slowly(candidates, columns, table.Length, pair) / 64.0) - (0.25 * Cells(pair))).ToList();
        var cost = rule == CompositionRule.PureEpsilon ? 2 : 0.5;
        var epsilon = rule == CompositionRule.PureEpsilon ? 1 : Math.Sqrt(16 / Math.PI * 0.25);
        var scale = 2.0 * k * (neighbours == Neighbours.AddRemove ? 1 : 2);
        double Weight(int pair) => Math.Exp(epsilon * errors[pair] / scale);
        (int First, int Second)[] orders = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
        var sum = Enumerable.Range(0, 3).Sum(Weight);
        double[] expected = [.. orders.Select(order => Weight(order.First) / sum * Weight(order.Second) / (sum - Weight(order.First)))];
        var session = Open(rule, k == 1 ? PrivacyUnit.Row : Sample.Person(k), neighbours);

        var draws = new long[Draws];
        for (var i = 0; i < Draws; i++)
        {
            var chosen = session.SelectPairs(candidates, 2, cost);
            draws[i] = Array.IndexOf(orders, (chosen[0], chosen[1]));
        }

        Statistic.AssertFits(draws, 0, expected);
        Assert.Equal(Draws, session.Accountant.Charges.Count);
        Assert.All(session.Accountant.Charges, charge =>
            Assert.Equal([epsilon, epsilon], Assert.IsType<ComposedEvent>(charge.Event).Events.Select(each => Math.Round(Assert.IsType<ExponentialEvent>(each).Epsilon, 9)).Select(e => Math.Abs(e - epsilon) < 1e-8 ? epsilon : e)));

        int Cells(int pair) => s_attributes[pairs[pair].Item1].Size * s_attributes[pairs[pair].Item2].Size;
    }

    [Fact]
    public void Noise_of_errors_has_the_deviation_that_is_told()
    {
        (int, int)[] pairs = [.. Enumerable.Repeat((0, 1), 4000)];
        var candidates = new PairCandidates(s_attributes[..4], [[1, 1, 1], [1, 1, 1, 1, 0], [1, 0], [1, 1, 1, 0]], 6, pairs);
        var truth = Slowly(candidates, ToColumns(s_attributes[..4], Rows()), Rows().Length, 0) / 64.0;

        var noisy = Open(CompositionRule.GaussianDp, PrivacyUnit.Row, Neighbours.AddRemove).MeasureErrors(candidates, 0.5);

        // Sensitivity sqrt(4000), mu^2/2 of 1/2: deviation sqrt(4000). Five standard errors of mean and deviation.
        Assert.Equal(Math.Sqrt(4000), noisy.StandardDeviation, 0.01);
        Assert.InRange(noisy.Values.Average(), truth - 5, truth + 5);
        Assert.InRange(Math.Sqrt(noisy.Values.Average(value => Math.Pow(value - truth, 2))), 0.94 * Math.Sqrt(4000), 1.06 * Math.Sqrt(4000));
    }

    [Fact]
    public void Pairs_that_make_no_sense_are_refused_before_the_charge()
    {
        var attributes = s_attributes[..2];
        double[][] good = [[1, 1, 1], [1, 1, 1, 1, 1]];
        Assert.Throws<ArgumentException>(() => new PairCandidates(attributes, [good[0]], 1, [(0, 1)]));
        Assert.Throws<ArgumentException>(() => new PairCandidates(attributes, [good[0], good[0]], 1, [(0, 1)]));
        Assert.Throws<ArgumentException>(() => new PairCandidates(attributes, [[1, -1, 1], good[1]], 1, [(0, 1)]));
        Assert.Throws<ArgumentException>(() => new PairCandidates(attributes, [[1, double.NaN, 1], good[1]], 1, [(0, 1)]));
        Assert.Throws<ArgumentException>(() => new PairCandidates([attributes[0], attributes[0]], [good[0], good[0]], 1, [(0, 1)]));
        Assert.Throws<ArgumentException>(() => new PairCandidates([Sample.Whole("x", 0, 60_000), Sample.Whole("y", 0, 60_000)], [[.. new double[60_001]], [.. new double[60_001]]], 1, [(0, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairCandidates(attributes, good, double.NaN, [(0, 1)]));
        foreach (var pair in new[] { (0, 0), (-1, 0), (0, 2) })
            Assert.Throws<ArgumentException>(() => new PairCandidates(attributes, good, 1, [pair]));

        var session = Open(CompositionRule.PureEpsilon, PrivacyUnit.Row, Neighbours.AddRemove);
        var none = new PairCandidates(attributes, good, 1, []);
        var fine = new PairCandidates(attributes, good, 1, [(0, 1)]);
        var absent = new PairCandidates([attributes[0], Sample.Whole("absent", 0, 4)], good, 1, [(0, 1)]);
        Assert.Throws<ArgumentException>(() => session.MeasureErrors(none, 1));
        Assert.Throws<ArgumentException>(() => session.MeasureErrors(absent, 1));
        Assert.Throws<ArgumentException>(() => session.SelectPairs(absent, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.SelectPairs(fine, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.SelectPairs(fine, 2, 1));
        Assert.Empty(session.Accountant.Charges);
        Assert.Equal([0], session.SelectPairs(fine, 1, 1));
    }

    private static int[][] Rows() => [[0, 1, 0, 2], [0, 1, 0, 2], [1, 3, 0, 0], [1, 2, 0, 0], [0, 0, 0, 1], [2, 4, 1, 3]];

    private static int[] Row(Random random) => [.. s_attributes[..4].Select(attribute => random.Next(attribute.Size))];

    private static PrivateTable Open(CompositionRule rule, PrivacyUnit unit, Neighbours neighbours)
    {
        var rows = Rows();
        Column[] columns =
        [
            Sample.Labels("person", [.. rows.Select((_, i) => $"p{i}")]),
            .. s_attributes[..4].Select((attribute, i) => Sample.Integers(
                attribute.Name, [.. rows.Select(row => row[i] == attribute.MissingCell ? IntegerColumn.Missing : row[i])])),
        ];
        return Sample.Open(new Table([.. columns]), rule, unit, neighbours, seed: 43);
    }

    private static double[][] Weights(Random random) =>
    [
        .. s_attributes.Select(attribute => random.Next(5) == 0
            ? new double[attribute.Size]
            : Enumerable.Range(0, attribute.Size).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble() * Math.Pow(10, random.Next(-3, 300))).ToArray()),
    ];

    private static CodeColumn[] Columns(Random random, int rows) =>
        ToColumns(s_attributes, [.. Enumerable.Range(0, rows).Select(_ => s_attributes.Select(attribute => random.Next(attribute.Size)).ToArray())]);

    private static CodeColumn[] ToColumns(Attribute[] attributes, int[][] rows) =>
    [
        .. attributes.Select((attribute, i) =>
        {
            var column = CodeColumn.Create(attribute.Size, rows.Length);
            for (var row = 0; row < rows.Length; row++)
                column.Set(row, rows[row][i]);
            return column;
        }),
    ];

    private static long Slowly(PairCandidates candidates, CodeColumn[] columns, int rows, int pair)
    {
        var (first, second) = candidates.Pairs[pair];
        BigInteger sum = 0;
        for (var a = 0; a < candidates.Attributes[first].Size; a++)
        {
            for (var b = 0; b < candidates.Attributes[second].Size; b++)
            {
                var count = Enumerable.Range(0, rows).Count(row => columns[first][row] == a && columns[second][row] == b);
                var belief = new BigInteger(candidates.Rows) * candidates.Shares[first][a] * candidates.Shares[second][b];
                sum += BigInteger.Abs((new BigInteger(count) << 32) - belief);
            }
        }

        return (long)(sum >> 26);
    }

    private static long[] Exact(PairCandidates candidates, CodeColumn[] columns, int rows) =>
        new PairCounting([.. candidates.Attributes.Select(attribute => attribute.Size)], columns, rows).Score(candidates.Pairs, candidates.Error);
}
