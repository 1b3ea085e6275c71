using System.Globalization;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// The gaps between groups that models show: of the shares selected (demographic parity), of the error rates (equalised odds),
/// and the loss of recall of each group.
/// </summary>
internal static class GapMetrics
{
    private const string Method = "95 %, basic bootstrap within groups over hold-out rows; models are not retrained";
    private const string OneGroup = "Fewer than two groups have enough hold-out rows.";
    private const string Synthetic = "synthetic";

    /// <summary>All metrics of gaps.</summary>
    public static IReadOnlyList<Metric<ModelGaps>> All { get; } =
    [
        Gap("parity", Synthetic, "the shares selected", gaps => gaps.Parity),
        Gap("parity", "real", "the shares selected", gaps => gaps.Parity),
        Amplification("parity", "the shares selected", gaps => gaps.Parity),
        Gap("odds", Synthetic, "the error rates", gaps => gaps.Odds),
        Gap("odds", "real", "the error rates", gaps => gaps.Odds),
        Amplification("odds", "the error rates", gaps => gaps.Odds),
        new("fairness.recall", "Change of recall of a group through synthetic rows", gaps => gaps.Columns.SelectMany(Recalls))
        {
            Subject = Subject.Group,
            Least = -1,
            Most = 1,
            Direction = Direction.Larger,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
            OnCopy = 0,
        },
    ];

    private static Metric<ModelGaps> Gap(string id, string learntFrom, string what, Func<Gaps, double?> gapOf) => new(
        $"fairness.{id}.{learntFrom}",
        $"Gap between groups in {what}, model learnt from {learntFrom} rows",
        gaps => gaps.Columns.Select(of =>
        {
            Gaps Of((Gaps Synthetic, Gaps Real) pair) => learntFrom == Synthetic ? pair.Synthetic : pair.Real;
            return One(
                of,
                of.Rows,
                gapOf(Of(of.Shown)),
                of.Resampled.Select(pair => gapOf(Of(pair))),
                0,
                value => $"With the model learnt from {learntFrom} rows, {what} of the groups of '{of.Column}' differ by up to "
                    + $"{Points(value)} points of 100.{(learntFrom == Synthetic ? of.Caution : "")}");
        }))
    {
        Subject = Subject.Columns,
        Most = 1,
        Direction = learntFrom == Synthetic ? Direction.Smaller : Direction.Neutral,
        Reads = Sources.Real | Sources.Holdout | (learntFrom == Synthetic ? Sources.Synthetic : 0),
    };

    private static Metric<ModelGaps> Amplification(string id, string what, Func<Gaps, double?> gapOf) => new(
        $"fairness.{id}.amplification",
        $"Increase of the gap in {what} through synthetic rows",
        gaps => gaps.Columns.Select(of => One(
            of,
            of.Rows,
            gapOf(of.Shown.Synthetic) - gapOf(of.Shown.Real),
            of.Resampled.Select(pair => gapOf(pair.Synthetic) - gapOf(pair.Real)),
            -1,
            value => $"Learning from synthetic in place of real rows {(value < 0 ? "narrows" : "widens")} the gap in {what} between the "
                + $"groups of '{of.Column}' by {Points(Math.Abs(value))} points of 100.{of.Caution}")))
    {
        Subject = Subject.Columns,
        Least = -1,
        Most = 1,
        Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
        IsHeadline = true,
        OnCopy = 0,
    };

    private static IEnumerable<Measurement> Recalls(ColumnGaps of) => of.Recalls.Select(recall =>
    {
        var resampled = recall.Rows < ModelFairness.FewestRows
            ? []
            : of.Resampled.Select(pair => pair.Synthetic.Recalls[recall.Group] - pair.Real.Recalls[recall.Group]);
        return One(
            of,
            recall.Rows,
            recall.Difference,
            resampled,
            -1,
            value => $"Of 100 people of group '{recall.Name}' of '{of.Column}' that belong to the second class, the model learnt from "
                + $"synthetic rows finds {(value < 0 ? $"{Points(-value)} fewer" : $"{Points(value)} more")} than the one learnt from real "
                + $"rows.{of.Caution}",
            "No hold-out row of the group is of the second class.") with
        {
            Group = recall.Name,
        };
    });

    private static Measurement One(
        ColumnGaps of,
        int count,
        double? value,
        IEnumerable<double?> resampled,
        double least,
        Func<double, string> sentence,
        string reason = OneGroup)
    {
        var limits = value is { } number ? BasicBootstrap.Interval(number, resampled, least, 1) : null;
        return Measurement.Of(new Measured(value), count, sentence, reason).About(of.Column) with
        {
            Interval = limits is { } interval ? new Interval(interval.Low, interval.High, Method) : null,
        };
    }

    private static string Points(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture);
}
