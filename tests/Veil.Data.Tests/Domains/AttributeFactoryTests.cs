using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Schemas become attributes.</summary>
public sealed class AttributeFactoryTests
{
    [Theory]
    [InlineData(ColumnType.Integer)]
    [InlineData(ColumnType.Decimal)]
    [InlineData(ColumnType.Date)]
    [InlineData(ColumnType.DateTime)]
    public void Equal_bounds_give_one_cell(ColumnType type)
    {
        var attribute = AttributeFactory.Create(Known.Number(type, 5000, 5000, nullable: false));
        var first = Known.DecodeNumber(attribute, 0);

        Assert.Equal(1, attribute.Size);
        Assert.Equal(5000, first);
    }

    [Theory]
    [InlineData(0, 99, 16, 16)]
    [InlineData(0, 2, 16, 3)]
    [InlineData(-50, 5000, 1, 1)]
    public void Bins_are_of_equal_width_and_nothing_else_has_a_cell(double minimum, double maximum, int bins, int expected)
    {
        var attribute = Assert.IsType<NumericAttribute>(AttributeFactory.Binned(Known.Number(ColumnType.Integer, minimum, maximum, nullable: false), bins));

        Assert.Equal(expected, attribute.Size);
        var widths = Enumerable.Range(0, expected).Select(attribute.Width).ToList();
        Assert.InRange(widths.Max() - widths.Min(), 0, 1);
        Assert.Equal(maximum - minimum + 1, widths.Sum());
    }

    [Fact]
    public void A_bin_is_told_for_every_grid_index()
    {
        foreach (var count in new long[] { 1, 2, 3, 10, 97, 1000 })
        {
            var grid = new WholeGrid(0, 1, count, roundsDown: false);
            foreach (var bins in new[] { 1, 2, 7, 32 })
            {
                // The range from the first to the last value in bins of equal width, of which the last holds its upper end.
                var expected = Enumerable.Range(0, (int)count).Select(index => count == 1 ? 0 : Math.Min(bins - 1, index * bins / ((int)count - 1)));
                Assert.Equal(expected, Enumerable.Range(0, (int)count).Select(index => AttributeFactory.BinOf(grid, index, bins)));
            }
        }

        // Numbers whose product with the bins is beyond 64 bits.
        var wide = new WholeGrid(0, 1, 1L << 62, roundsDown: false);
        Assert.Equal(0, AttributeFactory.BinOf(wide, 0, 32));
        Assert.Equal(16, AttributeFactory.BinOf(wide, 1L << 61, 32));
        Assert.Equal(31, AttributeFactory.BinOf(wide, (1L << 62) - 1, 32));
    }

