using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class BoundsTests
{
    private static readonly Arbitrary<(int Numerator, int Denominator)> _ratios =
        Gen.Choose(0, 2_000_000).SelectMany(n => Gen.Choose(1, 300_000).Select(d => (n, d))).ToArbitrary();

    [Fact]
    public void Exponential_of_minus_one_has_its_published_digits()
    {
        // 0.367879441171442321595523770161460867445811131031767834507836801697...
        var digits = BigInteger.Parse("367879441171442321595523770161460867445811131031767834507836", System.Globalization.CultureInfo.InvariantCulture);
        var scale = BigInteger.Pow(10, 60);
        foreach (var bits in new[] { 16, 63, 127, 190 })
        {
            var bounds = ExpBounds.Of(new Rational(1, 1), bits);
            Assert.True(bounds.Low * scale <= (digits + 1) << bits);
            Assert.True(bounds.High * scale >= digits << bits);
            Assert.True(bounds.High - bounds.Low <= 2);
        }
    }

    [Fact]
    public void Finer_bounds_lie_inside_coarser_ones() =>
        Prop.ForAll(_ratios, ratio =>
        {
            var x = new Rational(ratio.Numerator, ratio.Denominator);
            var coarse = ExpBounds.Of(x, 63);
            var fine = ExpBounds.Of(x, 200);
            return coarse.Low << 137 <= fine.Low && fine.High <= coarse.High << 137
                && coarse.High - coarse.Low <= 2 && fine.High - fine.Low <= 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Table_bounds_hold_and_are_tight() =>
        Prop.ForAll(_ratios, ratio =>
        {
            var x = new Rational(ratio.Numerator, ratio.Denominator);
            var (low, high) = ExpTable.Of((UInt128)((x.Numerator << 64) / x.Denominator));
            var exact = ExpBounds.Of(x, 160);
            return (BigInteger)low << 97 <= exact.Low && exact.High <= (BigInteger)high << 97
                && high - low <= (high >> 48) + 8;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Table_bounds_hold_at_the_edges()
    {
        foreach (var x in new[] { UInt128.Zero, UInt128.One, (UInt128)ulong.MaxValue, UInt128.One << 64, UInt128.MaxValue, ((UInt128)64 << 64) - 1 })
        {
            var (low, high) = ExpTable.Of(x);
            Assert.True(low <= high && high <= 1UL << 63);

            // Everything from x / 2^64 up to the next step has to be inside.
            var largest = ExpBounds.Of(new Rational((BigInteger)x, BigInteger.One << 64), 160);
            var smallest = ExpBounds.Of(new Rational((BigInteger)x + 1, BigInteger.One << 64), 160);
            Assert.True(largest.High <= (BigInteger)high << 97);
            Assert.True((BigInteger)low << 97 <= smallest.Low);
        }
    }

    [Fact]
    public void Cumulative_bounds_nest_and_are_a_unit_wide() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), Gen.Elements(Decay.Linear, Decay.Quadratic).ToArbitrary(), (n, decay) =>
        {
            // Rates from those of a table of thousands to those of no noise at all.
            var rate = new Rational(n, decay == Decay.Linear ? 2_000 : 10_000);
            var coarse = MagnitudeTable.Cumulative(rate, decay, 63);
            var fine = MagnitudeTable.Cumulative(rate, decay, 127);
            for (var v = 0; v < coarse.Count; v++)
            {
                if (coarse[v].Low << 64 > fine[v].Low || fine[v].High > coarse[v].High << 64 || coarse[v].High - coarse[v].Low > 2)
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1.5)]
    [InlineData(1e300)]
    [InlineData(double.Epsilon)]
    [InlineData(0.1)]
    public void A_double_is_a_ratio_exactly(double value)
    {
        var ratio = Rational.FromDouble(value);
        if (double.IsNormal(value))
        {
            Assert.Equal(value, ratio.ToDoubleDown());
            Assert.Equal(value, ratio.ToDoubleUp());
        }

        Assert.Equal(0, (ratio / ratio).CompareTo(new Rational(1, 1)));
    }

    [Fact]
    public void A_ratio_is_between_its_rounded_doubles() =>
        Prop.ForAll(_ratios, ratio =>
        {
            var exact = new Rational(ratio.Numerator, ratio.Denominator);
            var (down, up) = (exact.ToDoubleDown(), exact.ToDoubleUp());
            return Rational.FromDouble(down).CompareTo(exact) <= 0 && exact.CompareTo(Rational.FromDouble(up)) <= 0
                && up <= Math.BitIncrement(down);
        }).QuickCheckThrowOnFailure();
}
