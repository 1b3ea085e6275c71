using Veil.Evaluation.Learners;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Utility;

/// <summary>The agreement of the feature importances of a model trained on synthetic rows and one trained on real rows.</summary>
/// <remarks>The importance of a column is the loss of the score when its values are permuted among the hold-out rows.</remarks>
internal static class ImportanceAgreement
{
    /// <summary>The rank correlation of the importances of the columns, for one learner.</summary>
    public static Metric<UtilityResult> Of(ILearner learner)
    {
        var name = learner.Name.ToLowerInvariant();
        return new Metric<UtilityResult>(
            $"utility.{name.Replace(' ', '-')}.importance.agreement",
            $"Agreement of feature importances of {name}",
            result => result.Learners.Where(of => of.Learner == learner.Name).Select(of => Measurement.Of(
                new Measured(of.ImportanceAgreement),
                of.Importances.Length,
                value =>
                    $"The feature importances of {name} trained on synthetic rows and on "
                    + $"real rows have a rank correlation of {Words.Number(value)}; 1 is the same order, 0 no relation.",
                "There are fewer than two columns, they are equally important to one of the models, or the hold-out rows have one "
                    + "class only.")
                .About(result.Target)))
        {
            Least = -1,
            Most = 1,
            Direction = Direction.Larger,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
            OnCopy = 1,
        };
    }
}
