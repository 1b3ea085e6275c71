using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class GaussianDpTests
{
    private static readonly Arbitrary<(double Epsilon, double Delta)> _guarantees =
        Gen.Choose(-4000, 1700).SelectMany(e => Gen.Choose(-15000, -1000)
            .Select(d => (Math.Pow(10, e / 1000.0), Math.Pow(10, d / 1000.0)))).ToArbitrary();

    // From the formula with 60 digits.
    [Theory]
    [InlineData(0.1, 1e-9, 0.00019833196077660325)]
    [InlineData(0.5, 1e-9, 0.0043885798430000341)]
    [InlineData(1, 1e-9, 0.016557415245086656)]
    [InlineData(2, 1e-9, 0.06179363652888175)]
    [InlineData(3, 1e-9, 0.13234291381434824)]
    [InlineData(5, 1e-9, 0.340542133405513)]
    [InlineData(10, 1e-9, 1.182533351543891)]
    [InlineData(1, 1e-6, 0.028014481912630338)]
    [InlineData(10, 1e-6, 1.7077963249967539)]
    [InlineData(0.1, 1e-5, 0.00052880069781512328)]
    [InlineData(1, 1e-5, 0.035925702327418217)]
    [InlineData(10, 1e-5, 2.0008913401500489)]
    [InlineData(1e-6, 1e-9, 8.4230620763128573e-14)]
    [InlineData(1e-10, 1e-6, 3.1419068153966039e-12)]
    [InlineData(1e-4, 0.3, 0.29701654373072904)]
    [InlineData(1, 0.5, 1.944655522732232)]
    [InlineData(1, 1e-200, 0.00055568967419905991)]
    [InlineData(100, 1e-12, 38.781533896302827)]
    [InlineData(8.881784197001252e-16, 1e-9, 3.1415954438848144e-18)]
    [InlineData(1e5, 1e-300, 84748.649579198881)]
    public void The_total_is_the_exact_one_rounded_down(double epsilon, double delta, double exact)
    {
        var total = GaussianDp.HalfMuSquared(epsilon, delta);

        Assert.InRange(total, exact * (1 - 1e-9), Math.BitIncrement(exact));
        Assert.InRange(GaussianDp.Epsilon(exact, delta), epsilon * (1 - 1e-15), epsilon * (1 + 1e-5));
        Assert.InRange(GaussianDp.Delta(exact, epsilon), delta * (1 - 1e-12), delta * (1 + 1e-6));
    }

    [Fact]
    public void The_total_is_rounded_down_and_epsilon_up() =>
        Prop.ForAll(_guarantees, g =>
        {
            var total = GaussianDp.HalfMuSquared(g.Epsilon, g.Delta);
            var epsilon = GaussianDp.Epsilon(total, g.Delta);
            return GaussianDp.Delta(total * (1 - 1e-9), g.Epsilon) <= g.Delta
                && GaussianDp.Delta(total, epsilon) <= g.Delta
                && epsilon <= g.Epsilon * (1 + 1e-9)
                && epsilon >= g.Epsilon * (1 - 1e-9)
                && GaussianDp.Delta(total * (1 + 1e-7), g.Epsilon) > g.Delta;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Conversions_are_monotone() =>
        Prop.ForAll(_guarantees, g =>
        {
            var total = GaussianDp.HalfMuSquared(g.Epsilon, g.Delta);
            return GaussianDp.HalfMuSquared(g.Epsilon * 1.01, g.Delta) > total
                && GaussianDp.HalfMuSquared(g.Epsilon, Math.Min(0.5, g.Delta * 1.1)) > total
                && GaussianDp.Delta(total, g.Epsilon * 1.01) < GaussianDp.Delta(total, g.Epsilon)
                && GaussianDp.Delta(total * 1.01, g.Epsilon) > GaussianDp.Delta(total, g.Epsilon)
                && GaussianDp.Epsilon(total * 1.01, g.Delta) > GaussianDp.Epsilon(total, g.Delta);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_is_worth_more_than_the_zero_concentrated_detour() =>
        Prop.ForAll(_guarantees, g => GaussianDp.HalfMuSquared(g.Epsilon, g.Delta) > ZCdp.Rho(g.Epsilon, g.Delta) * 1.01)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1e6, 1e-9)]
    [InlineData(1e5, 2.3e-308)]
    [InlineData(1e-12, 1e-15)]
    [InlineData(1e-15, 2.3e-308)]
    [InlineData(1e-15, 0.999999)]
    [InlineData(50, 0.9)]
    [InlineData(1e-15, 1e-9)]
    public void Extremes_come_back(double epsilon, double delta)
    {
        var total = GaussianDp.HalfMuSquared(epsilon, delta);
        Assert.True(total > 0 && double.IsFinite(total));
        Assert.True(GaussianDp.Delta(total * (1 - 1e-9), epsilon) <= delta);
        Assert.True(GaussianDp.Epsilon(total, delta) <= epsilon * (1 + 1e-6));
    }

    [Fact]
    public void Much_loss_proves_nothing_and_little_proves_much()
    {
        Assert.InRange(GaussianDp.Delta(1e6, 1), 1 - 1e-11, 1);
        Assert.True(GaussianDp.Delta(1e-12, 1) < 1e-290);
        Assert.True(GaussianDp.Delta(1e-12, 0) < 1e-5);
        Assert.True(GaussianDp.Epsilon(1e12, 1e-300) > 1e12);
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
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDp.HalfMuSquared(value, 1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDp.HalfMuSquared(1, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDp.Epsilon(value, 1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDp.Epsilon(1, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDp.Delta(value, 1));
        if (value != 0)
            Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDp.Delta(1, value));
    }
}
