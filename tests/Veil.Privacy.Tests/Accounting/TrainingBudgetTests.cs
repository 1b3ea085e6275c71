using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

/// <summary>A budget that sets a part apart for a training.</summary>
public class TrainingBudgetTests
{
    private const double Rate = .05;
    private const int Steps = 60;

    [Fact]
    public void A_training_leaves_the_share_that_was_asked_for_and_fits_with_all_of_it()
    {
        var accountant = Open();
        Assert.Equal(.2 * GaussianDp.HalfMuSquared(1, 1e-9), accountant.Total, 15);

        accountant.Charge(GaussianEvent.Within(accountant.Rule, accountant.Total, 1), "counts");
        var training = accountant.ChargeTraining("training");

        Assert.Equal(SubsampledGaussian.NoiseMultiplier(1, 1e-9, Rate, Steps, .2), training.NoiseMultiplier);
        Assert.Equal((Rate, Steps), (training.Rate, training.Steps));
        Assert.InRange(accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove).Epsilon, 1 - 3e-4, 1);
        Assert.InRange(accountant.Charges[1].Cost, .79 * GaussianDp.HalfMuSquared(1, 1e-9), .81 * GaussianDp.HalfMuSquared(1, 1e-9));
        Refused("budget-exceeded", () => accountant.Charge(new GaussianEvent(10, 1, isRounded: true), "more"));
    }

    [Fact]
    public void It_is_charged_once_and_only_if_it_was_set_apart()
    {
        var accountant = Open();
        Refused("event-not-allowed", () => accountant.Charge(accountant.Training!, "by another door"));
        accountant.ChargeTraining("training");
        Assert.Throws<InvalidOperationException>(() => accountant.ChargeTraining("training"));
        Assert.Throws<InvalidOperationException>(accountant.ResumeTraining);
        Assert.Single(accountant.Charges);
        Assert.Throws<InvalidOperationException>(() => new PrivacyAccountant(1, 1e-9).ChargeTraining("training"));
    }

    [Fact]
    public void It_is_reserved_in_budgets_with_a_delta_alone()
    {
        var training = new TrainingTerms(Rate, Steps, .2);
        Refused("training-needs-delta", () => _ = new PrivacyAccountant(new BudgetTerms(1, 0) { Training = training }));
        foreach (var share in new[] { double.NaN, 0, -1, 1 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyAccountant(
                new BudgetTerms(1, 1e-9) { Training = training with { NonTrainingShare = share } }));
        }
    }

    [Fact]
    public void What_the_prelude_and_thresholds_took_is_not_spent_again()
    {
        var prelude = new BudgetPrelude(1, 1e-6);
        prelude.Charge(new PureEvent(.25), "rows");
        var accountant = new PrivacyAccountant(prelude.FixDelta(1e-8) with
        {
            ThresholdDelta = 4e-9,
            Training = new TrainingTerms(Rate, Steps, .5),
        });
        Assert.Equal(SubsampledGaussian.NoiseMultiplier(.75, 6e-9, Rate, Steps, .5), accountant.Training!.NoiseMultiplier, 3);

        accountant.Charge(new ComposedEvent([GaussianEvent.Within(accountant.Rule, accountant.Total, 1), new ThresholdEvent(4e-9)]), "categories");
        accountant.ChargeTraining("training");
        Assert.InRange(accountant.Achieved(PrivacyUnit.Row, Neighbours.AddRemove).Epsilon, 1 - 3e-4, 1);
    }

    [Fact]
    public void The_charges_alone_prove_the_guarantee_and_for_no_other_neighbours()
    {
        var accountant = Spent();
        var replayed = PrivacyAccountant.Replay(accountant.Charges, CompositionRule.GaussianDp, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove);
        Assert.InRange(replayed.Epsilon, .9, 1 + 1e-6);
        Assert.InRange(
            PrivacyAccountant.Replay(accountant.Charges, CompositionRule.GaussianDp, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon, .5, .99);

        foreach (var (rule, neighbours, charges) in new[]
        {
            (CompositionRule.GaussianDp, Neighbours.ReplaceOne, accountant.Charges),
            (CompositionRule.ZeroConcentrated, Neighbours.AddRemove, accountant.Charges),
            (CompositionRule.GaussianDp, Neighbours.AddRemove, [.. accountant.Charges, accountant.Charges[^1]]),
            (CompositionRule.GaussianDp, Neighbours.AddRemove, [accountant.Charges[^1] with { Prelude = true }]),
        })
        {
            Refused("charges-not-covered", () => PrivacyAccountant.Replay(charges, rule, 1e-9, PrivacyUnit.Row, neighbours));
        }
    }

    [Fact]
    public void Progress_grows_from_what_the_rest_took_to_what_was_promised()
    {
        var accountant = Spent();
        var epsilons = new[] { 0, 1, Steps / 2, Steps }.Select(accountant.EpsilonAfter).ToArray();
        Assert.Equal(epsilons.Order(), epsilons);
        Assert.Equal(GaussianDp.Epsilon(accountant.Spent, 1e-9), epsilons[0]);
        Assert.InRange(epsilons[^1], .9, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => accountant.EpsilonAfter(Steps + 1));
        Assert.Throws<InvalidOperationException>(() => new PrivacyAccountant(1, 1e-9).EpsilonAfter(0));
    }

    [Fact]
    public void A_budget_that_is_restored_resumes_its_training_and_takes_nothing_more()
    {
        var first = Spent();
        var promised = first.Promised(PrivacyUnit.Row, Neighbours.AddRemove);
        var restored = PrivacyAccountant.Restore(promised, first.Rule, first.Total, first.Charges);

        Assert.Equal(first.Charges, restored.Charges);
        Assert.Equal((first.Total, first.Spent, 0), (restored.Total, restored.Spent, restored.Remaining));
        Assert.Equal(promised, restored.Promised(PrivacyUnit.Row, Neighbours.AddRemove));
        Refused("budget-exceeded", () => restored.Charge(new GaussianEvent(1e6, 1, isRounded: true), "more"));
        Assert.Throws<InvalidOperationException>(() => restored.ChargeTraining("again"));
        Assert.Equal(first.Training, restored.ResumeTraining());
        Assert.Throws<InvalidOperationException>(restored.ResumeTraining);

        var less = new PrivacyGuarantee(.9, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove);
        Refused("charges-not-covered", () => PrivacyAccountant.Restore(less, first.Rule, first.Total, first.Charges));
    }

    private static PrivacyAccountant Open() =>
        new(new BudgetTerms(1, 1e-9) { Training = new TrainingTerms(Rate, Steps, .2) });

    private static PrivacyAccountant Spent()
    {
        var accountant = Open();
        accountant.Charge(GaussianEvent.Within(accountant.Rule, accountant.Total / 2, 1), "counts");
        accountant.ChargeTraining("training");
        return accountant;
    }

    private static void Refused(string code, Action action) => Assert.Equal(code, Assert.Throws<VeilException>(action).Code);
}
