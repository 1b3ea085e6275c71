using Veil.Data.Schemas;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Tests.Attacks;

/// <summary>Tables of known origin on real people: rows drawn from the real ones give people away, differentially private ones do not.</summary>
public sealed class ReferenceAttackTests
{
    [Theory]
    [InlineData("compas__bootstrap__eps0__s0", true)]
    [InlineData("compas__mst_fast__eps1__s0", false)]
    [InlineData("compas__aim_fast__eps1__s0", false)]
    [InlineData("adult__mst__eps1__s0", false)]
    public void Only_rows_drawn_from_the_real_ones_give_people_away(string run, bool leaks)
    {
        var (shared, data) = (SharedTables.OrSkip(), run.Split("__")[0]);
        var context = new EvaluationContext(
            new EvaluationInput { Real = shared.Real(data), Synthetic = shared.Synthetic(run), Holdout = shared.Real(data, "holdout"), Schema = new Schema() },
            null,
            TestContext.Current.CancellationToken);
        var options = new AttackOptions { Guesses = 1000 };
        List<Finding> findings =
            [.. ((IEvaluationPart[])[new MembershipInference(options), new AttributeInference(options), new Linkability(options)]).SelectMany(part => part.Run(context).Findings)];

        bool Above(string id, double limit) => findings.Any(finding => finding.Id == id && finding.Low > limit);
        Assert.Equal(
            (leaks, leaks, leaks),
            (Above("privacy.membership.distance.auc", 0.5), Above("privacy.inference.risk", 0.1), Above("privacy.linkability.risk", 0.1)));
    }
}
