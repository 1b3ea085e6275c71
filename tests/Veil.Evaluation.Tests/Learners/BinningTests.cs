using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Tests.Learners;

public sealed class BinningTests
{
    [Fact]
    public void Few_values_have_a_bin_each_and_values_between_go_to_the_nearer()
    {
        var binning = Binning.Of(Column(1, 2, 2, 4));

        Assert.Equal([0, 0, 1, 1, 2, 2], binning.Bin(Column(-9, 1.5, 1.6, 3, 3.1, 99)));
        Assert.Equal([0, 3], binning.Offsets);
    }

    [Fact]
    public void A_missing_value_has_the_last_bin()
    {
        var binning = Binning.Of(Column(1, double.NaN, 2));

        Assert.Equal([0, 2, 1], binning.Bin(Column(1, double.NaN, 2)));
        Assert.Equal([0, 3], binning.Offsets);
    }

    [Fact]
    public void A_column_of_missing_values_has_one_other_bin()
    {
        var binning = Binning.Of(Column(double.NaN, double.NaN));

        Assert.Equal([1, 0], binning.Bin(Column(double.NaN, 7)));
    }

    [Fact]
    public void Many_values_have_bins_of_about_equally_many_rows_in_their_order()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => Math.Exp(i * 7919L % 100_003 / 10_000.0)).ToArray();
        var bins = Binning.Of(Column(values)).Bin(Column(values));

        Assert.All(bins.CountBy(bin => bin), bin => Assert.InRange(bin.Value, 390, 394));
        var sorted = values.Zip(bins).OrderBy(pair => pair.First).Select(pair => pair.Second).ToArray();
        Assert.Equal(sorted.Order(), sorted);
        Assert.Equal(254, sorted[^1]);
    }

    [Fact]
    public void A_value_that_fills_many_quantiles_has_one_bin()
    {
        var values = Enumerable.Range(0, 10_000).Select(i => i % 10 == 0 ? i : 0.0).ToArray();
        var binning = Binning.Of(Column(values));

        Assert.Equal(binning.Bin(Column(0.0))[0], binning.Bin(Column(-1.0))[0]);
        Assert.InRange(binning.Offsets[1], 20, 40);
    }

    private static Features Column(params double[] values) => new([new Feature("x", 0)], [values], values.Length);
}
