using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class PrivacyFilterTests
{
    private const double Delta = 1e-6;

    // Bisections end within this of the number that they look for.
    private const double Rounding = 1e-9;

    private static readonly Gen<double> _epsilons = Gen.Choose(-2000, 500).Select(e => Math.Pow(10, e / 1000.0));
    private static readonly Gen<double> _deltas = Gen.Choose(-11000, -8000).Select(d => Math.Pow(10, d / 1000.0));

    private static readonly Gen<RunCost> _pure = _epsilons.Select(e => RunCost.Pure(Promise(e, 0)));
    private static readonly Gen<RunCost> _boxes = _epsilons.SelectMany(e => _deltas.Select(d => RunCost.BlackBox(Promise(e, d))));
    private static readonly Gen<RunCost> _gaussian = _epsilons.SelectMany(e => _deltas.Select(d => Gaussian(e, d)));

    private static readonly Gen<RunCost> _mixed = _epsilons.SelectMany(e => _deltas.Select(d => RunCost.Gaussian(
        Promise(e, d), GaussianDp.HalfMuSquared(0.99 * e, 0.9 * d), thresholdDelta: 0.1 * d, pureEpsilon: 0.01 * e)));

    private static readonly Gen<RunCost> _trainings = Gen.Choose(1, 100).SelectMany(rate => Gen.Choose(10, 60).Select(noise =>
        RunCost.WithTraining(Promise(1, 1e-7), new SubsampledGaussianEvent(rate / 1000.0, noise / 10.0, 100), halfMuSquared: 1e-3)));

    private static readonly Gen<RunCost> _any = Gen.OneOf(_pure, _boxes, _gaussian, _mixed, _trainings);

    [Fact]
    public void More_runs_never_cost_less() =>
        Prop.ForAll(Lists(_any), costs =>
        {
            var filter = PrivacyFilter.Open(double.PositiveInfinity, Delta);
            foreach (var cost in costs)
            {
                var before = filter.EpsilonTotal;
                filter = filter.Charge(cost);
                if (!(filter.EpsilonTotal >= before * (1 - Rounding)))
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void What_is_taken_away_leaves_what_there_was() =>
        Prop.ForAll(Lists(_any), _any.ToArbitrary(), (costs, more) =>
        {
            var before = Charged(costs);
            return before.Charge(more).Without(more).EpsilonTotal.Equals(before.EpsilonTotal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void The_order_of_runs_does_not_matter() =>
        Prop.ForAll(Lists(_any), costs => Charged(costs).EpsilonTotal.Equals(Charged(costs.Reverse()).EpsilonTotal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    // What is chosen after looking can never cost less than the same fixed beforehand, whose cost is known exactly.
    [Fact]
    public void Gaussian_runs_never_cost_less_than_if_they_had_been_fixed_beforehand() =>
        Prop.ForAll(Lists(_gaussian), costs =>
            Charged(costs).EpsilonTotal
            >= GaussianDp.Epsilon(costs.Sum(cost => cost.HalfMuSquared) * (1 - 1e-12), Delta) * (1 - Rounding)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_training_beside_other_runs_never_costs_less_than_if_they_had_been_fixed_beforehand() =>
        Prop.ForAll(Lists(_gaussian), _trainings.ToArbitrary(), (costs, run) =>
            Charged([.. costs, run]).EpsilonTotal >= SubsampledGaussian.Epsilon(
                run.Training!.Rate,
                run.Training.NoiseMultiplier,
                run.Training.Steps,
                (costs.Sum(cost => cost.HalfMuSquared) + run.HalfMuSquared) * (1 - 1e-12),
                Delta) * (1 - Rounding)).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    // Deltas of up to a quarter of the account's are what chances of failure may take.
    [Fact]
    public void Runs_of_one_kind_never_cost_more_than_their_promises_together() =>
        Prop.ForAll(Gen.Elements(_pure, _boxes, _gaussian).SelectMany(kind => Lists(kind).Generator).ToArbitrary(), costs =>
            costs.Sum(cost => cost.Promised.Delta) > Delta / 4
            || Charged(costs).EpsilonTotal <= costs.Sum(cost => cost.Promised.Epsilon) * (1 + Rounding)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_admitted_is_within_the_cap_and_what_is_refused_is_not() =>
        Prop.ForAll(Lists(_any), Gen.Choose(1, 40).ToArbitrary(), (costs, tenths) =>
        {
            var filter = PrivacyFilter.Open(tenths / 10.0, Delta);
            foreach (var cost in costs)
            {
                var before = filter;
                if (filter.Admits(cost))
                {
                    filter = filter.Charge(cost);
                }
                else
                {
                    Assert.Throws<VeilException>(() => filter.Charge(cost));
                }

                var refusedWithin = filter == before && !filter.IsPlain
                    && Charged([.. before.Charges, cost]).EpsilonTotal <= filter.Epsilon * (1 - Rounding);
                if (filter.EpsilonTotal > filter.Epsilon || refusedWithin)
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Gaussian_runs_are_admitted_up_to_the_last_double()
    {
        var cap = GaussianDp.HalfMuSquared(1, Delta / 2);
        var promise = Promise(1e3, 0.5);

        Assert.True(PrivacyFilter.Open(1, Delta).Admits(RunCost.Gaussian(promise, cap)));
        Assert.False(PrivacyFilter.Open(1, Delta).Admits(RunCost.Gaussian(promise, Math.BitIncrement(cap))));
        Assert.InRange(PrivacyFilter.Open(1, Delta).Charge(RunCost.Gaussian(promise, cap)).EpsilonTotal, 1 - Rounding, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Delta)]
    public void Pure_runs_are_admitted_up_to_the_last_double(double delta)
    {
        var filter = PrivacyFilter.Open(1, delta).Charge(RunCost.Pure(Promise(0.25, 0)));

        Assert.True(filter.Admits(RunCost.Pure(Promise(0.75, 0))));
        Assert.False(filter.Admits(RunCost.Pure(Promise(Math.BitIncrement(0.75), 0))));
    }

    // Neither 0.1 nor 0.3 is a double, and 0.1 + 0.1 + 0.1 is above 0.3 whichever way doubles round.
    [Fact]
    public void Sums_are_not_rounded()
    {
        var tenth = RunCost.Pure(Promise(0.1, 0));
        Assert.Equal(2, PrivacyFilter.Open(0.3, 0).MoreLike(tenth));
        Assert.Equal(3, PrivacyFilter.Open(Math.BitIncrement(0.3), 0).MoreLike(tenth));
        Assert.Equal(9, PrivacyFilter.Open(1, 0).MoreLike(tenth));
    }

    [Fact]
    public void Chances_of_failure_are_admitted_up_to_the_last_double()
    {
        var filter = PrivacyFilter.Open(10, Delta).Charge(RunCost.Pure(Promise(0.1, 0)));

        Assert.True(filter.Admits(RunCost.BlackBox(Promise(1, Delta / 4))));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(1, Math.BitIncrement(Delta / 4)))));
        var charged = filter.Charge(RunCost.BlackBox(Promise(1, Delta / 4)));
        Assert.False(charged.Admits(RunCost.Gaussian(Promise(1e-3, 1e-9), 1e-9, thresholdDelta: 1e-300)));
        Assert.True(charged.Admits(RunCost.Gaussian(Promise(1e-3, 1e-9), 1e-9)));
    }

    [Fact]
    public void An_account_of_one_run_takes_this_run_and_stays_plain()
    {
        var whole = RunCost.BlackBox(Promise(1, Delta));
        var filter = PrivacyFilter.Open(1, Delta);
        Assert.True(filter.Admits(whole));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(Math.BitIncrement(1), Delta))));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(1, Math.BitIncrement(Delta)))));

        filter = filter.Charge(whole);

        Assert.True(filter.IsPlain);
        Assert.Equal(1, filter.EpsilonTotal);
        Assert.False(filter.Admits(RunCost.Pure(Promise(1e-9, 0))));
        Assert.True(filter.Raise(2, 0.1).Charge(RunCost.Pure(Promise(1, 0))).IsPlain);
    }

    [Fact]
    public void A_plain_account_adds_promises_up()
    {
        var filter = PrivacyFilter.Open(3, Delta).Charge(RunCost.BlackBox(Promise(1, Delta / 2)));
        Assert.True(filter.IsPlain);

        // As a Gaussian run it would cost next to nothing.
        filter = filter.Charge(RunCost.Gaussian(Promise(1, Delta / 4), 1e-9));
        Assert.Equal(2, filter.EpsilonTotal);
        Assert.True(filter.Admits(RunCost.BlackBox(Promise(1, Delta / 4))));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(1, Delta / 3))));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(Math.BitIncrement(1), Delta / 4))));
    }

    [Fact]
    public void Only_the_first_run_makes_an_account_plain()
    {
        var filter = PrivacyFilter.Open(3, Delta).Charge(RunCost.Pure(Promise(0.1, 0)));

        Assert.False(filter.IsPlain);
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(1, Delta / 2))));
    }

    [Fact]
    public void Without_delta_only_pure_runs_are_admitted()
    {
        var filter = PrivacyFilter.Open(1, 0);

        Assert.False(filter.Admits(Gaussian(1e-6, 1e-9)));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(1e-6, 1e-300))));
        Assert.Equal(4, filter.MoreLike(RunCost.Pure(Promise(0.25, 0))));
    }

    // With a delta of which a quarter is no normal number, nothing is rounded in its favour.
    [Fact]
    public void The_smallest_deltas_pay_for_nothing_but_a_plain_account()
    {
        var filter = PrivacyFilter.Open(1, 2.3e-308).Charge(RunCost.Pure(Promise(0.1, 0)));

        Assert.False(filter.Admits(Gaussian(0.1, 2.3e-308)));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(0.1, 2.3e-308))));
    }

    [Fact]
    public void An_account_without_a_cap_admits_everything_and_says_when_nothing_covers_it()
    {
        var filter = PrivacyFilter.Open(double.PositiveInfinity, Delta).Charge(RunCost.BlackBox(Promise(1, 0.1)));

        Assert.False(filter.IsPlain);
        Assert.Equal(double.PositiveInfinity, filter.EpsilonTotal);
        Assert.Equal(1000, filter.MoreLike(RunCost.BlackBox(Promise(1e3, 0.1))));
        Assert.Equal(0, PrivacyFilter.Open(double.PositiveInfinity, 0).EpsilonTotal);
    }

    [Fact]
    public void More_like_it_is_what_can_be_charged_one_by_one() =>
        Prop.ForAll(_any.ToArbitrary(), _any.ToArbitrary(), (first, next) =>
        {
            var filter = PrivacyFilter.Open(6, Delta);
            filter = filter.Admits(first) ? filter.Charge(first) : filter;
            var expected = filter.MoreLike(next);
            var (many, charged) = (0, filter);
            for (; many < 20 && charged.Admits(next); many++)
            {
                charged = charged.Charge(next);
            }

            return many == Math.Min(20, expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_refusal_says_which_smaller_run_would_fit()
    {
        var filter = PrivacyFilter.Open(1, Delta).Charge(Gaussian(0.8, 1e-7));

        var refused = Assert.Throws<VeilException>(() => filter.Charge(Gaussian(0.9, 1e-7)));

        Assert.Equal(("account-exceeded", FaultKind.PrivacyRefusal), (refused.Code, refused.Kind));
        var smaller = Suggested(refused);
        Assert.True(filter.Admits(Gaussian(smaller, 1e-7)));
        Assert.False(filter.Admits(Gaussian(smaller + 0.001, 1e-7)));
        var full = PrivacyFilter.Open(1, 0).Charge(RunCost.Pure(Promise(1, 0)));
        Assert.StartsWith("Wait", Assert.Throws<VeilException>(() => full.Charge(RunCost.Pure(Promise(1, 0)))).WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_for_lack_of_delta_says_which_delta_would_fit()
    {
        var filter = PrivacyFilter.Open(10, Delta).Charge(RunCost.BlackBox(Promise(1, 1e-7)));

        var delta = Suggested(Assert.Throws<VeilException>(() => filter.Charge(RunCost.BlackBox(Promise(1, 2e-7)))));
        Assert.True(filter.Admits(RunCost.BlackBox(Promise(1, delta))));
        Assert.False(filter.Admits(RunCost.BlackBox(Promise(1, delta * 1.01))));

        // A tenth of its delta is for thresholds.
        delta = Suggested(Assert.Throws<VeilException>(() => filter.Charge(Learning(2e-6))));
        Assert.True(filter.Admits(Learning(delta)));
        Assert.False(filter.Admits(Learning(delta * 1.01)));

        var empty = PrivacyFilter.Open(10, Delta);
        Assert.Equal(Delta, Suggested(Assert.Throws<VeilException>(() => empty.Charge(RunCost.BlackBox(Promise(1, 2e-6))))));
        var pure = PrivacyFilter.Open(1, 0);
        Assert.StartsWith("Wait", Assert.Throws<VeilException>(() => pure.Charge(Gaussian(0.1, 1e-7))).WayOut, StringComparison.Ordinal);

        static RunCost Learning(double delta) => RunCost.Gaussian(Promise(1, delta), 0.001, thresholdDelta: delta / 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_suggestion_is_for_what_a_run_reserves(bool mayTrain)
    {
        var filter = PrivacyFilter.Open(1, Delta).Charge(Gaussian(0.5, 1e-7));

        var smaller = Suggested(Assert.Throws<VeilException>(() => filter.Charge(Reserved(0.95))));

        Assert.True(filter.Admits(Reserved(smaller)));
        Assert.False(filter.Admits(Reserved(smaller + 0.001)));

        RunCost Reserved(double epsilon) => BudgetSession.BoundOf(Promise(epsilon, 1e-7), mayTrain);
    }

    // What is refused must not be suggested, whatever the sum of doubles looks like.
    [Fact]
    public void A_suggestion_fits_as_it_is_written()
    {
        var filter = PrivacyFilter.Open(0.3, 0).Charge(RunCost.Pure(Promise(0.1, 0))).Charge(RunCost.Pure(Promise(0.1, 0)));
        Assert.Equal(0.0999, Suggested(Assert.Throws<VeilException>(() => filter.Charge(RunCost.Pure(Promise(0.1, 0))))));

        filter = PrivacyFilter.Open(1, 0).Charge(RunCost.Pure(Promise(0.5, 0)));
        Assert.Equal(0.5, Suggested(Assert.Throws<VeilException>(() => filter.Charge(RunCost.Pure(Promise(0.7, 0))))));
    }

    [Fact]
    public void A_bound_is_replaced_by_the_exact_cost_where_that_fits()
    {
        var bound = RunCost.BlackBox(Promise(1, 1e-7));
        var filter = PrivacyFilter.Open(1.2, Delta).Charge(RunCost.Pure(Promise(0.1, 0))).Charge(bound);

        var settled = filter.Settle(bound, Gaussian(0.5, 1e-7));
        Assert.Equal(0.5, settled.Charges[1].Promised.Epsilon);
        Assert.True(settled.EpsilonTotal < filter.EpsilonTotal);

        var large = RunCost.WithTraining(Promise(1, 1e-7), new SubsampledGaussianEvent(0.5, 1, 100));
        Assert.Same(filter, filter.Settle(bound, large));
        Assert.Throws<InvalidOperationException>(() => settled.Settle(bound, large));
    }

    [Fact]
    public void A_refund_leaves_nothing_behind()
    {
        var whole = RunCost.BlackBox(Promise(1, Delta));
        var empty = PrivacyFilter.Open(1, Delta).Charge(whole).Without(whole);

        Assert.False(empty.IsPlain);
        Assert.Equal(0, empty.EpsilonTotal);
        Assert.True(empty.Admits(whole));
        Assert.Throws<InvalidOperationException>(() => empty.Without(whole));
        var two = PrivacyFilter.Open(3, Delta).Charge(Gaussian(1, 1e-7)).Charge(Gaussian(0.5, 1e-8));
        Assert.Equal(PrivacyFilter.Open(3, Delta).Charge(Gaussian(0.5, 1e-8)).EpsilonTotal, two.Without(Gaussian(1, 1e-7)).EpsilonTotal);
    }

    [Fact]
    public void A_larger_promise_admits_all_that_was_charged_and_a_smaller_one_is_refused()
    {
        var filter = PrivacyFilter.Open(1, Delta).Charge(Gaussian(0.8, 1e-7));

        Assert.True(filter.Raise(2, Delta).Admits(Gaussian(0.8, 1e-7)));
        Assert.Equal(filter.EpsilonTotal, filter.Raise(2, Delta).EpsilonTotal);
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Raise(0.9, Delta));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Raise(2, Delta / 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Raise(double.NaN, Delta));
    }

    public static TheoryData<double> Senseless => [
        double.NaN, -0.0, -1, double.Epsilon, -double.Epsilon, 1e-310, 1e308, double.PositiveInfinity, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(Senseless))]
    public void Senseless_costs_are_refused(double value)
    {
        var promise = Promise(1, 1e-7);
        Assert.ThrowsAny<Exception>(() => RunCost.Pure(Promise(value, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.Gaussian(promise, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.Gaussian(promise, 0.01, thresholdDelta: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.Gaussian(promise, 0.01, pureEpsilon: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.WithTraining(promise, new(0.01, 1, 10), halfMuSquared: value));
        if (!double.IsPositiveInfinity(value))
        {
            Assert.Throws<VeilException>(() => PrivacyFilter.Open(value, Delta));
        }

        if (value != 0)
        {
            Assert.Throws<VeilException>(() => PrivacyFilter.Open(1, value));
        }
    }

    // What a file says may be so small that it is read as zero.
    [Fact]
    public void A_run_that_costs_nothing_is_refused()
    {
        var nothing = double.Parse("1e-400", CultureInfo.InvariantCulture);

        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.Gaussian(Promise(1, 1e-7), nothing));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.Pure(Promise(nothing, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunCost.Of(Promise(1, 1e-7), nothing, nothing, nothing, null));
        Assert.Throws<ArgumentException>(() => RunCost.Of(Promise(1, 0), 0, 0.01, 0, null));
    }

    // Bits of a negative zero, read as a number without a sign, are larger than any delta.
    [Fact]
    public void A_negative_zero_is_no_budget()
    {
        Assert.Equal(0, ExactSum.Of(-0.0).ToDoubleUp());
        Assert.False(PrivacyFilter.Open(1, -0.0).Admits(RunCost.BlackBox(Promise(0.1, 0.1))));
    }

    [Theory]
    [InlineData(0, Neighbours.AddRemove)]
    [InlineData(1e-7, Neighbours.ReplaceOne)]
    public void A_training_needs_what_its_proof_needs(double delta, Neighbours neighbours) =>
        Assert.Throws<VeilException>(() =>
            RunCost.WithTraining(new PrivacyGuarantee(1, delta, PrivacyUnit.Row, neighbours), new(0.01, 1, 10)));

    internal static PrivacyGuarantee Promise(double epsilon, double delta) =>
        new(epsilon, delta, PrivacyUnit.Row, Neighbours.AddRemove);

    internal static RunCost Gaussian(double epsilon, double delta) =>
        RunCost.Gaussian(Promise(epsilon, delta), GaussianDp.HalfMuSquared(epsilon, delta));

    private static double Suggested(VeilException refused) => double.Parse(
        refused.WayOut.Split(' ').First(word => char.IsAsciiDigit(word[0])).TrimEnd(','), CultureInfo.InvariantCulture);

    private static PrivacyFilter Charged(IEnumerable<RunCost> costs) =>
        costs.Aggregate(PrivacyFilter.Open(double.PositiveInfinity, Delta), (filter, cost) => filter.Charge(cost));

    private static Arbitrary<RunCost[]> Lists(Gen<RunCost> one) => Gen.Choose(1, 8).SelectMany(one.ArrayOf).ToArbitrary();
}
