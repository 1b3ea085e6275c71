using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class PrivacyAccountantTests
{
    [Fact]
    public void Without_delta_epsilons_add()
    {
        var accountant = new PrivacyAccountant(1, 0);
        Assert.Equal(CompositionRule.PureEpsilon, accountant.Rule);
        Assert.Equal(1, accountant.Total);
        accountant.Charge(new LaplaceEvent(4, 1), "row count");
        accountant.Charge(new ExponentialEvent(0.5), "choice");
        Assert.Equal(0.75, accountant.Spent);
        Assert.Equal(0.25, accountant.Remaining);
        Assert.Equal(0.75, accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove).Epsilon);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_leaves_no_trace()
    {
        var accountant = new PrivacyAccountant(1, 0);
        accountant.Charge(new PureEvent(0.75), "first");
        AssertRefused("budget-exceeded", () => accountant.Charge(new PureEvent(Math.BitIncrement(0.25)), "second"));
        Assert.Equal(0.25, accountant.Remaining);
        Assert.Single(accountant.Charges);
        accountant.Charge(new PureEvent(0.25), "third");
        Assert.Equal(0, accountant.Remaining);
        AssertRefused("budget-exceeded", () => accountant.Charge(new PureEvent(Math.ScaleB(1, -50)), "fourth"));
    }

    [Fact]
    public void Pure_budgets_refuse_what_has_no_pure_cost()
    {
        var accountant = new PrivacyAccountant(1, 0);
        AssertRefused("event-not-allowed", () => accountant.Charge(new GaussianEvent(100, 1), "noise"));
        AssertRefused("event-not-allowed", () => accountant.Charge(new ThresholdEvent(1e-12), "threshold"));
        AssertRefused("event-not-allowed", () => accountant.Charge(new ComposedEvent([new PureEvent(0.1), new ThresholdEvent(1e-12)]), "both"));
        Assert.Throws<InvalidOperationException>(() => new PrivacyAccountant(With(1, 0, thresholds: 1e-12)));
        Assert.Empty(accountant.Charges);
    }

    [Fact]
    public void Costs_that_vanish_are_refused_rather_than_free()
    {
        // 1e-100 over 2^40, squared, is still a normal number; nothing that an event accepts comes free.
        var accountant = new PrivacyAccountant(1, 1e-9);
        accountant.Charge(new GaussianEvent(1L << 40, 1e-100, isRounded: true), "tiny");
        Assert.True(accountant.Spent > 0);
        AssertRefused("event-not-allowed", () => accountant.Charge(new GaussianEvent(1L << 40, 1e-300, isRounded: true), "vanishing"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.Epsilon)]
    [InlineData(1e-20)]
    [InlineData(1e308)]
    [InlineData(double.PositiveInfinity)]
    public void Senseless_epsilons_are_refused(double epsilon)
    {
        Assert.Equal("epsilon-out-of-range", Assert.Throws<VeilException>(() => new PrivacyAccountant(epsilon, 1e-9)).Code);
        Assert.Equal("epsilon-out-of-range", Assert.Throws<VeilException>(() => new PrivacyAccountant(epsilon, 0)).Code);
        Assert.Equal("epsilon-out-of-range", Assert.Throws<VeilException>(() => new BudgetPrelude(epsilon, 1e-6)).Code);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1e-9)]
    [InlineData(double.Epsilon)]
    [InlineData(1)]
    [InlineData(1e308)]
    [InlineData(double.PositiveInfinity)]
    public void Senseless_deltas_are_refused(double delta)
    {
        Assert.Equal("delta-out-of-range", Assert.Throws<VeilException>(() => new PrivacyAccountant(1, delta)).Code);
        Assert.Equal("delta-out-of-range", Assert.Throws<VeilException>(() => new BudgetPrelude(1, delta)).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyAccountant(With(1, 1e-9, delta)));
        Assert.Throws<VeilException>(() => new BudgetPrelude(1, 1e-6).FixDelta(delta));
    }

    [Fact]
    public void A_prelude_is_taken_from_epsilon_before_delta_is_known()
    {
        var prelude = new BudgetPrelude(1, 1e-6);
        prelude.Charge(new LaplaceEvent(16, 1), "row count");
        AssertRefused("event-not-allowed", () => prelude.Charge(new GaussianEvent(16, 1, isRounded: true), "row count"));
        AssertRefused("budget-exceeded", () => prelude.Charge(new PureEvent(0.9375), "everything"));
        AssertRefused("delta-above-ceiling", () => prelude.FixDelta(1e-5));
        AssertRefused("delta-above-ceiling", () => prelude.FixDelta(0));
        var accountant = new PrivacyAccountant(prelude.FixDelta(1e-9));
        Assert.Equal(GaussianDp.HalfMuSquared(0.9375, 1e-9), accountant.Total);
        Assert.Equal(0.0625, accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove).Epsilon);
        accountant.Charge(GaussianEvent.Within(accountant.Rule, accountant.Remaining, 3), "the rest");
        var achieved = accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove);
        Assert.InRange(achieved.Epsilon, 1 - 1e-9, 1);
        Assert.Equal(1e-9, achieved.Delta);
        Assert.Equal(1e-9, accountant.Promised(PrivacyUnit.Row, Neighbours.AddRemove).Delta);
        Assert.True(accountant.Charges[0].Prelude);
    }

    [Fact]
    public void Thresholds_have_a_reserve_of_delta()
    {
        var accountant = new PrivacyAccountant(1, 1e-9);
        AssertRefused("budget-exceeded", () => accountant.Charge(new ThresholdEvent(1e-10), "no reserve"));
        accountant = new PrivacyAccountant(With(1, 1e-9, 1e-10));
        Assert.Equal(1e-10, accountant.DeltaRemaining);
        Assert.Equal(GaussianDp.HalfMuSquared(1, 9e-10), accountant.Total, 12);
        accountant.Charge(new ThresholdEvent(6e-11), "first");
        AssertRefused("budget-exceeded", () => accountant.Charge(new ThresholdEvent(6e-11), "second"));
        Assert.InRange(accountant.DeltaRemaining, 3.9999e-11, 4.0001e-11);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyAccountant(With(1, 1e-9, 1e-9)));
    }

    [Fact]
    public void Fifty_threads_never_spend_more_than_there_is()
    {
        var accountant = new PrivacyAccountant(1, 0);
        var accepted = 0;
        Parallel.For(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 50 }, _ =>
        {
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    accountant.Charge(new PureEvent(1.0 / 128), "a drop");
                    Interlocked.Increment(ref accepted);
                }
                catch (VeilException e) when (e.Code == "budget-exceeded")
                {
                }
            }
        });
        Assert.Equal(128, accepted);
        Assert.Equal(1, accountant.Spent);
        Assert.Equal(128, accountant.Charges.Count);
    }

    [Fact]
    public void Shares_can_be_spent_in_any_order_and_are_all_there_is() =>
        Prop.ForAll(
            Gen.Choose(1, 1000).Select(w => w / 7.0).NonEmptyListOf().ToArbitrary(),
            Gen.Choose(-3000, 1000).Select(e => Math.Pow(10, e / 1000.0)).ToArbitrary(),
            (weights, epsilon) =>
            {
                var accountant = new PrivacyAccountant(epsilon, 1e-9);
                var shares = accountant.Split([.. weights]);
                foreach (var share in shares.Reverse())
                    accountant.Charge(GaussianEvent.Within(accountant.Rule, share, 1), "share");
                var total = weights.Sum();
                return accountant.Spent <= accountant.Total
                    && accountant.Remaining < accountant.Total * 1e-9
                    && shares.Zip(weights).All(p => Math.Abs(p.First - (accountant.Total * p.Second / total)) <= accountant.Total * 1e-12);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_charges_never_pass_the_promise() =>
        Prop.ForAll(Gen.Choose(1, 4).SelectMany(kind => Gen.Choose(1, 400).Select(size => (kind, size))).ListOf().ToArbitrary(), events =>
        {
            var prelude = new BudgetPrelude(2, 1e-6);
            prelude.Charge(new LaplaceEvent(10, 1), "row count");
            var accountant = new PrivacyAccountant(prelude.FixDelta(1e-7) with { ThresholdDelta = 1e-8 });
            foreach (var (kind, size) in events)
            {
                PrivacyEvent next = kind switch
                {
                    1 => new GaussianEvent(size / 4.0, 1, isRounded: true),
                    2 => new LaplaceEvent(size / 4.0, 2),
                    3 => new ExponentialEvent(size / 400.0),
                    _ => new ThresholdEvent(size * 1e-11),
                };
                try
                {
                    accountant.Charge(next, "step");
                }
                catch (VeilException)
                {
                }
            }

            var replayed = PrivacyAccountant.Replay(accountant.Charges, accountant.Rule, 1e-7, PrivacyUnit.Row, Neighbours.AddRemove);
            return accountant.Spent <= accountant.Total && accountant.DeltaRemaining >= 0
                && replayed.Epsilon <= 2 * (1 + 1e-12)
                && accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove).Epsilon <= 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Splits_and_shares_refuse_senseless_weights()
    {
        var accountant = new PrivacyAccountant(1, 1e-9);
        foreach (var weight in new[] { double.NaN, 0, -1, double.Epsilon, 1e308 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => accountant.Split(1, weight));
            Assert.Throws<ArgumentOutOfRangeException>(() => accountant.Share(weight == 1e308 ? 1.1 : weight < 1e-300 && weight > 0 ? 2 : weight));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => accountant.Split());
        Assert.Equal(accountant.Total, accountant.Share(1));
        Assert.InRange(accountant.Share(0.1), accountant.Total * 0.0999999, accountant.Total * 0.1);
    }

    [Fact]
    public void Replay_believes_events_and_not_the_costs_written_beside_them()
    {
        var honest = new Charge(new GaussianEvent(10, 1), "counts", 0.005);
        var lying = new Charge(new GaussianEvent(1, 1), "counts", 0.005);
        Assert.InRange(Replay(honest), 0, 1);
        Assert.True(Replay(lying) > 4);
        Assert.Equal("charges-not-covered", Assert.Throws<VeilException>(() => PrivacyAccountant.Replay([honest], CompositionRule.PureEpsilon, 0, PrivacyUnit.Row, Neighbours.AddRemove)).Code);
        var threshold = new Charge(new ThresholdEvent(2e-9), "categories", 0);
        Assert.Equal("charges-not-covered", Assert.Throws<VeilException>(() => PrivacyAccountant.Replay([threshold], CompositionRule.ZeroConcentrated, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove)).Code);

        static double Replay(Charge charge) =>
            PrivacyAccountant.Replay([charge], CompositionRule.ZeroConcentrated, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon;
    }

    private static BudgetTerms With(double epsilon, double delta, double thresholds) =>
        new(epsilon, delta) { ThresholdDelta = thresholds };

    private static void AssertRefused(string code, Action action)
    {
        var refusal = Assert.Throws<VeilException>(action);
        Assert.Equal(code, refusal.Code);
        Assert.Equal(FaultKind.PrivacyRefusal, refusal.Kind);
    }
}
