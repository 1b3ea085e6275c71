using Veil.Data.Tables;
using Veil.Evaluation.Tables;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>Total variation of single columns over common cells.</summary>
public sealed class ColumnTotalVariationTests
{
    private const long None = IntegerColumn.Missing;

    [Fact]
    public void A_copy_has_distance_zero()
    {
        var table = new Table([Integers("i", 1, 5, None), Decimals("d", 0.5, double.NaN, 2), Labels("l", "a", null, "b")]);

        var result = Measure(table, table);

        Assert.Equal(0, result.Mean);
        Assert.Equal(["i", "d", "l"], result.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Nothing_in_common_has_distance_one()
    {
        var real = new Table([Integers("i", 0, 1), Labels("l", "a", "b")]);
        var synthetic = new Table([Integers("i", None, None), Labels("l", null, "c")]);

        Assert.Equal([1, 1], Measure(real, synthetic).Columns.Select(column => column.Value));
    }

    [Fact]
    public void Labels_are_matched_by_text_not_by_code()
    {
        // Real: a 1/2, b 1/4, missing 1/4. Synthetic: a 1/4, c 1/2, missing 1/4.
        var real = new Table([Labels("l", "a", "b", "a", null)]);
        var synthetic = new Table([Labels("l", "c", null, "a", "c")]);

        Assert.Equal(0.5 * (0.25 + 0.25 + 0.5), Measure(real, synthetic).Mean);
    }

    [Fact]
    public void Numbers_fall_into_32_bins_of_the_real_range_and_are_clipped()
    {
        // Bins are one wide: 0 and 0.9 share the first, 31.5 and everything above the last.
        var real = new Table([Decimals("d", 0, 0, 32, 32)]);
        var synthetic = new Table([Decimals("d", 0.9, -7, 31.5, 1000)]);
        var shifted = new Table([Decimals("d", 1, 0, 30.9, 32)]);

        Assert.Equal(0, Measure(real, synthetic).Mean);
        Assert.Equal(0.5, Measure(real, shifted).Mean);
    }

    [Fact]
    public void A_constant_column_is_compared_within_one_unit()
    {
        var real = new Table([Integers("i", 7, 7)]);

        Assert.Equal(0, Measure(real, real).Mean);
        Assert.Equal(0.5, Measure(real, new Table([Integers("i", 7, 8)])).Mean);
    }

    [Fact]
    public void Mean_and_maximum_are_over_the_columns()
    {
        var real = new Table([Labels("l", "a", "b"), Labels("m", "a", "a")]);
        var synthetic = new Table([Labels("l", "a", "a"), Labels("m", "a", "a")]);

        var result = Measure(real, synthetic);

        Assert.Equal((0.25, 0.5), (result.Mean, result.Maximum));
    }

    [Fact]
    public void Text_is_left_out()
    {
        var real = new Table([Labels("l", ColumnType.Text, "x")]);

        Assert.Null(Measure(real, real).Mean);
    }

    [Fact]
    public void Empty_tables_are_defined()
    {
        var empty = new Table([Integers("i"), Labels("l")]);
        var full = new Table([Integers("i", 1), Labels("l", "a")]);

        Assert.Equal(0, Measure(empty, empty).Mean);
        Assert.Equal(1, Measure(empty, full).Mean);
        Assert.Equal(1, Measure(full, empty).Mean);
    }

    [Fact]
    public void Tables_must_have_the_same_columns()
    {
        var real = new Table([Integers("i", 1)]);

        Assert.Throws<ArgumentException>(() => Measure(real, new Table([Integers("j", 1)])));
        Assert.Throws<ArgumentException>(() => Measure(real, new Table([Decimals("i", 1)])));
    }

    private static (double? Mean, double? Maximum, List<(string Name, double Value)> Columns) Measure(Table real, Table synthetic)
    {
        var tables = BinnedTables.Of(real, synthetic);
        List<(string Name, double Value)> columns = [.. tables.Names.Select((name, i) => (name, tables.TotalVariation([i])))];
        return (columns.Average(column => (double?)column.Value), columns.Max(column => (double?)column.Value), columns);
    }
}
