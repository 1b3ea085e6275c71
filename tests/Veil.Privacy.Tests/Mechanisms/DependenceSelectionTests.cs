using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>The choice of parents: scores are what they are called, move no further than is charged, and the choice is the exact softmax of them.</summary>
public class DependenceSelectionTests
{
    private const int Draws = 16_000;

    private static readonly NumericAttribute s_n = Sample.Whole("n", 0, 2);
    private static readonly CategoryAttribute s_c = Sample.Category("c", "a");
    private static readonly CategoryAttribute s_b = new("b", ColumnType.Boolean, ["yes", "no"], null, hasMissing: false);

    public static TheoryData<DependenceScore, int, int, int> Worlds => new()
    {
        { DependenceScore.MutualInformation, 2, 2, 9 },
        { DependenceScore.MutualInformation, 2, 3, 6 },
        { DependenceScore.MutualInformation, 3, 3, 5 },
        { DependenceScore.F, 2, 2, 9 },
        { DependenceScore.F, 3, 2, 6 },
        { DependenceScore.F, 4, 2, 5 },
        { DependenceScore.R, 2, 2, 9 },
        { DependenceScore.R, 2, 3, 6 },
        { DependenceScore.R, 3, 3, 5 },
    };

    // Every table of up to so many rows over the cells of parents and child, and every neighbour that has one row more or
    // another row.
    [Theory]
    [MemberData(nameof(Worlds))]
    public void Scores_of_all_neighbours_of_all_small_tables_differ_by_the_sensitivity_at_most(DependenceScore score, int parents, int child, int mostRows)
    {
        DependenceCandidate[] candidates = [Candidate(parents, child)];
        double furthest = 0;
        foreach (var counts in Tables(parents * child, mostRows))
        {
            var rows = counts.Sum();
            var own = DependenceSelection.Score(counts, child, score);
            for (var come = 0; come < counts.Length; come++)
            {
                counts[come]++;
                if (score != DependenceScore.MutualInformation)
                {
                    AssertWithin(Neighbours.AddRemove, rows, counts);
                }

                for (var go = 0; go < counts.Length; go++)
                {
                    if (go != come && counts[go] > 0)
                    {
                        counts[go]--;
                        AssertWithin(Neighbours.ReplaceOne, rows, counts);
                        counts[go]++;
                    }
                }

                counts[come]--;
            }

            void AssertWithin(Neighbours neighbours, int n, int[] neighbour)
            {
                var sensitivity = DependenceSelection.Sensitivity(candidates, score, PrivacyUnit.Row, neighbours, n);
                var moved = Math.Abs(DependenceSelection.Score(neighbour, child, score) - own);
                Assert.InRange(moved, 0, sensitivity);
                furthest = Math.Max(furthest, moved / (double)sensitivity);
            }
        }

        // The bounds are not idle.
        Assert.InRange(furthest, 0.7, 1);
    }

    [Fact]
    public void The_bound_of_mutual_information_holds_for_tables_made_to_reach_it()
    {
        // Two blocks of independent rows that share neither parents nor children, and a row that joins them.
        foreach (var n in new[] { 3, 11, 101, 10_001, 1_000_001 })
        {
            var half = (n - 1) / 2;
            DependenceCandidate[] general = [Candidate(3, 3)];
            var sensitivity = DependenceSelection.Sensitivity(general, DependenceScore.MutualInformation, PrivacyUnit.Row, Neighbours.ReplaceOne, n);
            int[] apart = [half, 0, 0, 0, half, 0, 0, 0, 1];
            int[] joined = [half, 1, 0, 0, half, 0, 0, 0, 0];

            var moved = DependenceSelection.Score(apart, 3, DependenceScore.MutualInformation) - DependenceSelection.Score(joined, 3, DependenceScore.MutualInformation);

            Assert.InRange(moved, 0.98 * (sensitivity - 13), sensitivity);
        }
    }

