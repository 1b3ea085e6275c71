using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class PrivacyEventTests
{
    private static readonly double[] _senseless = [double.NaN, 0, -1, double.Epsilon, 1e308, double.PositiveInfinity, double.NegativeInfinity];

    [Fact]
    public void Costs_are_those_of_the_papers()
    {
        Assert.Equal(0.5, new GaussianEvent(1, 1).Cost(CompositionRule.ZeroConcentrated));
        Assert.Equal(0.02, new GaussianEvent(10, 2).Cost(CompositionRule.ZeroConcentrated), 15);
        Assert.Equal(double.PositiveInfinity, new GaussianEvent(1, 1).Cost(CompositionRule.PureEpsilon));
        Assert.Equal(0.25, new LaplaceEvent(8, 2).Cost(CompositionRule.PureEpsilon));
        Assert.Equal(0.03125, new LaplaceEvent(8, 2).Cost(CompositionRule.ZeroConcentrated));
        Assert.Equal(0.5, new ExponentialEvent(0.5).Cost(CompositionRule.PureEpsilon));
        Assert.Equal(0.03125, new ExponentialEvent(0.5).Cost(CompositionRule.ZeroConcentrated));
        Assert.Equal(0.125, new PureEvent(0.5).Cost(CompositionRule.ZeroConcentrated));
        Assert.Equal(0.5, new PureEvent(0.5).Cost(CompositionRule.PureEpsilon));
        Assert.Equal(0, new ThresholdEvent(1e-10).Cost(CompositionRule.ZeroConcentrated));
        Assert.Equal(1e-10, new ThresholdEvent(1e-10).Delta);
        Assert.Equal(double.PositiveInfinity, new ThresholdEvent(1e-10).Cost(CompositionRule.PureEpsilon));
    }

    [Fact]
    public void Gaussian_differential_privacy_is_for_rounded_noise_choices_and_thresholds_alone()
    {
        const CompositionRule Rule = CompositionRule.GaussianDp;
        var rounded = new GaussianEvent(10, 2, isRounded: true);
        Assert.Equal(rounded.Cost(CompositionRule.ZeroConcentrated), rounded.Cost(Rule));
        Assert.Equal(0.02, rounded.Cost(Rule), 15);
        Assert.Equal(0, new ThresholdEvent(1e-10).Cost(Rule));
        Assert.Equal(0.02, new ComposedEvent([rounded, new ThresholdEvent(1e-10)]).Cost(Rule), 15);
        PrivacyEvent[] others = [new GaussianEvent(10, 2), new LaplaceEvent(1, 1), new PureEvent(0.1)];
        Assert.All(others, other => Assert.Equal(double.PositiveInfinity, other.Cost(Rule)));
        Assert.All(others, other => Assert.Equal(double.PositiveInfinity, new ComposedEvent([rounded, other]).Cost(Rule)));
        Assert.NotEqual<PrivacyEvent>(rounded, new GaussianEvent(10, 2));
    }

    [Fact]
    public void A_choice_costs_what_the_slope_of_its_trade_off_says()
    {
        foreach (var epsilon in new[] { 1e-6, 0.01, 0.5, 3 })
        {
            var mu = Math.Sqrt(2 * new ExponentialEvent(epsilon).Cost(CompositionRule.GaussianDp));

            // The trade-off at its middle point, for every place of the range of the loss.
            for (var part = 0.01; part < 1; part += 0.01)
            {
                var t = part * epsilon;
                var p = -Math.Exp(t) * double.ExpM1(epsilon - t) / -double.ExpM1(epsilon);
                var q = double.ExpM1(epsilon - t) / double.ExpM1(epsilon);
                Assert.True(Quantile(p) - Quantile(q) <= mu + 1e-7, $"{epsilon} {part}");
            }

            Assert.Equal(epsilon, ExponentialEvent.Within(CompositionRule.GaussianDp, mu * mu / 2).Epsilon, 1e-12 * epsilon);
        }
    }

    // The normal quantile by bisection of its distribution function, which is integrated by Simpson's rule.
    private static double Quantile(double p)
    {
        var (low, high) = (-8.0, 8.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Distribution(middle) < p ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double Distribution(double x)
    {
        const int Steps = 400;
        var (sum, step) = (0.0, x / Steps);
        for (var i = 0; i <= Steps; i++)
            sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * i * step * i * step);
        return 0.5 + (sum * step / 3 / Math.Sqrt(2 * Math.PI));
    }

    [Fact]
    public void Anchors_of_the_algorithms_hold()
    {
        // Three measurements of sensitivity one share a mu^2/2 of 0.016557: sigma = 9.518.
        var total = GaussianDp.HalfMuSquared(1, 1e-9);
        Assert.Equal(9.518, GaussianEvent.Within(CompositionRule.GaussianDp, total / 3, 1).Sigma, 3);
        Assert.Equal(0.006136, ExponentialEvent.Within(CompositionRule.GaussianDp, 0.1 * total / 224).Epsilon, 6);
    }

    [Fact]
    public void Composed_costs_add()
    {
        var both = new ComposedEvent([new GaussianEvent(1, 1), new ThresholdEvent(1e-10), new ExponentialEvent(2)]);
        Assert.Equal(1, both.Cost(CompositionRule.ZeroConcentrated));
        Assert.Equal(1e-10, both.Delta);
        Assert.Equal(double.PositiveInfinity, both.Cost(CompositionRule.PureEpsilon));
        Assert.Throws<ArgumentException>(() => new ComposedEvent([]));
        Assert.Equal(both, new ComposedEvent([.. both.Events]));
        Assert.NotEqual(both, new ComposedEvent([new GaussianEvent(1, 1)]));
    }

    [Fact]
    public void Events_within_a_budget_cost_at_most_it_and_nearly_all_of_it() =>
        Prop.ForAll(Gen.Choose(-6000, 2000).Select(e => Math.Pow(10, e / 1000.0)).ToArbitrary(), Gen.Choose(1, 50).Select(s => s * Math.Sqrt(2)).ToArbitrary(), (budget, sensitivity) =>
        {
            const CompositionRule Pure = CompositionRule.PureEpsilon, Gaussian = CompositionRule.GaussianDp;
            return new (CompositionRule Rule, PrivacyEvent Event)[]
            {
                (Pure, LaplaceEvent.Within(Pure, budget, sensitivity)),
                (Pure, ExponentialEvent.Within(Pure, budget)),
                (Gaussian, GaussianEvent.Within(Gaussian, budget, sensitivity)),
                (Gaussian, ExponentialEvent.Within(Gaussian, budget)),
            }.All(bought => bought.Event.Cost(bought.Rule) is var cost && cost <= budget && cost > budget * (1 - 1e-12));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Senseless_numbers_are_refused()
    {
        foreach (var value in _senseless)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianEvent(value, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianEvent(1, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => new LaplaceEvent(value, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => new LaplaceEvent(1, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialEvent(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => new PureEvent(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => new ThresholdEvent(value));
            Assert.Throws<ArgumentOutOfRangeException>(() => GaussianEvent.Within(CompositionRule.GaussianDp, value, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => GaussianEvent.Within(CompositionRule.GaussianDp, 1, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => LaplaceEvent.Within(CompositionRule.PureEpsilon, value, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => LaplaceEvent.Within(CompositionRule.PureEpsilon, 1, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialEvent.Within(CompositionRule.PureEpsilon, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialEvent.Within(CompositionRule.GaussianDp, value));
        }
    }

    [Fact]
    public void Noise_and_choices_are_bought_under_the_rules_of_budgets_alone()
    {
        Assert.All(
            [CompositionRule.PureEpsilon, CompositionRule.ZeroConcentrated],
            rule => Assert.Throws<ArgumentOutOfRangeException>(() => GaussianEvent.Within(rule, 1, 1)));
        Assert.All(
            [CompositionRule.GaussianDp, CompositionRule.ZeroConcentrated],
            rule => Assert.Throws<ArgumentOutOfRangeException>(() => LaplaceEvent.Within(rule, 1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialEvent.Within(CompositionRule.ZeroConcentrated, 1));
    }
}