    [Fact]
    public void A_range_of_nearly_all_64_bit_numbers_is_covered_to_both_ends()
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Integer, -Math.ScaleB(1, 62), Math.ScaleB(1, 62)));

        var low = Known.DecodeNumber(attribute, Known.Encode(attribute, -(1L << 62)));
        var middle = Known.DecodeNumber(attribute, Known.Encode(attribute, 1L << 61));
        var high = Known.DecodeNumber(attribute, Known.Encode(attribute, 1L << 62), last: true);
        Assert.Equal(-Math.ScaleB(1, 62), low);
        Assert.InRange(middle, 2.2e18, 2.4e18);
        Assert.InRange(high, 4.5e18, Math.ScaleB(1, 62));
    }

    [Theory]
    [InlineData(-1e300, 1e300, null)]
    [InlineData(-1e300, 1e300, 0.01)]
    [InlineData(double.MinValue, double.MaxValue, null)]
    [InlineData(0, 1e308, 1e-9)]
    [InlineData(1e15, 1e15 + 1, 1e-5)]
    public void Extreme_decimal_ranges_are_covered(double minimum, double maximum, double? step)
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Decimal, minimum, maximum, step));
        var middle = (minimum / 2) + (maximum / 2);

        foreach (var value in new[] { minimum, middle, maximum })
        {
            var decoded = Known.DecodeNumber(attribute, Known.Encode(attribute, value));
            Assert.InRange(decoded, minimum, maximum);
            Assert.InRange(Math.Abs((decoded / 8) - (value / 8)), 0, (maximum / 8 - minimum / 8) * 0.6);
        }

        Assert.NotEqual(Known.Encode(attribute, minimum), Known.Encode(attribute, maximum));
    }

    [Fact]
    public void A_domain_has_as_many_cells_as_the_grid_has_values_when_they_fit()
    {
        var attribute = (NumericAttribute)AttributeFactory.Create(Known.Number(ColumnType.Integer, 18, 95));

        Assert.Equal(78, attribute.ValueCells);
        Assert.Equal(79, attribute.Size);
        Assert.All(Enumerable.Range(0, 78), cell => Assert.Equal(1, attribute.Width(cell)));
    }

    [Fact]
    public void Sixty_thousand_categories_fit_and_more_are_refused()
    {
        var labels = Enumerable.Range(0, 60_001).Select(i => $"l{i}").ToArray();

        var attribute = AttributeFactory.Create(Known.Category(nullable: true, labels[..60_000]));
        var fault = Assert.Throws<VeilException>(() => AttributeFactory.Create(Known.Category(nullable: true, labels)));

        Assert.Equal(60_002, attribute.Size);
        Assert.Equal("domain-too-large", fault.Code);
        Assert.Equal(FaultKind.BadInput, fault.Kind);
    }

    [Fact]
    public void Too_many_point_masses_are_refused()
    {
        var masses = Enumerable.Range(0, 70_000).Select(i => i * 2.0).ToArray();

        var fault = Assert.Throws<VeilException>(
            () => AttributeFactory.Create(Known.Number(ColumnType.Integer, 0, 1_000_000, 1, masses: masses)));

        Assert.Equal("domain-too-large", fault.Code);
    }

    [Fact]
    public void An_attribute_never_has_more_cells_than_two_bytes_count()
    {
        ImmutableArray<string> labels = [.. Enumerable.Range(0, ushort.MaxValue).Select(i => $"l{i}")];

        Assert.Equal(ushort.MaxValue, new CategoryAttribute("x", ColumnType.Category, labels, null, hasMissing: false).Size);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CategoryAttribute("x", ColumnType.Category, labels, null, hasMissing: true));
    }

    [Fact]
    public void What_is_not_declared_is_refused()
    {
        ColumnSchema[] columns =
        [
            new() { Name = "x" },
            new() { Name = "x", Type = Known.Declared(ColumnType.Integer) },
            new() { Name = "x", Type = Known.Declared(ColumnType.Category) },
            new() { Name = "x", Type = Known.Declared(ColumnType.Text) },
        ];

        Assert.All(columns, column =>
        {
            Assert.False(AttributeFactory.IsDeclared(column));
            Assert.Throws<ArgumentException>(() => AttributeFactory.Create(column));
        });
    }

    [Fact]
    public void Cells_that_do_not_increase_within_the_grid_are_refused()
    {
        var grid = new WholeGrid(0, 1, 10, roundsDown: false);

        Assert.Throws<ArgumentException>(() => new NumericAttribute("x", ColumnType.Integer, grid, [1, 2], hasMissing: false));
        Assert.Throws<ArgumentException>(() => new NumericAttribute("x", ColumnType.Integer, grid, [0, 2, 2], hasMissing: false));
        Assert.Throws<ArgumentException>(() => new NumericAttribute("x", ColumnType.Integer, grid, [0, 10], hasMissing: false));
    }

    [Theory]
    [InlineData(long.MaxValue, 1, 2)]
    [InlineData(0, long.MaxValue, 3)]
    [InlineData(0, 0, 3)]
    [InlineData(0, 1, 0)]
    public void A_grid_that_leaves_64_bits_or_does_not_move_is_refused(long minimum, long step, long count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WholeGrid(minimum, step, count, roundsDown: false));

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.MaxValue, double.MaxValue)]
    public void A_decimal_grid_that_is_not_finite_is_refused(double minimum, double step) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecimalGrid(minimum, step, 5));
}
