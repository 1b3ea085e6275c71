using System.Collections.Immutable;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>Sums of products of scores: what they are, how far one unit moves them, and what is refused.</summary>
public class ScoreProductsTests
{
    private static readonly ImmutableArray<int> s_left = [3, -4, 0, 10, 1];
    private static readonly ImmutableArray<int> s_right = [5, 6, -7, 0, 2];

    [Fact]
    public void Products_are_those_of_the_rows_scaled_to_the_bound()
    {
        // With this budget the noise rounds to nothing. The second row's scores, 10, -7 and 10, are longer than 12 and shorter than 16.
        var session = Session([0, 3, 2, IntegerColumn.Missing], [1, 2, 0, 1], epsilon: 1e6);
        var products = session.MeasureProducts([Left(), Right(), Left()], 12, session.Accountant.Remaining);
        (long, long)[] rows = [(3, 6), (10 * 12 / 16, -7 * 12 / 16), (0, 5), (1, 6)];
        Assert.Equal(3, products.Count);
        Assert.Equal(6, products.Products.Length);
        Assert.Equal(rows.Sum(row => row.Item1 * row.Item1), products[0, 0]);
        Assert.Equal(rows.Sum(row => row.Item1 * row.Item2), products[0, 1]);
        Assert.Equal(products[0, 1], products[1, 0]);
        Assert.Equal(products[0, 0], products[2, 0]);
        Assert.Equal(products[0, 0], products[2, 2]);
        Assert.Equal(rows.Sum(row => row.Item2 * row.Item2), products[1, 1]);
    }

    [Fact]
    public void Many_rows_are_counted_by_all_processors_as_by_one()
    {
        var random = new Random(2);
        var columns = Enumerable.Range(0, 9).Select(_ => Enumerable.Range(0, 5000).Select(_ => random.Next(5)).ToArray()).ToArray();
        var scores = columns.Select((_, i) => new CellScores(Sample.Whole($"c{i}", 0, 4), [.. Enumerable.Range(0, 5).Select(_ => random.Next(-9, 10))])).ToArray();
        var sums = ProductSums.Of(Array.ConvertAll(scores, one => one.Scores), Array.ConvertAll(columns, Codes), 5000, 100);
        for (var i = 0; i < 9; i++)
        {
            for (var j = i; j < 9; j++)
            {
                var expected = Enumerable.Range(0, 5000).Sum(row => (long)scores[i].Scores[columns[i][row]] * scores[j].Scores[columns[j][row]]);
                Assert.Equal(expected, sums[ProductSums.Index(i, j, 9)]);
            }
        }
    }

