using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fidelity;

/// <summary>The area under the ROC curve of a classifier of synthetic against real rows; 0.5 is guessing.</summary>
internal static class DetectionArea
{
    /// <summary>The reason when there is no number.</summary>
    public const string TooFew = "There are fewer than 6 rows of one of the tables, or no column.";

    /// <summary>The area for boosted trees.</summary>
    public static Metric<DetectionTrial> Trees { get; } = Of("trees", "gradient boosting", trial => trial.Trees) with { IsHeadline = true };

    /// <summary>The area for logistic regression.</summary>
    public static Metric<DetectionTrial> Logistic { get; } = Of("logistic", "logistic regression", trial => trial.Logistic);

    private static Metric<DetectionTrial> Of(string id, string learner, Func<DetectionTrial, DetectionModel> modelOf) => new(
        $"joint.detection.{id}",
        $"Detection of synthetic rows: {learner} (AUC)",
        trial =>
        {
            var model = modelOf(trial);
            var interval = model.Synthetic is { } rows ? AreaInterval.Of(rows.Scores, rows.IsSynthetic) : null;
            return Measurement.Of(model.Areas, trial.Rows, value => Sentence(value, interval), TooFew) with
            {
                Interval = interval is { } limits ? new Interval(limits.Low, limits.High, "95 %, DeLong") : null,
            };
        })
    {
        Most = 1,
        Direction = Direction.LikeReal,
    };

    private static string Sentence(double area, Limits? interval) =>
        $"Shown a real and a synthetic row, a model identifies the synthetic one in {Words.Share(area)} of the cases; 50 % is guessing."
        + (interval is { High: < 0.5 } ? " Less than 50 % means that synthetic rows are copies of real ones: check the copies." : "");
}
