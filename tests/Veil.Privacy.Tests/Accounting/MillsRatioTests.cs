using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class MillsRatioTests
{
    // exp(x^2/2) sqrt(pi/2) erfc(x / sqrt 2), computed with 60 digits.
    [Theory]
    [InlineData(0, 1.253314137315500251207883)]
    [InlineData(1e-300, 1.253314137315500251207883)]
    [InlineData(0.25, 1.037824575853726812300365)]
    [InlineData(0.5, 0.8763644564536923467278531)]
    [InlineData(0.75, 0.7525711790634080514554734)]
    [InlineData(1, 0.6556795424187984715438712)]
    [InlineData(1.5, 0.5158156382179633550265125)]
    [InlineData(2, 0.4213692292880544732249343)]
    [InlineData(5, 0.1928081047153157648774657)]
    [InlineData(30, 0.0332964190724972133818684)]
    [InlineData(1e8, 9.999999999999999e-9)]
    public void Bounds_enclose_the_exact_value(double x, double exact)
    {
        var (low, high) = MillsRatio.Of(x);

        // The literal is the double nearest the exact value, so a bound may lie between the two.
        Assert.True(low <= Math.BitIncrement(exact), $"{low} is above {exact}");
        Assert.True(high >= Math.BitDecrement(exact), $"{high} is below {exact}");
    }

    [Fact]
    public void Bounds_are_close_everywhere() =>
        Prop.ForAll(Gen.Choose(-8000, 8000).Select(e => Math.Pow(10, e / 1000.0)).ToArbitrary(), x =>
        {
            var (low, high) = MillsRatio.Of(x);
            return low > 0 && low < high && high <= low * (1 + 3e-14);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void The_two_ways_to_compute_it_meet_at_one()
    {
        var (series, fraction) = (MillsRatio.Of(Math.BitDecrement(1)), MillsRatio.Of(1));
        Assert.True(series.High >= fraction.Low && series.Low <= fraction.High);
    }
}