    [Fact]
    public void A_clipped_row_is_within_the_bound_and_a_short_one_is_as_it_was()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var row = Enumerable.Range(0, random.Next(1, 20)).Select(_ => (long)random.Next(-32768, 32769) >> random.Next(15)).ToArray();
            var bound = random.Next(1, 32769) >> random.Next(15) | 1;
            var clipped = (long[])row.Clone();
            ProductSums.Clip(clipped, bound);
            Assert.True(clipped.Sum(x => x * x) <= (long)bound * bound);
            if (row.Sum(x => x * x) <= (long)bound * bound)
                Assert.Equal(row, clipped);
            else
                Assert.True(Math.Sqrt(clipped.Sum(x => x * x)) > bound - 1 - Math.Sqrt(row.Length) - (bound / 1000.0 * 2));
        }
    }

    [Theory]
    [InlineData(Neighbours.AddRemove, 1, 1)]
    [InlineData(Neighbours.AddRemove, 3, 2)]
    [InlineData(Neighbours.ReplaceOne, 1, 3)]
    [InlineData(Neighbours.ReplaceOne, 3, 5)]
    public void No_unit_moves_the_products_by_more_than_is_charged(Neighbours neighbours, int k, int attributes)
    {
        var random = new Random(k);
        var tightest = 0.0;
        for (var i = 0; i < 3000; i++)
        {
            var largest = random.Next(1, 30);
            var scores = Enumerable.Range(0, attributes).Select(j => new CellScores(
                Sample.Whole($"c{j}", 0, 4), [.. Enumerable.Range(0, 5).Select(_ => random.Next(-largest, largest + 1))])).ToArray();
            var bound = random.Next(1, 60);
            var one = Sums(k);
            var other = Sums(neighbours == Neighbours.AddRemove ? 0 : k);
            var differences = one.Zip(other, (a, b) => (double)(a - b)).ToArray();
            var (l1, l2) = ScoreProducts.Sensitivity(scores, bound, k == 1 ? PrivacyUnit.Row : Sample.Person(k), neighbours);
            Assert.True(differences.Sum(Math.Abs) <= l1);
            Assert.True(differences.Sum(d => d * d) <= l2 * l2);
            tightest = Math.Max(tightest, Math.Sqrt(differences.Sum(d => d * d)) / l2);

            long[] Sums(int rows)
            {
                // Half of the units have the same row several times, which is the worst.
                var same = random.Next(2) == 0;
                var row = scores.Select(_ => random.Next(5)).ToArray();
                var columns = scores.Select((_, j) => Codes([.. Enumerable.Range(0, rows).Select(_ => same ? row[j] : random.Next(5))])).ToArray();
                return ProductSums.Of(Array.ConvertAll(scores, one => one.Scores), columns, rows, bound);
            }
        }

        Assert.InRange(tightest, .8, 1);
    }

    [Theory]
    [InlineData(CompositionRule.PureEpsilon, Neighbours.AddRemove)]
    [InlineData(CompositionRule.GaussianDp, Neighbours.ReplaceOne)]
    [InlineData(CompositionRule.GaussianDp, Neighbours.AddRemove)]
    public void The_charge_is_for_the_whole_triangle(CompositionRule rule, Neighbours neighbours)
    {
        var session = Sample.Open(Rows([0, 1], [0, 1]), rule, Sample.Person(2), neighbours);
        session.MeasureProducts([Left(), Right()], 9, 2);
        var charge = Assert.Single(session.Accountant.Charges);
        var (l1, l2) = ScoreProducts.Sensitivity([Left(), Right()], 9, Sample.Person(2), neighbours);

        // Squared norms are at most 81, entries at most 9: (9^4 + 9^4) / 2.
        Assert.Equal(2 * 81 * 1.5 * (neighbours == Neighbours.ReplaceOne ? 2 : 1), l1, 9);
        Assert.Equal(2 * 81 * (neighbours == Neighbours.ReplaceOne ? Math.Sqrt(2) : 1), l2, 9);
        Assert.Equal((l1, l2), charge.Event switch
        {
            LaplaceEvent laplace => (laplace.L1Sensitivity, l2),
            GaussianEvent gaussian => (l1, gaussian.L2Sensitivity),
            _ => default,
        });
        Assert.InRange(charge.Cost, 1.999, 2);
    }

    [Fact]
    public void Bounded_entries_cost_less_than_a_bounded_norm_alone()
    {
        CellScores[] scores = [.. Enumerable.Range(0, 16).Select(i => new CellScores(Sample.Whole($"c{i}", 0, 1), [-10, 10]))];
        Assert.Equal(Math.Sqrt(((1600.0 * 1600) + (100 * 1600)) / 2), ScoreProducts.Sensitivity(scores, 1000, PrivacyUnit.Row, Neighbours.AddRemove).L2, 9);
    }

    [Fact]
    public void Scores_that_could_overflow_or_do_not_fit_are_refused_and_charge_nothing()
    {
        var session = Session([0], [0], epsilon: 1);
        Action[] wrong =
        [
            () => session.MeasureProducts([], 5, .1),
            () => session.MeasureProducts([Left()], 0, .1),
            () => session.MeasureProducts([Left()], 32769, .1),
            () => session.MeasureProducts([Left() with { Scores = [1, 2] }], 5, .1),
            () => session.MeasureProducts([Left() with { Scores = [0, 0, 0, 0, int.MinValue] }], 5, .1),
            () => session.MeasureProducts([new CellScores(Sample.Whole("absent", 0, 4), s_left)], 5, .1),
            () => session.MeasureProducts([Left()], 5, double.NaN),
        ];
        Assert.All(wrong, action => Assert.ThrowsAny<ArgumentException>(action));
        Assert.Empty(session.Accountant.Charges);
    }

    private static CellScores Left() => new(Sample.Whole("left", 0, 4), s_left);

    private static CellScores Right() => new(Sample.Whole("right", 0, 4), s_right);

    private static PrivateTable Session(long[] left, long[] right, double epsilon) =>
        new(new RowsInMemory(Rows(left, right)), new PrivacyAccountant(epsilon, 1e-3), PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(1));

    private static Table Rows(long[] left, long[] right) => new(
    [
        Sample.Labels("person", [.. left.Select((_, i) => $"p{i}")]), Sample.Integers("left", left), Sample.Integers("right", right),
    ]);

    private static Data.Domains.CodeColumn Codes(int[] cells)
    {
        var column = Data.Domains.CodeColumn.Create(5, cells.Length);
        for (var row = 0; row < cells.Length; row++)
            column.Set(row, cells[row]);
        return column;
    }
}
