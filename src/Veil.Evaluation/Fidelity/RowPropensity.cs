using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The propensity mean squared error by a logistic regression of all columns.</summary>
internal static class RowPropensity
{
    /// <summary>The mean squared error, 0 to 1/4.</summary>
    public static Metric<DetectionTrial> MeanSquare { get; } = new(
        "joint.propensity",
        "Propensity mean squared error (pMSE)",
        trial => Measurement.Of(
            trial.Data.Measure(table => trial.Propensities[table]?.MeanSquare),
            trial.Rows,
            value => "The probability of being synthetic, by a logistic regression, differs from one half by "
                + $"{Words.Number(Math.Sqrt(value))} (root of the mean square {Words.Number(value)}, of at most 0.25).",
            DetectionArea.TooFew))
    {
        Most = 0.25,
    };

    /// <summary>The mean squared error divided by its expectation.</summary>
    public static Metric<DetectionTrial> Standardised { get; } = new(
        "joint.propensity.standardised",
        "Standardised propensity mean squared error",
        trial => Measurement.Of(
            trial.Data.Measure(table => trial.Propensities[table]?.Standardised),
            trial.Rows,
            value =>
                $"The propensity error is {Words.Number(value)} times that of rows drawn from the real rows' own distribution; other real "
                + "rows have about 2.",
            "There are fewer than 6 rows of one of the tables, or every column is constant."))
    {
        Direction = Direction.LikeReal,
    };
}
