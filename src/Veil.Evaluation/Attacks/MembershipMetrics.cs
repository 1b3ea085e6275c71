using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// The metrics of membership inference: the area under the ROC curve per attack, and the true-positive rate at few false alarms.
/// </summary>
internal static class MembershipMetrics
{
    private const double FalseAlarms = 0.01;
    private const double Failure = 0.05;
    private const int Attacks = 3;

    /// <summary>All metrics of membership inference.</summary>
    public static IReadOnlyList<Metric<MembershipTrial>> All { get; } =
    [
        .. Of("density", "compares how dense the synthetic rows and other real rows are around the person", trial => trial.Density),
        .. Of(
            "marginals",
            "compares how common the person's pairs of values are among the synthetic rows and other real rows",
            trial => trial.Marginals),
        .. Of("distance", "looks for the synthetic row nearest to the person", trial => trial.Distance),
    ];

    private static Metric<MembershipTrial>[] Of(string id, string how, Func<MembershipTrial, RocCurve> curveOf) =>
    [
        new($"privacy.membership.{id}.auc", $"Recognising members by {id}", trial => Area(trial, how, curveOf(trial)))
        {
            Most = 1,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
        },
        new($"privacy.membership.{id}.true-positives", "Members recognised at 1 % false alarms by "
            + $"{id}", trial => SurelyRecognised(trial, how, curveOf(trial)))
        {
            Most = 1,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
        },
    ];

    private static Measurement Area(MembershipTrial trial, string how, RocCurve curve)
    {
        var interval = curve.Interval(Failure / Attacks);
        RocCurve[] all = [trial.Density, trial.Marginals, trial.Distance];
        return Measurement.Of(
            new Measured(curve.Auc),
            trial.Members + trial.Others,
            value => $"An attacker who {how} ranks a person of the table above a person outside it {Words.OfHundred(value)} times "
                + "out of 100; a coin toss does so 50 times, and 100 would be certainty.") with
        {
            Interval = new Interval(
                interval.Low,
                interval.High,
                "95 % for the three attacks together (Bonferroni), DeLong on the logit scale, over people"),
            IsHeadline = ReferenceEquals(curve, all.MaxBy(attack => attack.Interval(Failure / Attacks).Low)),
        };
    }

    private static Measurement SurelyRecognised(MembershipTrial trial, string how, RocCurve curve)
    {
        var found = curve.MembersAbove(FalseAlarms);
        var exact = Proportion.ClopperPearson(found, trial.Members);
        return Measurement.Of(
            new Measured((double)found / trial.Members),
            trial.Members,
            value => $"With at most 1 false alarm in 100, an attacker who {how} recognises {Words.OfHundred(value)} "
                + "of 100 people of the table; random guessing recognises 1.") with
        {
            Interval = new Interval(
                exact.Low,
                exact.High,
                $"95 %, exact binomial (Clopper and Pearson), conditional on the threshold from {trial.Others} non-members"),
        };
    }
}
