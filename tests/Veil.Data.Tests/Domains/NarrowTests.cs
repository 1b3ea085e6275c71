using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Attributes of which some values are left.</summary>
public sealed class NarrowTests
{
    private static readonly NumericAttribute s_number = new("n", ColumnType.Integer, new WholeGrid(10, 5, 20, roundsDown: false), [0, 4, 5, 12], hasMissing: true);

    [Fact]
    public void Ranges_are_sorted_joined_and_intersected()
    {
        var set = new ValueSet([new(7, 9), new(0, 2), new(3, 4), new(20, 10)], hasMissing: true);

        Assert.Equal([new ValueRange(0, 4), new ValueRange(7, 9)], set.Ranges);
        Assert.Equal([new ValueRange(4, 4), new ValueRange(7, 8)], set.Intersect(new ValueSet([new(4, 8)], hasMissing: false)).Ranges);
        Assert.False(set.Intersect(new ValueSet([], hasMissing: false)).HasMissing);
        Assert.Equal([new ValueRange(0, 9)], set.Union(new ValueSet([new(5, 6)], hasMissing: false)).Ranges);
    }

    [Fact]
    public void Parts_of_numeric_cells_are_left_and_only_they_are_drawn()
    {
        var (narrowed, shares) = s_number.Narrow(ValueSelection.Between(s_number, 21, 40));

        // Values 25, 30 (cell 0 and 1), 35, 40 (two of the seven of cell 2).
        Assert.Equal([1 / 4.0, 1, 2 / 7.0, 0, 0], shares);
        var random = new Random(1);
        ushort[] cells = [.. Enumerable.Range(0, 300).Select(i => (ushort)(i % 3))];
        var values = ((IntegerColumn)narrowed.Decode(cells, random.NextInt64)).Values.ToArray();
        Assert.Equal([25L, 30, 35, 40], values.Distinct().Order());
    }

    [Fact]
    public void Merged_cells_keep_the_weight_of_the_parts_that_are_left()
    {
        var merged = new CompressedAttribute(s_number, [0, 0, 1, 1, 1], [3, 1, 0, 0, 0]);

        var (narrowed, shares) = merged.Narrow(ValueSelection.Between(s_number, 30, 200));

        // Of the known cells 1 of 4; the unknown ones are alike, and the missing one is left out.
        Assert.Equal([0.25, 2 / 3.0], shares);
        var drawn = (IntegerColumn)narrowed.Decode([.. Enumerable.Repeat((ushort)0, 50)], new Random(1).NextInt64);
        Assert.All(drawn.Values.ToArray(), value => Assert.Equal(30, value));
    }

    [Fact]
    public void Cells_are_cut_where_a_set_begins_or_ends()
    {
        var cut = s_number.CutAt(ValueSelection.Between(s_number, 21, 40));

        Assert.Equal([0L, 3, 4, 5, 7, 12], cut.CellStarts);
        Assert.All(cut.Narrow(ValueSelection.Between(s_number, 21, 40)).Shares, share => Assert.True(share is 0 or 1));
    }
}
