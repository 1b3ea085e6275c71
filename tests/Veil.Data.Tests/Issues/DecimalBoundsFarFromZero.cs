using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Data.Tests.Domains;

namespace Veil.Data.Tests.Issues;

/// <summary>
/// Bounds wholly beyond a quarter of the largest double were cut to that quarter, so that the only value of the
/// domain was one outside the declared bounds.
/// </summary>
public sealed class DecimalBoundsFarFromZero
{
    [Theory]
    [InlineData(1e308, double.MaxValue, null)]
    [InlineData(1e308, double.MaxValue, 0.4)]
    [InlineData(1e308, 1.6e308, 1e307)]
    [InlineData(-double.MaxValue, -1e308, 0.05)]
    [InlineData(-double.MaxValue, -1e308, null)]
    [InlineData(5e307, 6e307, null)]
    [InlineData(0, double.MaxValue, null)]
    [InlineData(0, double.MaxValue, double.MaxValue / 3)]
    [InlineData(0, double.MaxValue, double.MaxValue)]
    [InlineData(-double.MaxValue, 0, null)]
    public void Decoded_values_are_within_the_bounds_and_as_near_as_the_cells_are_wide(double minimum, double maximum, double? step)
    {
        var attribute = (NumericAttribute)AttributeFactory.Create(Known.Number(ColumnType.Decimal, minimum, maximum, step));
        var cellWidth = (maximum - minimum) / Math.Min(200, attribute.ValueCells - 0.5);

        foreach (var value in new[] { minimum, minimum + ((maximum - minimum) / 3), maximum })
        {
            var cell = Known.Encode(attribute, value);
            foreach (var decoded in new[] { Known.DecodeNumber(attribute, cell), Known.DecodeNumber(attribute, cell, last: true) })
            {
                Assert.InRange(decoded, minimum, maximum);
                Assert.InRange(Math.Abs(decoded - value), 0, cellWidth);
                Assert.Equal(cell, Known.Encode(attribute, decoded));
            }
        }
    }

    [Theory]
    [InlineData(1e308, 0.05)]
    [InlineData(1e308, null)]
    [InlineData(-1e308, null)]
    [InlineData(double.MaxValue, null)]
    [InlineData(double.MaxValue, 1.0)]
    [InlineData(-double.MaxValue, null)]
    public void Equal_bounds_are_the_value(double value, double? step)
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Decimal, value, value, step, nullable: false));

        Assert.Equal(1, attribute.Size);
        Assert.Equal(value, Known.DecodeNumber(attribute, 0));
    }

    [Theory]
    [InlineData(-1e307, double.MaxValue)]
    [InlineData(-double.MaxValue, 1e307)]
    [InlineData(-double.MaxValue, double.MaxValue)]
    public void A_range_whose_width_is_no_number_keeps_to_its_bounds(double minimum, double maximum)
    {
        var attribute = AttributeFactory.Create(Known.Number(ColumnType.Decimal, minimum, maximum, nullable: false));

        var low = Known.DecodeNumber(attribute, Known.Encode(attribute, minimum));
        var high = Known.DecodeNumber(attribute, Known.Encode(attribute, maximum), last: true);
        Assert.InRange(low, minimum, Math.Max(minimum, -4e307));
        Assert.InRange(high, 9e306, maximum);
        Assert.NotEqual(Known.Encode(attribute, minimum), Known.Encode(attribute, 0.0));
        Assert.NotEqual(Known.Encode(attribute, 0.0), Known.Encode(attribute, maximum));
    }
}
