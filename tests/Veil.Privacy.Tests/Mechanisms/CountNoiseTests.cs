using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>The one place where a cost becomes noise: never less than the cost demands, and hardly more.</summary>
public class CountNoiseTests
{
    // Unlike each other, so that one in the place of the other is noticed.
    private const double L1 = 3;
    private const double L2 = 1.5;

    public static TheoryData<CompositionRule, double> Costs
    {
        get
        {
            var costs = new TheoryData<CompositionRule, double>();
            foreach (var rule in new[] { CompositionRule.PureEpsilon, CompositionRule.GaussianDp })
            {
                foreach (var cost in new[] { 1e-6, 0.0123, 0.5, 7 })
                {
                    costs.Add(rule, cost);
                }
            }

            return costs;
        }
    }

    [Theory]
    [MemberData(nameof(Costs))]
    public void Noise_is_as_strong_as_its_cost_demands_and_hardly_stronger(CompositionRule rule, double cost)
    {
        var noise = CountNoise.For(rule, cost, L1, L2);

        // The deviation of a discrete Laplace of scale l1 / epsilon, or of a Gaussian of l2 / mu; rounding adds 1/12 to a variance.
        var decay = Math.Exp(-cost / L1);
        var (least, most) = rule == CompositionRule.PureEpsilon
            ? (Math.Sqrt(2 * decay) / (1 - decay), Math.Sqrt(2 * decay) / (1 - decay))
            : (L2 / Math.Sqrt(2 * cost), Math.Sqrt((L2 * L2 / (2 * cost)) + (1 / 12.0)));
        Assert.InRange(noise.StandardDeviation, least * (1 - 1e-9), most * (1 + 1e-6));
        Assert.Equal(rule == CompositionRule.PureEpsilon ? NoiseKind.Laplace : NoiseKind.Gaussian, noise.Kind);

        // What is charged is what the noise costs.
        Assert.InRange(noise.Event.Cost(rule), cost * (1 - 1e-12), cost);
        Assert.Equal(
            rule == CompositionRule.PureEpsilon ? (L1, false) : (L2, true),
            noise.Event switch
            {
                LaplaceEvent laplace => (laplace.L1Sensitivity, false),
                GaussianEvent gaussian => (gaussian.L2Sensitivity, gaussian.IsRounded),
                _ => default,
            });
    }

    [Theory]
    [MemberData(nameof(Costs))]
    public void A_planned_deviation_is_that_of_the_noise(CompositionRule rule, double cost) =>
        Assert.Equal(CountNoise.For(rule, cost, L1, L2).StandardDeviation, CountNoise.StandardDeviationAt(rule, cost, L1, L2));

    [Theory]
    [InlineData(CompositionRule.PureEpsilon, PrivacyChecks.LargestEpsilon)]
    [InlineData(CompositionRule.GaussianDp, PrivacyChecks.LargestRho)]
    public void Where_there_is_no_such_noise_a_plan_says_infinite_or_none(CompositionRule rule, double largest)
    {
        foreach (var tooSmall in new[] { 1e-300, 0, -1, double.NaN })
        {
            Assert.Equal(double.PositiveInfinity, CountNoise.StandardDeviationAt(rule, tooSmall, L1, L2));
        }

        Assert.Equal(0, CountNoise.StandardDeviationAt(rule, Math.BitIncrement(largest), L1, L2));
        Assert.True(CountNoise.StandardDeviationAt(rule, 100, L1, L2) is > 0 and < 1);
    }

    [Theory]
    [MemberData(nameof(Costs))]
    public void A_quantile_is_the_smallest_number_that_a_draw_reaches_rarely_enough(CompositionRule rule, double cost)
    {
        var noise = CountNoise.For(rule, cost, L1, L2);
        foreach (var probability in new[] { 0.3, 0.01, 1e-9 })
        {
            var quantile = noise.Quantile(probability);

            Assert.True(noise.TailAtLeast(quantile) <= probability);
            Assert.True(quantile == 1 || noise.TailAtLeast(quantile - 1) > probability);
        }
    }

    [Theory]
    [InlineData(CompositionRule.ZeroConcentrated)]
    [InlineData((CompositionRule)9)]
    public void A_rule_that_no_budget_has_is_refused(CompositionRule rule) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CountNoise.For(rule, 1, L1, L2));
}
