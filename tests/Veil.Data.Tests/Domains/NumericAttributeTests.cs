using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Numbers become cells and cells become numbers.</summary>
public sealed class NumericAttributeTests
{
    private static readonly Gen<double> s_bound = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(i => (double)i),
        Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 100.0),
        Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 7.0),
        Gen.Elements(0, -0.0, 1e-20, 1e-9, -1e-9, 1e15, -1e15, 1e18, 1e100, -1e300, 1e308, -1e308, double.MaxValue, double.MinValue, 0.1, 1.0 / 3));

    private static readonly Gen<double?> s_step = Gen.OneOf(
        Gen.Constant((double?)null),
        Gen.Elements<double?>(1, 2, 5, 7, 10, 100, 1000, 0.5, 0.25, 0.1, 0.01, 0.05, 0.001, 0.4, 0.6, 1.0 / 3, 1e-9, 1e6));

    private static readonly Gen<long> s_whole = Gen.OneOf(
        Gen.Choose(-2000, 2000).Select(i => (long)i),
        Gen.Choose(int.MinValue, int.MaxValue).Select(i => i * 1_000_003L),
        Gen.Elements(long.MinValue + 1, long.MaxValue, 0, 1L << 53, -(1L << 62)));

    [Fact]
    public void A_decoded_integer_is_on_the_grid_within_the_bounds_and_in_the_cell_it_came_from() =>
        Prop.ForAll(Integers().ToArbitrary(), given =>
        {
            var (column, value, seed) = given;
            var attribute = AttributeFactory.Create(column);
            var bounds = column.Bounds!.Value;
            var random = new Random(seed);
            var cell = Known.Encode(attribute, value);
            var decoded = ((IntegerColumn)Known.Decode(attribute, [cell], random)).Values[0];
            return cell >= 0 && cell < attribute.ValueCells
                && decoded >= Math.Ceiling(bounds.Minimum) && decoded <= bounds.Maximum
                && (decoded - (Int128)bounds.Minimum) % (Int128)(column.Step?.Value ?? 1) == 0
                && Known.Encode(attribute, decoded) == cell;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_decoded_decimal_is_within_the_bounds_and_in_the_cell_it_came_from() =>
        Prop.ForAll(Decimals().ToArbitrary(), given =>
        {
            var (column, value, seed) = given;
            var attribute = AttributeFactory.Create(column);
            var bounds = column.Bounds!.Value;
            var cell = Known.Encode(attribute, value);
            var decoded = ((DecimalColumn)Known.Decode(attribute, [cell], new Random(seed))).Values[0];
            return cell >= 0 && cell < attribute.ValueCells
                && decoded >= bounds.Minimum && decoded <= bounds.Maximum
                && Known.Encode(attribute, decoded) == cell;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Encoding_keeps_the_order_of_values() =>
        Prop.ForAll(Decimals().ToArbitrary(), s_bound.ToArbitrary(), (given, other) =>
        {
            var attribute = AttributeFactory.Create(given.Column);
            var (low, high) = (Math.Min(given.Value, other), Math.Max(given.Value, other));
            return Known.Encode(attribute, low) <= Known.Encode(attribute, high);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 1, 0.01)]
    [InlineData(-5, 5, 0.1)]
    [InlineData(0.07, 3, 0.07)]
    [InlineData(135, 215, 0.1)]
    [InlineData(0.001, 0.25, 0.001)]
    [InlineData(-1, 1, 1e-6)]
    [InlineData(1e9, 1e9 + 100, 0.01)]
    public void Decimals_carry_no_dust_of_binary_fractions(double minimum, double maximum, double step)
    {
        var grid = AttributeFactory.GridOf(Known.Number(ColumnType.Decimal, minimum, maximum, step));
        for (long index = 0; index < grid.Count; index += Math.Max(1, grid.Count / 1009))
        {
            var exact = (decimal)minimum + (index * (decimal)step);
            Assert.Equal((double)exact, grid.ValueAt(index));
            Assert.Equal(index, grid.IndexOf((double)exact));
        }
    }

    [Fact]
    public void A_decimal_without_a_step_keeps_five_digits_of_its_range()
    {
        var grid = AttributeFactory.GridOf(Known.Number(ColumnType.Decimal, 0, 250));

        Assert.Equal(0.01, grid.ValueAt(1));
        Assert.Equal(250, grid.ValueAt(grid.Count - 1));
    }

    [Fact]
    public void Tiny_decimals_keep_their_grid()
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Decimal, 0, 1e-18));

        Assert.NotEqual(Known.Encode(attribute, 1e-19), Known.Encode(attribute, 9e-19));
        Assert.InRange(Known.DecodeNumber(attribute, Known.Encode(attribute, 9e-19)), 8e-19, 1e-18);
    }

    [Fact]
    public void The_last_decimal_is_not_above_the_maximum_when_the_step_does_not_reach_it()
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Decimal, 0, 1, 0.6));

        Assert.Equal(0.6, Known.DecodeNumber(attribute, Known.Encode(attribute, 1)));
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1e308)]
    [InlineData(-11)]
    public void Decimals_below_the_bounds_go_to_the_minimum(double value) =>
        Assert.Equal(-10, Known.DecodeNumber(Tenths(), Known.Encode(Tenths(), value)));

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e308)]
    [InlineData(10.04)]
    public void Decimals_above_the_bounds_go_to_the_maximum(double value) =>
        Assert.Equal(10, Known.DecodeNumber(Tenths(), Known.Encode(Tenths(), value)));

    [Theory]
    [InlineData(long.MinValue + 1, 0)]
    [InlineData(-1, 0)]
    [InlineData(long.MaxValue, 90)]
    [InlineData(96, 90)]
    public void Integers_outside_the_bounds_go_to_the_nearest_end(long value, long expected)
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Integer, 0, 99, 10));

        Assert.Equal(expected, Known.DecodeNumber(attribute, Known.Encode(attribute, value)));
    }

    [Theory]
    [InlineData(14, 10)]
    [InlineData(15, 20)]
    [InlineData(16, 20)]
    public void Integers_between_grid_values_go_to_the_nearest(long value, long expected)
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Integer, 0, 100, 10));

        Assert.Equal(expected, Known.DecodeNumber(attribute, Known.Encode(attribute, value)));
    }

    [Fact]
    public void Missing_decodes_as_missing()
    {
        var integers = AttributeFactory.Create(Known.Number(ColumnType.Integer, 0, 9));
        var decimals = AttributeFactory.Create(Known.Number(ColumnType.Decimal, 0, 9, 0.5));

        Assert.Equal(integers.MissingCell, Known.Encode(integers, IntegerColumn.Missing));
        Assert.Equal(decimals.MissingCell, Known.Encode(decimals, double.NaN));
        Assert.True(Known.Decode(integers, [integers.MissingCell], last: false).IsMissing(0));
        Assert.True(Known.Decode(decimals, [decimals.MissingCell], last: false).IsMissing(0));
    }

    [Fact]
    public void An_attribute_without_a_cell_for_missing_values_takes_them_without_failing()
    {
        var integers = AttributeFactory.Create(Known.Number(ColumnType.Integer, 3, 9, nullable: false));
        var decimals = AttributeFactory.Create(Known.Number(ColumnType.Decimal, 3, 9, 0.5, nullable: false));

        Assert.Equal(-1, integers.MissingCell);
        Assert.Equal(3, Known.DecodeNumber(integers, Known.Encode(integers, IntegerColumn.Missing)));
        Assert.Equal(3, Known.DecodeNumber(decimals, Known.Encode(decimals, double.NaN)));
    }

    [Fact]
    public void Point_masses_ends_and_zero_have_cells_of_their_own()
    {
        var attribute = (NumericAttribute)AttributeFactory.Create(
            Known.Number(ColumnType.Integer, -50_000, 99_999, 1, masses: [500, 999, 1000]));

        foreach (var value in new long[] { -50_000, 0, 500, 999, 1000, 99_999 })
        {
            var cell = Known.Encode(attribute, value);
            Assert.Equal(1, attribute.Width(cell));
            Assert.Equal(value, Known.DecodeNumber(attribute, cell));
        }

        Assert.InRange(attribute.ValueCells, 256, 256 + 12);
    }

    [Fact]
    public void Cells_cut_the_whole_grid_into_runs() =>
        Prop.ForAll(Integers().ToArbitrary(), given =>
        {
            var attribute = (NumericAttribute)AttributeFactory.Create(given.Column);
            Int128 sum = 0;
            for (var cell = 0; cell < attribute.ValueCells; cell++)
            {
                sum += attribute.Width(cell);
            }

            return sum == attribute.Grid.Count && attribute.ValueCells <= 256 + 6;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_column_of_another_kind_is_refused()
    {
        var integers = AttributeFactory.Create(Known.Number(ColumnType.Integer, 0, 9));

        Assert.Throws<ArgumentException>(() => integers.Encode(new DecimalColumn("x", [1])));
        Assert.Throws<ArgumentException>(() => integers.Encode(Known.Labels(ColumnType.Category, "1")));
    }

    private static Attribute Tenths() => AttributeFactory.Create(Known.Number(ColumnType.Decimal, -10, 10, 0.1));

    private static Gen<(Data.Schemas.ColumnSchema Column, long Value, int Seed)> Integers() =>
        from a in Gen.OneOf(Gen.Choose(-100_000, 100_000).Select(i => (double)i), Gen.Elements(-9007199254740992.0, 9007199254740992.0, -4.0e18, 4.0e18, 9.0e18, -9.0e18))
        from b in Gen.OneOf(Gen.Choose(-100_000, 100_000).Select(i => (double)i), Gen.Elements(-9007199254740992.0, 9007199254740992.0, -4.0e18, 4.0e18, 9.0e18, -9.0e18))
        from step in Gen.Elements<double?>(null, 1, 2, 3, 10, 1000, 1_000_000)
        from value in s_whole
        from seed in Gen.Choose(0, 1000)
        select (Known.Number(ColumnType.Integer, Math.Min(a, b), Math.Max(a, b), step), value, seed);

    private static Gen<(Data.Schemas.ColumnSchema Column, double Value, int Seed)> Decimals() =>
        from a in s_bound
        from b in s_bound
        from step in s_step
        from value in s_bound
        from seed in Gen.Choose(0, 1000)
        select (Known.Number(ColumnType.Decimal, Math.Min(a, b), Math.Max(a, b), step), value, seed);
}
