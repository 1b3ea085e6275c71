using System.Collections.Immutable;

namespace Veil.Evaluation.Utility;

/// <summary>What is measured of predictions.</summary>
public enum Measure
{
    /// <summary>
    /// The probability that a random row of a class gets a higher score for it than a random other row, ties counting half:
    /// of the second of two classes, else the mean over the classes that the rows show. 0.5 is guessing, 1 perfect.
    /// </summary>
    Auc,

    /// <summary>Mean precision over the steps of recall; of the second of two classes, else the mean over the classes shown.</summary>
    AveragePrecision,

    /// <summary>Share of the rows whose most probable class is theirs.</summary>
    Accuracy,

    /// <summary>Mean over the classes shown of the share of their rows that are found.</summary>
    BalancedAccuracy,

    /// <summary>Mean over the classes shown or predicted of the harmonic mean of precision and recall.</summary>
    MacroF1,

    /// <summary>Correlation between predicted and actual class, from -1 to 1; 0 where either is constant.</summary>
    MatthewsCorrelation,

    /// <summary>Mean negative logarithm of the probability of the actual class, taken as at least 1e-15. Smaller is better.</summary>
    LogLoss,

    /// <summary>
    /// Mean squared error of the probability of the second of two classes; with more, half the sum of the squared errors over
    /// all classes. Smaller is better.
    /// </summary>
    Brier,

    /// <summary>
    /// Mean distance between predicted probability and actual share, in ten bins of about equally many rows; rows with the
    /// same probability share a bin. Of the second of two classes, else the mean over all classes. Smaller is better.
    /// </summary>
    CalibrationError,

    /// <summary>
    /// Share of the variance that is explained; below 0 when the mean would be better. Of a constant: 1 if predicted exactly,
    /// else 0.
    /// </summary>
    RSquared,

    /// <summary>Square root of the mean squared error. Smaller is better.</summary>
    RootMeanSquaredError,

    /// <summary>Mean absolute error. Smaller is better.</summary>
    MeanAbsoluteError,
}

/// <summary>What all values of a measure have in common.</summary>
public static class Measures
{
    /// <summary>Whether a smaller value is the better one.</summary>
    /// <param name="measure">The measure.</param>
    public static bool SmallerIsBetter(this Measure measure) => measure is Measure.LogLoss or Measure.Brier
        or Measure.CalibrationError or Measure.RootMeanSquaredError or Measure.MeanAbsoluteError;

    /// <summary>The smallest and the largest possible value; null where there is none.</summary>
    /// <param name="measure">The measure.</param>
    internal static (double? Least, double? Most) Range(this Measure measure) => measure switch
    {
        Measure.MatthewsCorrelation => (-1, 1),
        Measure.RSquared => (null, 1),
        Measure.LogLoss or Measure.RootMeanSquaredError or Measure.MeanAbsoluteError => (0, null),
        _ => (0, 1),
    };

    /// <summary>The name of a measure in a sentence.</summary>
    /// <param name="measure">The measure.</param>
    internal static string Title(this Measure measure) => measure switch
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
}

/// <summary>A measured number.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Value">The number; null where it is not defined.</param>
/// <param name="Low">Lower end of the interval over resamples of the rows; null where there is none.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="Reason">Why there is no number; null when there is one.</param>
public sealed record Score(Measure Measure, double? Value, double? Low = null, double? High = null, string? Reason = null);

/// <summary>The scores of one model on the hold-out rows. Computed on real rows and therefore internal.</summary>
/// <param name="Scores">One a measure.</param>
public sealed record ModelScores(ImmutableArray<Score> Scores)
{
    /// <summary>The score of a measure.</summary>
    /// <exception cref="InvalidOperationException">The task has no such measure.</exception>
    public Score this[Measure measure] => Scores.First(score => score.Measure == measure);
}
