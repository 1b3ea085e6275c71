using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Accounting;

public class DirectedRoundingTests
{
    private static readonly Arbitrary<(double A, double B)> _pairs =
        Number().SelectMany(a => Number().Select(b => (a, b))).ToArbitrary();

    [Fact]
    public void Results_are_on_the_safe_side_and_next_to_the_exact_value() =>
        Prop.ForAll(_pairs, pair =>
        {
            var (a, b) = pair;
            var (exactA, exactB) = (Rational.FromDouble(a), Rational.FromDouble(b));
            var sum = new Rational(
                (exactA.Numerator * exactB.Denominator) + (exactB.Numerator * exactA.Denominator),
                exactA.Denominator * exactB.Denominator);
            var product = new Rational(exactA.Numerator * exactB.Numerator, exactA.Denominator * exactB.Denominator);
            return IsUp(DirectedRounding.AddUp(a, b), sum)
                && IsUp(DirectedRounding.MultiplyUp(a, b), product)
                && IsDown(DirectedRounding.MultiplyDown(a, b), product)
                && IsUp(DirectedRounding.DivideUp(a, b), exactA / exactB)
                && IsDown(DirectedRounding.DivideDown(a, b), exactA / exactB)
                && IsDown(DirectedRounding.SubtractDown(a + b, b), Difference(a + b, b));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Exact_sums_do_not_depend_on_order() =>
        Prop.ForAll(_pairs.Generator.ListOf().ToArbitrary(), pairs =>
        {
            var forward = ExactSum.Zero;
            var backward = ExactSum.Zero;
            foreach (var (a, b) in pairs)
                forward = forward.Plus(a).Plus(b);
            foreach (var (a, b) in Enumerable.Reverse(pairs))
                backward = backward.Plus(b).Plus(a);
            return forward.IsAtMost(backward) && backward.IsAtMost(forward)
                && forward.ToDoubleDown() <= forward.ToDoubleUp()
                && ExactSum.Of(forward.ToDoubleDown()).IsAtMost(forward)
                && forward.IsAtMost(ExactSum.Of(forward.ToDoubleUp()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_single_number_comes_back()
    {
        foreach (var value in new[] { 0, double.Epsilon, 2.2e-308, 1e-9, 1, 1e6, double.MaxValue })
        {
            Assert.Equal(value, ExactSum.Of(value).ToDoubleDown());
            Assert.Equal(value, ExactSum.Of(value).ToDoubleUp());
        }

        foreach (var value in new[] { double.NaN, -1, double.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>(() => ExactSum.Of(value));
    }

    private static Gen<double> Number() =>
        Gen.Choose(1, int.MaxValue).SelectMany(m => Gen.Choose(-60, 10).Select(e => Math.ScaleB(m * Math.PI, e)));

    private static Rational Difference(double a, double b)
    {
        var (exactA, exactB) = (Rational.FromDouble(a), Rational.FromDouble(b));
        var numerator = (exactA.Numerator * exactB.Denominator) - (exactB.Numerator * exactA.Denominator);
        return new Rational(System.Numerics.BigInteger.Max(0, numerator), exactA.Denominator * exactB.Denominator);
    }

    private static bool IsUp(double rounded, Rational exact) =>
        Rational.FromDouble(rounded).CompareTo(exact) >= 0
        && Rational.FromDouble(Math.BitDecrement(Math.BitDecrement(rounded))).CompareTo(exact) < 0;

    private static bool IsDown(double rounded, Rational exact) =>
        Rational.FromDouble(Math.Max(0, rounded)).CompareTo(exact) <= 0
        && Rational.FromDouble(Math.BitIncrement(Math.BitIncrement(Math.Max(0, rounded)))).CompareTo(exact) > 0;
}
