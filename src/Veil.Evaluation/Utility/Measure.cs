using System.Collections.Immutable;

namespace Veil.Evaluation.Utility;

/// <summary>A score of predictions.</summary>
public enum Measure
{
    /// <summary>
    /// The area under the ROC curve, with ties counting half:
    /// of the second of two classes, else the mean over the classes that occur. 0.5 is guessing, 1 perfect.
    /// </summary>
    Auc,

    /// <summary>The average precision; of the second of two classes, else the mean over the classes that occur.</summary>
    AveragePrecision,

    /// <summary>The share of the rows whose most probable class is correct.</summary>
    Accuracy,

    /// <summary>The mean recall over the classes that occur.</summary>
    BalancedAccuracy,

    /// <summary>The mean F1 score over the classes that occur or are predicted.</summary>
    MacroF1,

    /// <summary>The correlation between predicted and actual class, from -1 to 1; 0 where either is constant.</summary>
    MatthewsCorrelation,

    /// <summary>The mean negative logarithm of the probability of the actual class, clipped at 1e-15. Smaller is better.</summary>
    LogLoss,

    /// <summary>
    /// Mean squared error of the probability of the second of two classes; with more, half the sum of the squared errors over
    /// all classes. Smaller is better.
    /// </summary>
    Brier,

    /// <summary>
    /// The mean distance between predicted probability and actual share, in ten quantile bins; rows with the
    /// same probability share a bin. Of the second of two classes, else the mean over all classes. Smaller is better.
    /// </summary>
    CalibrationError,

    /// <summary>
    /// The share of explained variance; below 0 when the mean would be better. For a constant: 1 if predicted exactly,
    /// else 0.
    /// </summary>
    RSquared,

    /// <summary>Square root of the mean squared error. Smaller is better.</summary>
    RootMeanSquaredError,

    /// <summary>Mean absolute error. Smaller is better.</summary>
    MeanAbsoluteError,
}

/// <summary>The properties of each measure.</summary>
public static class Measures
{
    /// <summary>Whether a smaller value is better.</summary>
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
/// <param name="Measure">The measure.</param>
/// <param name="Value">The value; null where it is not defined.</param>
/// <param name="Low">Lower end of the interval over resamples of the rows; null where there is none.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="Reason">The reason when there is no value; null when there is one.</param>
public sealed record Score(Measure Measure, double? Value, double? Low = null, double? High = null, string? Reason = null);

/// <summary>The scores of one model on the hold-out rows. Computed on real rows and therefore internal.</summary>
/// <param name="Scores">One score per measure.</param>
public sealed record ModelScores(ImmutableArray<Score> Scores)
{
    /// <summary>The score of a measure.</summary>
    /// <exception cref="InvalidOperationException">The task has no such measure.</exception>
    public Score this[Measure measure] => Scores.First(score => score.Measure == measure);
}
