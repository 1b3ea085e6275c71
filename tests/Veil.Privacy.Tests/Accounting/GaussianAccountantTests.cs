using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

/// <summary>The accountant of a run with a delta.</summary>
public class GaussianAccountantTests
{
    [Fact]
    public void Halves_of_squared_mus_add_up_to_more_than_rhos_do()
    {
        var accountant = new PrivacyAccountant(1, 1e-9);
        Assert.Equal(CompositionRule.GaussianDp, accountant.Rule);
        Assert.Equal(GaussianDp.HalfMuSquared(1, 1e-9), accountant.Total);
        Assert.InRange(accountant.Total / ZCdp.Rho(1, 1e-9), 1.10, 1.11);
        Assert.Equal(0, Achieved(accountant));

        accountant.Charge(GaussianEvent.Within(accountant.Rule, accountant.Total / 2, 3), "half of it");
        accountant.Charge(GaussianEvent.Within(accountant.Rule, accountant.Remaining, 1), "the rest");

        Assert.InRange(Achieved(accountant), 1 - 1e-9, 1);
        Assert.InRange(accountant.Remaining, 0, accountant.Total * 1e-12);
    }

    [Fact]
    public void What_is_not_rounded_Gaussian_noise_is_refused_and_leaves_no_trace()
    {
        var accountant = new PrivacyAccountant(new BudgetTerms(1, 1e-9) { ThresholdDelta = 1e-10 });
        var rounded = new GaussianEvent(100, 1, isRounded: true);
        foreach (var other in new PrivacyEvent[]
        {
            new GaussianEvent(100, 1), new LaplaceEvent(1000, 1), new PureEvent(1e-3),
            new ComposedEvent([rounded, new PureEvent(1e-3)]),
        })
        {
            Assert.Equal("event-not-allowed", Assert.Throws<VeilException>(() => accountant.Charge(other, "other")).Code);
        }

        Assert.Empty(accountant.Charges);
        Assert.Equal(0, accountant.Spent);
        accountant.Charge(new ComposedEvent([rounded, new ThresholdEvent(1e-11)]), "categories");
        Assert.InRange(accountant.DeltaRemaining, 8.9999e-11, 9.0001e-11);
    }

    [Fact]
    public void Thresholds_take_their_delta_from_the_noise()
    {
        var accountant = new PrivacyAccountant(new BudgetTerms(1, 1e-9) { ThresholdDelta = 1e-10 });
        Assert.Equal(GaussianDp.HalfMuSquared(1, 9e-10), accountant.Total, 12);
        accountant.Charge(new ThresholdEvent(1e-10), "categories");
        accountant.Charge(GaussianEvent.Within(accountant.Rule, accountant.Remaining, 1), "counts");
        Assert.InRange(Achieved(accountant), 1 - 1e-9, 1);
        Refused("budget-exceeded", () => accountant.Charge(new ThresholdEvent(1e-12), "more"));
    }

    [Fact]
    public void Noise_that_is_chosen_by_answers_cannot_pass_the_total() =>
        Prop.ForAll(Gen.Choose(1, 4000).ListOf().ToArbitrary(), sigmas =>
        {
            var accountant = new PrivacyAccountant(1, 1e-6);
            var left = accountant.Total;
            foreach (var sigma in sigmas)
            {
                // Each is charged for exactly when it fits, whatever came before.
                var next = new GaussianEvent(sigma / 50.0, 1, isRounded: true);
                var cost = next.Cost(accountant.Rule);
                var fits = cost <= left * (1 - 1e-12);
                try
                {
                    accountant.Charge(next, "step");
                    left -= cost;
                }
                catch (VeilException refusal) when (refusal.Code == "budget-exceeded" && !fits)
                {
                }
            }

            return accountant.Spent <= accountant.Total && Achieved(accountant) <= 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_replay_needs_the_rule_and_believes_no_other()
    {
        Charge[] rounded = [new(new GaussianEvent(10, 1, isRounded: true), "counts", 0.005)];
        Charge[] discrete = [new(new GaussianEvent(10, 1), "counts", 0.005)];

        var exact = Replay(rounded, CompositionRule.GaussianDp);
        Assert.Equal(GaussianDp.Epsilon(rounded[0].Event.Cost(CompositionRule.GaussianDp), 1e-9), exact);
        Assert.Equal(Replay(discrete, CompositionRule.ZeroConcentrated), Replay(rounded, CompositionRule.ZeroConcentrated));
        Assert.True(exact < Replay(rounded, CompositionRule.ZeroConcentrated));
        Refused("charges-not-covered", () => _ = Replay(discrete, CompositionRule.GaussianDp));
        Refused("charges-not-covered", () => _ = Replay(rounded, CompositionRule.PureEpsilon));
        Refused("charges-not-covered", () => _ = Replay(rounded, (CompositionRule)17));
        Refused("charges-not-covered", () => PrivacyAccountant.Replay(rounded, CompositionRule.GaussianDp, 0, PrivacyUnit.Row, Neighbours.AddRemove));
    }

    private static double Achieved(PrivacyAccountant accountant) =>
        accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove).Epsilon;

    private static double Replay(Charge[] charges, CompositionRule rule) =>
        PrivacyAccountant.Replay(charges, rule, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon;

    private static void Refused(string code, Action action) => Assert.Equal(code, Assert.Throws<VeilException>(action).Code);
}
