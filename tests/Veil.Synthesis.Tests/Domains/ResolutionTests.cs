using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Tests.Domains;

/// <summary>Coarser views are made of whole groups of the finer ones.</summary>
public sealed class ResolutionTests
{
    [Fact]
    public void Views_are_nested_and_each_has_about_half_the_groups_of_the_one_before()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 300; trial++)
        {
            var attribute = Numeric(random, hasMissing: trial % 2 == 0);
            var views = Resolution.Of(attribute, isOrdered: true);

            Assert.Equal(Enumerable.Range(0, attribute.Size), views[0].Groups);
            Assert.Same(attribute, views[0].Attribute);
            var missing = attribute.Size - 1;
            for (var i = 1; i < views.Length; i++)
            {
                var (finer, coarser) = (views[i - 1], views[i]);
                var count = coarser.Groups.Max() + 1;
                Assert.Equal(attribute.Size, coarser.Groups.Length);
                Assert.Equal(Enumerable.Range(0, count), coarser.Groups.Distinct().Order());
                Assert.InRange(count, 2, finer.Attribute.Size - 1);

                // Every finer group lies inside one coarser group.
                Assert.Equal(finer.Groups.Distinct().Count(), finer.Groups.Zip(coarser.Groups).Distinct().Count());

                // Neighbours stay together: values have groups that rise.
                var values = coarser.Groups.Take(attribute.Size - (trial % 2 == 0 ? 1 : 0)).ToList();
                Assert.Equal(values.Order(), values);
                if (trial % 2 == 0)
                {
                    Assert.Single(coarser.Groups, group => group == coarser.Groups[missing]);
                }

                // The view is an attribute of its own: fine cells go where their groups go.
                Assert.Equal(count, coarser.Attribute.Size);
                Assert.Equal(attribute.MergedCells.Select(cell => coarser.Groups[cell]), coarser.Attribute.MergedCells);
            }

            // No more groups than were asked for: two values more for each, as a group may fall short of its share.
            for (int i = 1, wanted = (attribute.Size + 1) / 2; i < views.Length; i++, wanted = (wanted + 1) / 2)
            {
                Assert.InRange(views[i].Attribute.Size, 2, (2 * wanted) + 1);
            }
        }
    }

    [Fact]
    public void Equal_weights_give_halves()
    {
        var fine = Fine(32, hasMissing: true);
        var attribute = new CompressedAttribute(fine, [.. Enumerable.Range(0, 33)], [.. Enumerable.Repeat(1.0, 33)]);

        var views = Resolution.Of(attribute, isOrdered: true);

        // Missing values have a group beside those of the values.
        Assert.Equal(33, views[0].Attribute.Size);
        Assert.All(views.Skip(1), view => Assert.InRange(view.Groups.Take(32).CountBy(group => group).Max(group => group.Value), 1, 16));
        Assert.InRange(views.Length, 4, 6);
        Assert.InRange(views[^1].Attribute.Size, 3, 5);
    }

    [Fact]
    public void Without_an_order_or_with_hardly_a_cell_there_is_one_view()
    {
        var random = new Random(2);
        Assert.Single(Resolution.Of(Numeric(random, true), isOrdered: false));
        foreach (var cells in new[] { 1, 2 })
        {
            var one = new CompressedAttribute(Fine(cells, false), [.. Enumerable.Range(0, cells)], [.. Enumerable.Repeat(1.0, cells)]);
            Assert.Single(Resolution.Of(one, isOrdered: true));
        }
    }

    [Fact]
    public void Weights_of_zero_and_one_heavy_cell_are_no_trouble()
    {
        foreach (var heavy in new[] { -1, 0, 9, 19 })
        {
            var weights = Enumerable.Range(0, 20).Select(cell => cell == heavy ? 1e6 : 0).ToImmutableArray();
            var attribute = new CompressedAttribute(Fine(20, false), [.. Enumerable.Range(0, 20)], weights);
            Assert.All(Resolution.Of(attribute, isOrdered: true), view => Assert.Equal(view.Attribute.Size, view.Groups.Distinct().Count()));
        }
    }

    private static NumericAttribute Fine(int cells, bool hasMissing) => new(
        "x", ColumnType.Integer, new WholeGrid(0, 1, cells, roundsDown: false), [.. Enumerable.Range(0, cells).Select(cell => (long)cell)], hasMissing);

    // Neighbouring cells merged at random, with the missing ones apart.
    private static CompressedAttribute Numeric(Random random, bool hasMissing)
    {
        var fine = Fine(random.Next(3, 80), hasMissing);
        var merged = new int[fine.Size];
        for (var cell = 1; cell < fine.Size; cell++)
        {
            merged[cell] = merged[cell - 1] + (cell >= fine.ValueCells || random.Next(3) > 0 ? 1 : 0);
        }

        return new CompressedAttribute(fine, [.. merged], [.. merged.Select(_ => random.Next(4) == 0 ? 0 : 100 * random.NextDouble())]);
    }
}
