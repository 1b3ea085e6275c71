using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Domains;

/// <summary>Bins that are declared, and labels that are not told apart from empty ones.</summary>
public sealed class DomainCompressionTests
{
    [Fact]
    public void Declared_bins_are_of_equal_width()
    {
        // 96 values and their upper end in 8 bins of 12.
        var merged = Bins(8, [.. Enumerable.Repeat(100L, 97)], deviation: 1);

        Assert.Equal(8, merged.Size);
        Assert.Equal(Enumerable.Range(0, 97).Select(value => Math.Min(7, value / 12)), merged.MergedCells.Take(97));
    }

    [Fact]
    public void A_heavy_value_is_apart_from_the_rest_of_its_bin()
    {
        var counts = Enumerable.Repeat(100L, 97).ToArray();
        counts[40] = 9000;

        var merged = Bins(8, counts, deviation: 1);

        Assert.Equal(9, merged.Size);
        Assert.Single(merged.MergedCells, cell => cell == merged.MergedCells[40]);
        Assert.Equal(merged.MergedCells[39], merged.MergedCells[41]);
        Assert.NotEqual(merged.MergedCells[35], merged.MergedCells[39]);
    }

    [Fact]
    public void A_bin_too_light_to_stand_out_of_the_noise_joins_its_neighbour()
    {
        // Nothing lies between 24 and 72.
        var merged = Bins(8, [.. Enumerable.Range(0, 97).Select(value => value is >= 24 and < 72 ? 0L : 1000)], deviation: 10);

        Assert.InRange(merged.Size, 4, 6);
        Assert.NotEqual(merged.MergedCells[0], merged.MergedCells[12]);
        Assert.NotEqual(merged.MergedCells[72], merged.MergedCells[96]);
        Assert.Equal(merged.MergedCells[30], merged.MergedCells[55]);
        Assert.Equal(merged.MergedCells.Take(97).Order(), merged.MergedCells.Take(97));
    }

    [Fact]
    public void Missing_values_have_a_cell_if_there_are_some()
    {
        var counts = Enumerable.Repeat(100L, 97).ToArray();

        var without = Bins(8, [.. counts, 1], deviation: 5);
        var with = Bins(8, [.. counts, 500], deviation: 5);

        Assert.Equal((8, 9), (without.Size, with.Size));
        Assert.Equal(8, with.MergedCells[97]);
        Assert.Equal(0, without.MergedCells[97]);
    }

    [Fact]
    public void Any_table_gives_cells_without_a_gap()
    {
        var random = new Random(6);
        for (var trial = 0; trial < 200; trial++)
        {
            var size = random.Next(1, 120);
            var counts = Enumerable.Range(0, size + (trial % 2)).Select(_ => random.Next(3) switch { 0 => 0, 1 => random.Next(-20, 50), _ => random.Next(5000) }).Select(count => (long)count).ToArray();
            var merged = Bins(random.Next(1, 64), counts, deviation: random.Next(1, 40), size);

            Assert.Equal(Enumerable.Range(0, merged.Size), merged.MergedCells.Distinct().Order());
        }
    }

    [Fact]
    public void Rare_labels_share_a_cell_unless_all_of_them_are_taken_as_empty()
    {
        // b and c are within the noise but not empty.
        Assert.Equal([0, 1, 1, 2], Labels([900, 12, 20, 700], deviation: 10).MergedCells);

        // Those whose estimate is zero get no cell of their own.
        Assert.Equal([0, 0, 0, 1], Labels([900, -30, -12, 700], deviation: 10).MergedCells);

        // Where nothing stands out there is one cell.
        Assert.Equal([0, 0, 0, 0], Labels([1, -3, 2, 0], deviation: 10).MergedCells);
    }

    private static CompressedAttribute Bins(int bins, long[] counts, double deviation, int size = 97)
    {
        var attribute = new NumericAttribute(
            "x", ColumnType.Integer, new WholeGrid(0, 1, size, roundsDown: false), [.. Enumerable.Range(0, size).Select(cell => (long)cell)], counts.Length > size);
        return Make(SmallTable.Number("x", ColumnType.Integer, 0, Math.Max(1, size - 1)) with { Bins = bins }, attribute, counts, deviation);
    }

    private static CompressedAttribute Labels(long[] counts, double deviation) => Make(
        new ColumnSchema { Name = "x" }, new CategoryAttribute("x", ColumnType.Category, ["a", "b", "c", "d"], null, hasMissing: false), counts, deviation);

    private static CompressedAttribute Make(ColumnSchema column, Attribute attribute, long[] counts, double deviation) => Assert.Single(DomainCompression.Make(new LearnedDomain(
        new Schema { Columns = [column] },
        new Domain([attribute]),
        [new NoisyMarginal(["x"], [.. counts], NoiseKind.Gaussian, deviation)],
        Math.Max(1, counts.Sum()),
        [])));
}
