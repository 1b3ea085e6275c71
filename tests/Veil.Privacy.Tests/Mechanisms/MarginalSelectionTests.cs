using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>The choice of a marginal: its scores move no further than what is charged, and it is the exact softmax of them.</summary>
public class MarginalSelectionTests
{
    private const int Cells = 4;
    private const int Draws = 16_000;

    private static readonly NumericAttribute s_n = Sample.Whole("n", 0, Cells - 1);
    private static readonly CategoryAttribute s_c = Sample.Category("c", "a");

    public static TheoryData<Neighbours, int> Relations => new()
    {
        { Neighbours.AddRemove, 1 }, { Neighbours.AddRemove, 3 }, { Neighbours.ReplaceOne, 1 }, { Neighbours.ReplaceOne, 3 },
    };

    [Theory]
    [MemberData(nameof(Relations))]
    public void Scores_of_neighbours_differ_by_the_sensitivity_at_most_and_reach_it(Neighbours neighbours, int k)
    {
        var random = new Random(40 + k);
        var unit = k == 1 ? PrivacyUnit.Row : Sample.Person(k);
        var sensitivity = Sensitivities.CountTableL1(unit, neighbours) * MarginalSelection.UnitsPerRow;
        long largest = 0;
        for (var pair = 0; pair < 3000; pair++)
        {
            // Estimates on both sides of the counts, far beyond them, and between whole numbers.
            var rest = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(Cells)).ToList();
            int[] left = [.. rest, .. Rows(random, k)];
            int[] right = neighbours == Neighbours.AddRemove ? [.. rest] : [.. rest, .. Rows(random, k)];
            ImmutableArray<double> estimate = [.. Enumerable.Range(0, Cells).Select(_ => random.Next(4) switch
            {
                0 => 0,
                1 => -1e300,
                2 => 1e15 * random.NextDouble(),
                _ => 8 * random.NextDouble(),
            })];
            var bias = random.Next(3) switch { 0 => 0, 1 => 1e300, _ => random.NextDouble() };
            var units = MarginalSelection.InUnits(new MarginalCandidate([s_n], estimate, bias));

            largest = Math.Max(largest, Math.Abs(Score(left, units, bias) - Score(right, units, bias)));
        }

