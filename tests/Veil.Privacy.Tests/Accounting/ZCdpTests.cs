using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class ZCdpTests
{
    private static readonly Arbitrary<(double Epsilon, double Delta)> _guarantees =
        Gen.Choose(-4000, 1700).SelectMany(e => Gen.Choose(-15000, -1000)
            .Select(d => (Math.Pow(10, e / 1000.0), Math.Pow(10, d / 1000.0)))).ToArbitrary();

    [Theory]
    [InlineData(0.1, 1e-9, 0.000177)]
    [InlineData(0.5, 1e-9, 0.003953)]
    [InlineData(1, 1e-9, 0.014973)]
    [InlineData(2, 1e-9, 0.056131)]
    [InlineData(3, 1e-9, 0.120582)]
    [InlineData(5, 1e-9, 0.311693)]
    [InlineData(10, 1e-9, 1.090786)]
    [InlineData(1, 1e-6, 0.024356)]
    [InlineData(10, 1e-6, 1.539)]
    [InlineData(0.1, 1e-5, 0.000433)]
    [InlineData(1, 1e-5, 0.030557)]
    [InlineData(10, 1e-5, 1.7827)]
    public void Rho_agrees_with_the_published_conversion(double epsilon, double delta, double rho) =>
        Assert.InRange(ZCdp.Rho(epsilon, delta), rho * (1 - 2e-3) - 5e-7, rho * (1 + 2e-3) + 5e-7);

    [Fact]
    public void Rho_is_rounded_down_and_epsilon_up() =>
        Prop.ForAll(_guarantees, g =>
        {
            var rho = ZCdp.Rho(g.Epsilon, g.Delta);
            var epsilon = ZCdp.Epsilon(rho, g.Delta);
            return ZCdp.Delta(rho, g.Epsilon) <= g.Delta
                && ZCdp.Delta(rho, epsilon) <= g.Delta
                && epsilon <= g.Epsilon * (1 + 1e-9)
                && epsilon >= g.Epsilon * (1 - 1e-9)
                && ZCdp.Delta(rho * (1 + 1e-9), g.Epsilon) > g.Delta;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Delta_is_the_minimum_over_the_orders() =>
        Prop.ForAll(_guarantees, g =>
        {
            // No order on a fine grid may do better than what is returned, and the returned delta is that of some order.
            var rho = ZCdp.Rho(g.Epsilon, g.Delta);
            var best = double.PositiveInfinity;
            for (var exponent = -6.0; exponent < 9; exponent += 0.001)
            {
                var b = Math.Pow(10, exponent);
                best = Math.Min(best, (b * (((1 + b) * rho) - g.Epsilon)) + ((1 + b) * Math.Log(b / (1 + b))) - Math.Log(b));
            }

            return Math.Abs(Math.Log(ZCdp.Delta(rho, g.Epsilon)) - best) < 1e-3;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Conversions_are_monotone() =>
        Prop.ForAll(_guarantees, g =>
        {
            var rho = ZCdp.Rho(g.Epsilon, g.Delta);
            return ZCdp.Rho(g.Epsilon * 1.01, g.Delta) > rho
                && ZCdp.Rho(g.Epsilon, Math.Min(0.5, g.Delta * 1.1)) > rho
                && ZCdp.Delta(rho, g.Epsilon * 1.01) < ZCdp.Delta(rho, g.Epsilon)
                && ZCdp.Delta(rho * 1.01, g.Epsilon) > ZCdp.Delta(rho, g.Epsilon)
                && ZCdp.Epsilon(rho * 1.01, g.Delta) > ZCdp.Epsilon(rho, g.Delta);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_beats_the_textbook() =>
        Prop.ForAll(_guarantees, g =>
        {
            var rho = ZCdp.Rho(g.Epsilon, g.Delta);
            return rho + (2 * Math.Sqrt(rho * Math.Log(1 / g.Delta))) > g.Epsilon;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1e6, 1e-9)]
    [InlineData(1e5, 1e-300)]
    [InlineData(1e-12, 1e-15)]
    [InlineData(50, 0.9)]
    [InlineData(1e-15, 1e-9)]
    public void Extremes_come_back(double epsilon, double delta)
    {
        var rho = ZCdp.Rho(epsilon, delta);
        Assert.True(rho > 0 && double.IsFinite(rho));
        Assert.True(ZCdp.Delta(rho, epsilon) <= delta);
        Assert.True(ZCdp.Epsilon(rho, delta) <= epsilon * (1 + 1e-6));
    }

    [Fact]
    public void Much_loss_proves_nothing_and_little_proves_much()
    {
        Assert.Equal(1, ZCdp.Delta(1e6, 1));
        Assert.True(ZCdp.Delta(1e-12, 1) < 1e-290);
        Assert.True(ZCdp.Delta(1e-12, 0) < 1e-5);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.Epsilon)]
    [InlineData(1e308)]
    [InlineData(double.PositiveInfinity)]
    public void Senseless_numbers_are_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ZCdp.Rho(value, 1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZCdp.Rho(1, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZCdp.Epsilon(value, 1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZCdp.Epsilon(1, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZCdp.Delta(value, 1));
        if (value != 0)
            Assert.Throws<ArgumentOutOfRangeException>(() => ZCdp.Delta(1, value));
    }
}
