using System.Globalization;
using Veil.Data.Text;

namespace Veil.Data.Tests.Text;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(0.25, "0.25")]
    [InlineData(2.5e-9, "2.5e-9")]
    [InlineData(1e-6, "1e-6")]
    [InlineData(1e-300, "1e-300")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00099996, "0.001")]
    [InlineData(65.4972, "65.5")]
    [InlineData(9.99999, "10")]
    [InlineData(123456, "123456")]
    [InlineData(123456.7, "123457")]
    [InlineData(1000, "1000")]
    [InlineData(2.5e15, "2.5e15")]
    [InlineData(-0.0123456, "-0.01235")]
    public void Numbers_have_one_form(double value, string text) => Assert.Equal(text, NumberText.Of(value));

    [Theory]
    [InlineData(2.54301e-9, 3, "2.55e-9")]
    [InlineData(2.54e-9, 3, "2.54e-9")]
    [InlineData(9.9991, 4, "10")]
    [InlineData(0.00699999, 3, "0.007")]
    [InlineData(0.1, 4, "0.1")]
    [InlineData(1.0000001, 4, "1.001")]
    [InlineData(999999.5, 4, "1000000")]
    public void Bounds_are_rounded_up(double value, int digits, string text) => Assert.Equal(text, NumberText.AtMost(value, digits));

    [Fact]
    public void No_bound_is_ever_printed_too_small()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var value = Math.Exp((random.NextDouble() * 200) - 150);
            var printed = double.Parse(NumberText.AtMost(value), CultureInfo.InvariantCulture);
            Assert.InRange(printed, value, value * 1.0011);
            Assert.InRange(double.Parse(NumberText.Of(value), CultureInfo.InvariantCulture), value * 0.9994, value * 1.0006);
        }
    }

    [Theory]
    [InlineData(0.231969, "23.2 %")]
    [InlineData(0.450853, "45.09 %")]
    [InlineData(0.29, "29.0 %")]
    [InlineData(0.999999, "100.0 %")]
    public void Shares_that_are_bounds_are_rounded_up(double share, string text) => Assert.Equal(text, NumberText.PercentAtMost(share));

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1.234e12, "1.23 TB")]
    [InlineData(5e21, "5000 EB")]
    public void Bytes_have_a_unit_that_suits_them(double count, string text) => Assert.Equal(text, NumberText.Bytes(count));
}
