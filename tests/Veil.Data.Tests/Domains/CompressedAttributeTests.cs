using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Some cells become one, and come back in proportion to what is known of them.</summary>
public sealed class CompressedAttributeTests
{
    private static readonly CategoryAttribute s_fine = new("x", ColumnType.Category, ["a", "b", "c", "d"], "other", hasMissing: true);

    [Fact]
    public void Rows_and_tables_are_merged_alike()
    {
        var merged = Merge([0, 1, 0, 2, 2, 1], [1, 1, 1, 1, 1, 1]);
        var column = Known.Labels(ColumnType.Category, "a", "b", "c", "d", "zzz", null);

        Assert.Equal([0, 1, 0, 2, 2, 1], Known.Encode(merged, column));
        Assert.Equal([1 + 4, 2 + 32, 8 + 16], merged.Merge([1, 2, 4, 8, 16, 32]));
        Assert.Equal((3, 3, -1, -1), (merged.Size, merged.ValueCells, merged.OtherCell, merged.MissingCell));
        Assert.Equal([2, 2, 2], Enumerable.Range(0, 3).Select(merged.Parts));
    }

    [Fact]
    public void What_is_decoded_lies_in_the_same_merged_cell() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var labels = Enumerable.Range(0, random.Next(1, 600)).Select(i => $"l{i}").ToArray();
            var fine = AttributeFactory.Create(Known.Category(nullable: null, labels));
            var size = random.Next(1, fine.Size + 1);
            int[] cells = [.. Enumerable.Range(0, size), .. Enumerable.Range(size, fine.Size - size).Select(_ => random.Next(size))];
            random.Shuffle(cells);
            var merged = new CompressedAttribute(fine, [.. cells], [.. cells.Select(_ => Math.Max(0, random.NextDouble() - 0.5))]);
            var rows = Enumerable.Range(0, 300).Select(_ => random.Next(size)).ToArray();
            return merged.Size == size
                && Known.Encode(merged, Known.Decode(merged, rows, random)).SequenceEqual(rows)
                && Known.Encode(merged, Known.Decode(merged, rows, last: false)).SequenceEqual(rows)
                && Known.Encode(merged, Known.Decode(merged, rows, last: true)).SequenceEqual(rows);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cells_are_drawn_in_proportion_to_their_weights()
    {
        const int Draws = 40_000;
        var merged = Merge([0, 0, 0, 1, 1, 1], [1, 0, 3, 0, 0, 0]);
        var texts = Known.Texts(Known.Decode(merged, [.. Enumerable.Repeat(0, Draws), .. Enumerable.Repeat(1, Draws)], new Random(5))).ToList();

        // Five and a half standard deviations: a false alarm has a chance below 1e-7.
        AssertRate(texts[..Draws].Count(text => text == "a"), 1.0 / 4);
        AssertRate(texts[..Draws].Count(text => text == "c"), 3.0 / 4);
        foreach (var text in new[] { "d", "other", null })
            AssertRate(texts[Draws..].Count(other => other == text), 1.0 / 3);

        static void AssertRate(int count, double rate) =>
            Assert.InRange(Math.Abs(count - (Draws * rate)), 0, 5.5 * Math.Sqrt(Draws * rate * (1 - rate)));
    }

    [Theory]
    [InlineData(0, 1, 1, 0)]
    [InlineData(1, 0, 1, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, double.Epsilon, double.Epsilon, 0)]
    [InlineData(0, double.MaxValue, double.MaxValue, 0)]
    [InlineData(double.MaxValue, 0, double.Epsilon, 0)]
    public void A_cell_without_weight_is_never_drawn_beside_one_with_weight(double a, double b, double c, double d)
    {
        double[] weights = [a, b, c, d];
        var merged = Merge([0, 0, 0, 0, 1, 1], [.. weights, 1, 1]);

        // The ends and the middle, where a draw meets a border exactly.
        foreach (var share in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            var decoded = merged.Decode([0], width => (long)Math.Min(width - 1, width * share));
            Assert.True(weights[Known.Encode(s_fine, decoded)[0]] > 0);
        }
    }

    [Fact]
    public void Weights_whose_sum_overflows_are_weights_too()
    {
        var merged = Merge([0, 0, 1, 1, 1, 1], [double.MaxValue, double.MaxValue, 1, 1, 1, 1]);
        var texts = Known.Texts(Known.Decode(merged, Enumerable.Repeat(0, 1000), new Random(6))).ToList();

        Assert.InRange(texts.Count(text => text == "a"), 400, 600);
    }

    [Fact]
    public void Merging_twice_is_merging()
    {
        var once = Merge([0, 1, 2, 3, 3, 0], [1, 1, 1, 1, 0, 0]);
        var twice = new CompressedAttribute(once, [0, 1, 1, 0], [1, 1, 1, 1]);
        var column = Known.Labels(ColumnType.Category, "a", "b", "c", "d", "zzz", null);

        Assert.Equal([0, 1, 1, 0, 0, 0], Known.Encode(twice, column));
        Assert.Equal([0, 1], Known.Encode(twice, Known.Decode(twice, [0, 1], last: true)));
    }

    [Fact]
    public void Merged_cells_are_ordered_only_when_values_alone_were_merged_in_order()
    {
        var values = new CategoryAttribute("x", ColumnType.Category, ["a", "b", "c"], null, hasMissing: false, isOrdered: true);
        var missing = new CategoryAttribute("x", ColumnType.Category, ["a", "b"], null, hasMissing: true, isOrdered: true);

        Assert.True(new CompressedAttribute(values, [0, 0, 1], [1, 1, 1]).IsOrdered);
        Assert.False(new CompressedAttribute(values, [0, 1, 0], [1, 1, 1]).IsOrdered);
        Assert.False(new CompressedAttribute(missing, [0, 0, 1], [1, 1, 1]).IsOrdered);
        Assert.False(Merge([0, 0, 0, 1, 1, 1], [1, 1, 1, 1, 1, 1]).IsOrdered);
    }

    [Fact]
    public void Gaps_wrong_lengths_and_weights_that_are_none_are_refused()
    {
        ImmutableArray<double> ones = [1, 1, 1, 1, 1, 1];
        foreach (var cells in new ImmutableArray<int>[]
        {
            [], [0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 2], [1, 1, 1, 1, 1, 1], [-1, 0, 0, 0, 0, 1], [-1, -1, -1, -1, -1, -1],
            [0, 1, 2, 3, 4, 70_000], [0, 1, 2, 3, 4, int.MaxValue],
        })
            Assert.ThrowsAny<ArgumentException>(() => Merge(cells, ones));
        foreach (var weights in new ImmutableArray<double>[]
        {
            [], [1], ones.Add(1), ones.SetItem(2, -1), ones.SetItem(2, double.NaN), ones.SetItem(2, double.PositiveInfinity),
        })
            Assert.ThrowsAny<ArgumentException>(() => Merge([0, 0, 0, 1, 1, 1], weights));

        var merged = Merge([0, 0, 0, 1, 1, 1], ones);
        Assert.ThrowsAny<ArgumentException>(() => merged.Merge([1, 1, 1, 1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => merged.Merge([1, 1, 1, 1, 1, 1, 1]));
    }

    private static CompressedAttribute Merge(ImmutableArray<int> cells, ImmutableArray<double> weights) => new(s_fine, cells, weights);
}