        Assert.Equal(sensitivity, largest);
    }

    [Fact]
    public void A_score_is_the_error_in_parts_of_a_row_less_the_bias()
    {
        var units = MarginalSelection.InUnits(new MarginalCandidate([s_n], [1.5, 0, -2, 7.25], 0.5));

        Assert.Equal([96L, 0, -128, 464], units);
        Assert.Equal((long)(64 * (0.5 + 3 + 2 + 6.25 - 0.5)), MarginalSelection.Score([2, 3, 0, 1], units, 0.5));
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(0.01)]
    [InlineData(1.7)]
    [InlineData(350)]
    [InlineData(1e9)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_expected_to_be_gained_moves_no_further_than_the_error(double noise)
    {
        long[] none = [0, 1L << 46];
        foreach (var start in (int[])[0, 1, 40, 5000, 123_456_789, 2_000_000_000])
        {
            foreach (var (weight, estimate) in (ReadOnlySpan<(double, long[])>)[(1, [0]), (0.3, [0]), (1, none)])
            {
                var before = Gain(start);
                for (var rows = start + 1; rows <= start + 2000; rows++)
                {
                    var gain = Gain(rows);
                    Assert.InRange(gain - before, -MarginalSelection.Sensitivity(1), MarginalSelection.Sensitivity(1));
                    before = gain;
                }

                long Gain(int rows) => MarginalSelection.Score(estimate.Length == 1 ? [rows] : [rows, 0], estimate, 0, weight, noise);
            }
        }
    }

    [Fact]
    public void What_is_expected_to_be_gained_is_the_error_less_that_of_both_estimates_combined()
    {
        var left = 1 / Math.Sqrt((1 / (30.0 * 30)) + (1 / (40.0 * 40)));

        Assert.Equal((long)Math.Floor(64 * (30 - left)), MarginalSelection.Score([20, 10], [0, 0], 0, noise: 40));
        Assert.Equal(0, MarginalSelection.Score([0, 0], [0, 0], 0, noise: 40));
    }

    [Fact]
    public void Scores_are_cut_where_they_would_overflow_and_no_difference_grows()
    {
        var estimate = new long[1 << 17];
        Array.Fill(estimate, 1L << 46);
        var counts = new int[estimate.Length];
        Assert.Equal(long.MaxValue / 4, MarginalSelection.Score(counts, estimate, 0));
        counts[7] = 1_000_000_000;
        Assert.Equal(long.MaxValue / 4, MarginalSelection.Score(counts, estimate, double.MaxValue));
    }

    [Theory]
    [InlineData(Neighbours.AddRemove, 1, CompositionRule.PureEpsilon)]
    [InlineData(Neighbours.AddRemove, 3, CompositionRule.GaussianDp)]
    [InlineData(Neighbours.ReplaceOne, 1, CompositionRule.GaussianDp)]
    [InlineData(Neighbours.ReplaceOne, 3, CompositionRule.PureEpsilon)]
    public void Choices_have_the_probabilities_of_the_exponential_mechanism(Neighbours neighbours, int k, CompositionRule rule)
    {
        var table = new Table(
        [
            Sample.Labels("person", [.. Enumerable.Range(0, 7).Select(row => $"p{row}")]),
            Sample.Integers("n", 0, 0, 1, 1, 2, 2, IntegerColumn.Missing),
            Sample.Labels("c", ColumnType.Category, "a", "a", "b", "b", "a", null, "a"),
        ]);
        var merged = new CompressedAttribute(s_n, [0, 0, 1, 1], [1, 1, 1, 1]);
        MarginalCandidate[] candidates =
        [
            new([s_n], [2, 2, 2, 1], 0),
            new([s_n], [0, 2.25, 2, 1], 0),
            new([s_c], [0, 4, 0], 1.5),
            new([s_c, s_n], [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0], 0),
            new([merged], [3, 4], -2),
            new([], [3], 0),
        ];
        double[] errors = [0, 2.25, 4 + 2 + 1 - 1.5, 3, 1 + 1 + 2, 4];
        var epsilon = rule == CompositionRule.PureEpsilon ? 2 : Math.Sqrt(16 / Math.PI * 0.5);
        var l1 = k * (neighbours == Neighbours.AddRemove ? 1 : 2);
        var weights = errors.Select(error => Math.Exp(epsilon * error / (2 * l1))).ToList();
        var session = Sample.Open(table, rule, Sample.Person(k), neighbours, seed: 41);

        var draws = new long[Draws];
        for (var i = 0; i < draws.Length; i++)
            draws[i] = session.Select(candidates, rule == CompositionRule.PureEpsilon ? 2 : 0.5);

        Statistic.AssertFits(draws, 0, [.. weights.Select(weight => weight / weights.Sum())]);
        Assert.Equal(Draws, session.Accountant.Charges.Count);
        Assert.All(session.Accountant.Charges, charge => Assert.Equal(epsilon, Assert.IsType<ExponentialEvent>(charge.Event).Epsilon, 1e-9));
    }

    [Fact]
    public void Candidates_that_make_no_sense_are_refused_before_the_charge()
    {
        var session = Open();
        var good = new MarginalCandidate([s_n], [0, 0, 0, 0], 0);
        var wide = Enumerable.Range(0, 8).Select(i => Sample.Whole("n" + i, 0, 60_000)).ToImmutableArray<Attribute>();
        MarginalCandidate[] senseless =
        [
            good with { Estimate = [] },
            good with { Estimate = [0, 0, 0] },
            good with { Estimate = [0, 0, 0, 0, 0] },
            good with { Estimate = [0, double.NaN, 0, 0] },
            good with { Estimate = [0, 0, double.PositiveInfinity, 0] },
            good with { Estimate = default },
            good with { Attributes = default },
            good with { Attributes = [null!] },
            good with { Attributes = wide },
            good with { Bias = double.NaN },
            good with { Bias = double.NegativeInfinity },
            new([s_n, s_n], [.. new double[Cells * Cells]], 0),
            new([s_n, new CompressedAttribute(s_n, [0, 0, 1, 1], [1, 1, 1, 1])], [.. new double[Cells * 2]], 0),
            new([Sample.Whole("absent", 0, 3)], [0, 0, 0, 0], 0),
            new([Sample.Category("n", "a")], [0, 0, 0], 0),
            new([new CompressedAttribute(Sample.Category("n", "a"), [0, 0, 0], [1, 1, 1])], [0], 0),
            null!,
        ];

        Assert.ThrowsAny<ArgumentException>(() => session.Select([], 0.1));
        foreach (var candidate in senseless)
        {
            Assert.ThrowsAny<ArgumentException>(() => session.Select([candidate], 0.1));
            Assert.ThrowsAny<ArgumentException>(() => session.Select([good, candidate], 0.1));
        }

        Assert.ThrowsAny<ArgumentException>(() => session.Select([good], double.NaN));
        Assert.Empty(session.Accountant.Charges);
    }

    [Fact]
    public void What_is_over_budget_is_refused_and_draws_nothing()
    {
        MarginalCandidate[] candidates = [new([s_n], [0, 0, 0, 0], 0), new([s_c], [0, 0, 0], 0), new([], [0], 0)];
        var (refused, untouched) = (Open(), Open());

        Assert.Equal("budget-exceeded", Assert.Throws<VeilException>(() => refused.Select(candidates, 1.5)).Code);

        Assert.Empty(refused.Accountant.Charges);
        for (var i = 0; i < 50; i++)
            Assert.Equal(untouched.Select(candidates, 0.01), refused.Select(candidates, 0.01));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Tables_without_rows_or_with_one_answer(int rows)
    {
        foreach (var rule in new[] { CompositionRule.PureEpsilon, CompositionRule.GaussianDp })
        {
            foreach (var neighbours in Enum.GetValues<Neighbours>())
            {
                foreach (var value in new[] { long.MaxValue, long.MinValue + 1, IntegerColumn.Missing })
                {
                    var table = new Table(
                    [
                        Sample.Integers("n", [.. Enumerable.Repeat(value, rows)]),
                        Sample.Labels("c", ColumnType.Category, [.. Enumerable.Repeat<string?>(null, rows)]),
                        Sample.Labels("person", [.. Enumerable.Repeat("p", rows)]),
                    ]);
                    var session = Sample.Open(table, rule, Sample.Person(3), neighbours);
                    MarginalCandidate[] candidates =
                    [
                        new([s_n], [0, 0, 0, 0], 0),
                        new([s_n, s_c], [.. Enumerable.Repeat(-double.MaxValue, Cells * 3)], double.MaxValue),
                        new([new CompressedAttribute(s_n, [1, 0, 1, 0], [0, 0, 0, 0])], [double.Epsilon, 1e300], -double.MaxValue),
                        new([], [0], 0),
                    ];
                    Assert.InRange(session.Select(candidates, 0.1), 0, candidates.Length - 1);
                    Assert.Equal(0, session.Select(candidates[..1], 0.1));

                    // With a cost that leaves no chance, the worst belief is chosen.
                    Assert.Equal(1, session.Select([candidates[0], new([s_n], [1e6, 0, 0, 0], 0), candidates[3]], 100));
                }
            }
        }
    }

    private static PrivateTable Open() => Sample.Open(
        new Table([Sample.Integers("n", 0, 1, 2), Sample.Labels("c", ColumnType.Category, "a", "b", null)]),
        CompositionRule.PureEpsilon,
        seed: 42,
        epsilon: 1);

    // Half of the contributions put all rows into one cell: that is where the extremes are.
    private static IEnumerable<int> Rows(Random random, int k)
    {
        var same = random.Next(2) == 0;
        var cell = random.Next(Cells);
        return [.. Enumerable.Range(0, random.Next(2) == 0 ? k : random.Next(1, k + 1)).Select(_ => same ? cell : random.Next(Cells))];
    }

    private static long Score(int[] rows, long[] estimate, double bias)
    {
        var counts = new int[Cells];
        foreach (var cell in rows)
            counts[cell]++;
        return MarginalSelection.Score(counts, estimate, bias);
    }
}