    [Theory]
    [InlineData(DependenceScore.R)]
    [InlineData(DependenceScore.F)]
    public void An_entity_of_many_rows_moves_a_score_by_as_many_times_the_row(DependenceScore score)
    {
        var random = new Random(5);
        foreach (var neighbours in Enum.GetValues<Neighbours>())
        {
            const int K = 3;
            DependenceCandidate[] candidates = [Candidate(3, 2)];
            var sensitivity = DependenceSelection.Sensitivity(candidates, score, Sample.Person(K), neighbours, 0);
            for (var pair = 0; pair < 5000; pair++)
            {
                var rest = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(6)).ToList();
                var left = Count([.. rest, .. Some()]);
                var right = Count(neighbours == Neighbours.AddRemove ? rest : [.. rest, .. Some()]);
                Assert.InRange(Math.Abs(DependenceSelection.Score(left, 2, score) - DependenceSelection.Score(right, 2, score)), 0, sensitivity);
            }

            IEnumerable<int> Some() => [.. Enumerable.Range(0, random.Next(1, K + 1)).Select(_ => random.Next(6))];
        }

        static int[] Count(IEnumerable<int> rows)
        {
            var counts = new int[6];
            foreach (var cell in rows)
                counts[cell]++;
            return counts;
        }
    }

    [Fact]
    public void Scores_are_what_they_are_called()
    {
        foreach (var counts in Tables(6, 6))
        {
            double n = counts.Sum();
            if (n == 0)
            {
                continue;
            }

            double information = 0, distance = 0;
            for (var parent = 0; parent < 3; parent++)
            {
                for (var child = 0; child < 2; child++)
                {
                    var joint = counts[(parent * 2) + child] / n;
                    var product = (counts[parent * 2] + counts[(parent * 2) + 1]) / n * ((counts[child] + counts[2 + child] + counts[4 + child]) / n);
                    information += joint > 0 ? joint * Math.Log(joint / product) : 0;
                    distance += Math.Abs(joint - product) / 2;
                }
            }

            // All ways to give each configuration of the parents one value of the child.
            var f = Enumerable.Range(0, 8).Max(values =>
            {
                var zeros = Enumerable.Range(0, 3).Where(parent => (values >> parent & 1) == 0).Sum(parent => counts[parent * 2]);
                var ones = Enumerable.Range(0, 3).Where(parent => (values >> parent & 1) == 1).Sum(parent => counts[(parent * 2) + 1]);
                return -Math.Max(0, 0.5 - (zeros / n)) - Math.Max(0, 0.5 - (ones / n));
            });

            Assert.Equal(n * information, DependenceSelection.Score(counts, 2, DependenceScore.MutualInformation) / 4096.0, 12.0 / 4096);
            Assert.InRange((n * distance * 64) - DependenceSelection.Score(counts, 2, DependenceScore.R), -1e-6, 1);
            Assert.Equal(n * f, DependenceSelection.Score(counts, 2, DependenceScore.F) / 2.0, 1e-9);
        }
    }

    [Theory]
    [InlineData(DependenceScore.R, Neighbours.AddRemove, 128)]
    [InlineData(DependenceScore.R, Neighbours.ReplaceOne, 192)]
    [InlineData(DependenceScore.F, Neighbours.AddRemove, 2)]
    [InlineData(DependenceScore.F, Neighbours.ReplaceOne, 2)]
    public void Choices_have_the_probabilities_of_the_exponential_mechanism(DependenceScore score, Neighbours neighbours, int sensitivity)
    {
        var table = new Table(
        [
            Sample.Integers("n", 0, 0, 0, 1, 1, 1, 1),
            Sample.Labels("c", ColumnType.Category, "a", null, "a", null, "a", null, "a"),
            Sample.Labels("b", ColumnType.Boolean, "yes", "yes", "yes", "no", "no", "no", "yes"),
        ]);
        DependenceCandidate[] candidates = [new(s_b, [s_n]), new(s_b, [s_c]), new(s_b, []), new(s_b, [s_n, s_c])];
        int[][] counts =
        [
            [3, 0, 1, 3, 0, 0],
            [3, 1, 0, 0, 1, 2],
            [4, 3],
            [2, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0],
        ];
        var weights = counts.Select(each => Math.Exp(3.0 * DependenceSelection.Score(each, 2, score) / (2 * sensitivity))).ToList();
        var session = Sample.Open(table, CompositionRule.PureEpsilon, neighbours: neighbours, seed: 17);

        var draws = new long[candidates.Length];
        for (var i = 0; i < Draws; i++)
            draws[session.SelectDependence(candidates, score, 3)]++;

        Assert.All(weights.Zip(draws), pair => Statistic.AssertRate(pair.Second, Draws, pair.First / weights.Sum()));
        Assert.All(session.Accountant.Charges, charge => Assert.Equal(3, Assert.IsType<ExponentialEvent>(charge.Event).Epsilon));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_before_the_charge()
    {
        var session = Open(Neighbours.AddRemove);
        var good = new DependenceCandidate(s_b, [s_n]);
        var wide = Enumerable.Range(0, 8).Select(i => (Attribute)Sample.Whole("w" + i, 0, 60_000)).ToList();
        DependenceCandidate[] senseless =
        [
            null!,
            new(null!, []),
            good with { Parents = default },
            good with { Parents = [null!] },
            good with { Parents = [s_b] },
            good with { Parents = [s_n, s_n] },
            good with { Parents = [.. wide] },
            good with { Parents = [Sample.Whole("absent", 0, 3)] },
            good with { Parents = [Sample.Category("n", "a")] },
        ];

        Assert.ThrowsAny<ArgumentException>(() => session.SelectDependence([], DependenceScore.R, 0.1));
        foreach (var candidate in senseless)
        {
            Assert.ThrowsAny<ArgumentException>(() => session.SelectDependence([candidate], DependenceScore.R, 0.1));
            Assert.ThrowsAny<ArgumentException>(() => session.SelectDependence([good, candidate], DependenceScore.R, 0.1));
        }

        Assert.ThrowsAny<ArgumentException>(() => session.SelectDependence([new(s_n, [s_b])], DependenceScore.F, 0.1));
        Assert.Empty(session.Accountant.Charges);
    }

    [Fact]
    public void Mutual_information_needs_a_public_number_of_rows()
    {
        DependenceCandidate[] candidates = [new(s_n, [s_b])];
        var added = Open(Neighbours.AddRemove);
        var replaced = Open(Neighbours.ReplaceOne);

        Assert.Equal("score-needs-public-rows", Assert.Throws<VeilException>(() => added.SelectDependence(candidates, DependenceScore.MutualInformation, 0.1)).Code);
        Assert.Empty(added.Accountant.Charges);
        Assert.Equal(0, replaced.SelectDependence(candidates, DependenceScore.MutualInformation, 0.1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Tables_with_hardly_a_row_are_no_trouble(int rows)
    {
        var table = new Table(
        [
            Sample.Integers("n", [.. Enumerable.Repeat(7L, rows)]),
            Sample.Labels("b", ColumnType.Boolean, [.. Enumerable.Repeat<string?>(null, rows)]),
        ]);
        foreach (var score in Enum.GetValues<DependenceScore>())
        {
            var session = Sample.Open(table, CompositionRule.PureEpsilon, neighbours: Neighbours.ReplaceOne);
            Assert.InRange(session.SelectDependence([new(s_b, [s_n]), new(s_b, [])], score, 1), 0, 1);
        }
    }

    private static PrivateTable Open(Neighbours neighbours) => Sample.Open(
        new Table([Sample.Integers("n", 0, 1, 1), Sample.Labels("b", ColumnType.Boolean, "yes", "no", "no")]),
        CompositionRule.PureEpsilon,
        neighbours: neighbours);

    private static DependenceCandidate Candidate(int parents, int child) =>
        new(Sample.Whole("child", 0, child - 1), [Sample.Whole("parents", 0, parents - 1)]);

    private static IEnumerable<int[]> Tables(int cells, int mostRows)
    {
        var counts = new int[cells];
        return Fill(0, mostRows);

        IEnumerable<int[]> Fill(int cell, int left)
        {
            if (cell == cells)
            {
                yield return counts;
                yield break;
            }

            for (counts[cell] = 0; counts[cell] <= left; counts[cell]++)
            {
                foreach (var table in Fill(cell + 1, left - counts[cell]))
                    yield return table;
            }

            counts[cell] = 0;
        }
    }
}
