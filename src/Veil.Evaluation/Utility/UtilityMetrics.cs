using System.Globalization;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Utility;

/// <summary>
/// The metrics of utility: each score of each learner, trained on synthetic rows, on real rows, and the difference. A score is
/// described in <see cref="Measures"/> and computed by a <see cref="Scorer"/>.
/// </summary>
internal static class UtilityMetrics
{
    /// <summary>All metrics of utility.</summary>
    public static IReadOnlyList<Metric<UtilityResult>> All { get; } =
    [
        .. OfLearner(new HistogramGradientBoosting(), [.. ClassScorer.AllMeasures, .. NumberScorer.AllMeasures], isFirst: true),
        .. OfLearner(new LogisticRegression(), ClassScorer.AllMeasures, isFirst: false),
        .. OfLearner(new RidgeRegression(), NumberScorer.AllMeasures, isFirst: false),
        ImportanceAgreement.Of(new HistogramGradientBoosting()),
        ImportanceAgreement.Of(new LogisticRegression()),
        ImportanceAgreement.Of(new RidgeRegression()),
    ];

    private static IEnumerable<Metric<UtilityResult>> OfLearner(ILearner learner, IEnumerable<Measure> measures, bool isFirst)
    {
        var name = learner.Name.ToLowerInvariant();
        foreach (var measure in measures)
        {
            var (id, title) = ($"utility.{name.Replace(' ', '-')}.{measure.ToString().ToLowerInvariant()}", measure.Title());
            var (least, most) = measure.Range();
            var direction = measure.SmallerIsBetter() ? Direction.Smaller : Direction.Larger;
            yield return new Metric<UtilityResult>(
                $"{id}.synthetic",
                Capital($"{title} of {name} trained on synthetic rows"),
                result => Of(result, learner, measure, of => of.TrainedOnSynthetic, (of, score) =>
                    $"Trained on synthetic rows, {name} reaches {Text(score)}; on real rows {Text(of.TrainedOnReal[measure])}, and "
                        + $"without any feature {Text(result.Baseline[measure])} ({title} on hold-out rows)."))
            {
                Least = least,
                Most = most,
                Direction = direction,
                Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
                IsHeadline = isFirst && measure is Measure.Auc or Measure.RSquared,
            };
            yield return new Metric<UtilityResult>(
                $"{id}.real",
                Capital($"{title} of {name} trained on real rows"),
                result => Of(result, learner, measure, of => of.TrainedOnReal, (_, score) =>
                    $"Trained on real rows, {name} reaches {Text(score)}, which is the upper reference ({title} on hold-out rows)."))
            {
                Least = least,
                Most = most,
                Direction = direction,
                Reads = Sources.Real | Sources.Holdout,
            };
            yield return new Metric<UtilityResult>(
                $"{id}.difference",
                Capital($"{title} lost by training on synthetic rows"),
                result => Of(result, learner, measure, of => of.Difference, (_, score) =>
                    $"Training on synthetic instead of real rows changes the {title} of {name} by {Text(score)}."))
            {
                Least = least - most,
                Most = most - least,
                Direction = direction,
                Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
                OnCopy = 0,
            };
        }
    }

    // Nothing when the task has no such learner or score.
    private static IEnumerable<Measurement> Of(
        UtilityResult result,
        ILearner learner,
        Measure measure,
        Func<LearnerUtility, ModelScores> scoresOf,
        Func<LearnerUtility, Score, string> sentence) =>
        from utility in result.Learners
        where utility.Learner == learner.Name
        from score in scoresOf(utility).Scores
        where score.Measure == measure
        select new Measurement(new Measured(score.Value), result.Holdout.Used)
        {
            Sentence = sentence(utility, score),
            Reason = score.Reason,
            Interval = score is { Low: { } low, High: { } high } ? new Interval(low, high, "95 %, bootstrap of the hold-out rows") : null,
            Columns = [result.Target],
        };

    private static string Text(Score score) => score.Value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "no value";

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
