using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The total variation distance over the cells of sets of three columns, 0 to 1.</summary>
internal static class SetTotalVariation
{
    /// <summary>The reason when there is no number about sets of columns.</summary>
    public const string Reason = "There are not three columns, or a table has no row.";

    /// <summary>The mean distance over the sets.</summary>
    public static Metric<SetComparison> Mean { get; } = new(
        "joint.total-variation.mean",
        "Mean distance of sets of three columns",
        sets => Measurement.Of(
            sets.Data.Measure(table => sets.Distances.Of(table)?.Mean),
            sets.Sets.Count,
            value => $"On average, {Words.Share(value)} of the rows would have to change to give three columns their real joint "
                + "distribution.",
            Reason).WithJackknife(sets.Distances.MeanWithout, 1))
    {
        Most = 1,
        IsHeadline = true,
        OnCopy = 0,
    };

    /// <summary>The 90 % quantile of the distance over the sets.</summary>
    public static Metric<SetComparison> Quantile90 { get; } = new(
        "joint.total-variation.quantile-90",
        "90 % quantile of the distance of sets of three columns",
        sets => Measurement.Of(
            sets.Data.Measure(table => sets.Distances.Of(table)?.Quantile(0.9)),
            sets.Sets.Count,
            value => $"For one set of three columns in ten, more than {Words.Share(value)} of the rows would have to change.",
            Reason))
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The largest distance of a set.</summary>
    public static Metric<SetComparison> Maximum { get; } = new(
        "joint.total-variation.maximum",
        "Largest distance of a set of three columns",
        sets => Measurement.Of(
            sets.Data.Measure(table => sets.Distances.Of(table)?.Maximum),
            sets.Sets.Count,
            value => $"For the worst set of three columns, {Words.Share(value)} of the rows would have to change.",
            Reason))
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The k-marginal score of the NIST challenge of 2018: 1000 minus 1000 times the mean distance.</summary>
    public static Metric<SetComparison> NistScore { get; } = new(
        "joint.nist-score",
        "NIST k-marginal score",
        sets => Measurement.Of(
            sets.Data.Measure(table => sets.Distances.Of(table)?.NistScore),
            sets.Sets.Count,
            value =>
                $"The score of the NIST challenge is {Words.Number(value)} of 1000; it is 1000 times one minus the mean distance of sets "
                    + "of three columns.",
            Reason).WithJackknife([.. sets.Distances.MeanWithout.Select(mean => 1000 * (1 - mean))], 1000))
    {
        Most = 1000,
        Direction = Direction.Larger,
        OnCopy = 1000,
    };
}
