using Veil.Evaluation.Learners;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Utility;

/// <summary>Whether the same columns matter to a model learnt from synthetic rows and to one learnt from real rows.</summary>
/// <remarks>A column matters as much as shuffling its values among the hold-out rows costs the model.</remarks>
internal static class ImportanceAgreement
{
    /// <summary>The rank correlation of the importances of the columns, for one learner.</summary>
    public static Metric<UtilityResult> Of(ILearner learner)
    {
        var name = learner.Name.ToLowerInvariant();
        return new Metric<UtilityResult>(
            $"utility.{name.Replace(' ', '-')}.importance.agreement",
            $"Agreement of the columns that matter to {name}",
            result => result.Learners.Where(of => of.Learner == learner.Name).Select(of => Measurement.Of(
                new Measured(of.ImportanceAgreement),
                of.Importances.Length,
                value => $"In the order in which they matter to {name}, the columns of a model learnt from synthetic rows and of one learnt "
                    + $"from real rows agree with a rank correlation of {Words.Number(value)}; 1 is the same order, 0 none in common.",
                "There are fewer than two columns, they matter alike to one of the models, or the hold-out rows show one class only.").About(result.Target)))
        {
            Least = -1,
            Most = 1,
            Direction = Direction.Larger,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
            OnCopy = 1,
        };
    }
}
