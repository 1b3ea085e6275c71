using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Utility;

/// <summary>What models learn from synthetic rows, measured on real rows that were kept apart.</summary>
public sealed class UtilityPart : IEvaluationPart
{
    /// <inheritdoc/>
    public string Name => "models learnt from synthetic rows";

    /// <inheritdoc/>
    public Section Section => Section.Utility;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        if (context.Request.Target is not { } target)
        {
            return Nothing("No column to predict was named, so nothing says what the rows are worth to a model.");
        }

        if (context.Holdout is not { RowCount: > 0 } holdout)
        {
            return Nothing("There are no hold-out rows, so nothing says what the rows are worth to a model.");
        }

        try
        {
            var progress = new Told(done => context.Report((double)done.ModelsDone / done.Models));
            var result = TrainOnSynthetic.Measure(
                context.Real, context.Synthetic, holdout, target, new UtilityOptions { Seed = context.SeedFor("utility") }, progress, context.Cancellation);
            return new EvaluationResult { Findings = [.. result.Learners.SelectMany(learner => Findings(learner, result))] };
        }
        catch (ArgumentException fault)
        {
            // The tables do not fit together; the message names columns, and holds no value.
            return Nothing($"What the rows are worth to a model was not measured. {fault.Message}");
        }
    }

    private static EvaluationResult Nothing(string note) => new() { Findings = [], Notes = [note] };

    private static IEnumerable<Finding> Findings(LearnerUtility learner, UtilityResult result)
    {
        var name = learner.Learner.ToLowerInvariant();
        foreach (var synthetic in learner.TrainedOnSynthetic.Scores)
        {
            var isHeadline = learner == result.Learners[0] && synthetic.Measure is Measure.Auc or Measure.RSquared;
            var (real, baseline) = (learner.TrainedOnReal[synthetic.Measure], result.Baseline[synthetic.Measure]);
            var finding = Finding(learner, synthetic, result) with { IsHeadline = isHeadline };
            yield return finding with
            {
                Id = $"{finding.Id}.synthetic",
                Title = Sentence($"{Title(synthetic.Measure)} of {name} learnt from synthetic rows"),
                Sentence = $"Learnt from synthetic rows, {name} reaches {Text(synthetic)}; from real rows {Text(real)}, and without looking at any column {Text(baseline)} ({Title(synthetic.Measure)} on hold-out rows).",
            };
            yield return Finding(learner, real, result) with
            {
                Id = $"{finding.Id}.real",
                Title = Sentence($"{Title(synthetic.Measure)} of {name} learnt from real rows"),
                Sentence = $"Learnt from real rows, {name} reaches {Text(real)}: what can be had ({Title(synthetic.Measure)} on hold-out rows).",
                Reads = Sources.Real | Sources.Holdout,
            };
            var difference = learner.Difference[synthetic.Measure];
            yield return Finding(learner, difference, result) with
            {
                Id = $"{finding.Id}.difference",
                Title = Sentence($"{Title(synthetic.Measure)} lost by learning from synthetic rows"),
                Sentence = $"Learning from synthetic instead of real rows changes the {Title(synthetic.Measure)} of {name} by {Text(difference)}.",
            };
        }
    }

    private static Finding Finding(LearnerUtility learner, Score score, UtilityResult result) => new()
    {
        Id = $"utility.{learner.Learner.ToLowerInvariant().Replace(' ', '-')}.{score.Measure.ToString().ToLowerInvariant()}",
        Section = Section.Utility,
        Title = "",
        Sentence = "",
        Value = score.Value,
        Reason = score.Reason,
        Low = score.Low,
        High = score.High,
        Interval = score.Low is null ? null : "95 %, bootstrap of the hold-out rows",
        Direction = score.Measure.SmallerIsBetter() ? Direction.Smaller : Direction.Larger,
        Count = result.Holdout.Used,
        Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
        Columns = [result.Target],
    };

    private static string Text(Score score) =>
        score.Value?.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) ?? "no value";

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Title(Measure measure) => measure switch
    {
        Measure.Auc => "area under the ROC curve",
        Measure.AveragePrecision => "average precision",
        Measure.Accuracy => "accuracy",
        Measure.BalancedAccuracy => "balanced accuracy",
        Measure.MacroF1 => "macro F1 score",
        Measure.MatthewsCorrelation => "Matthews correlation",
        Measure.LogLoss => "log-loss",
        Measure.Brier => "Brier score",
        Measure.CalibrationError => "calibration error",
        Measure.RSquared => "share of variance explained",
        Measure.RootMeanSquaredError => "root mean squared error",
        _ => "mean absolute error",
    };

    // Told from several threads.
    private sealed class Told(Action<UtilityProgress> report) : IProgress<UtilityProgress>
    {
        public void Report(UtilityProgress value) => report(value);
    }
}
