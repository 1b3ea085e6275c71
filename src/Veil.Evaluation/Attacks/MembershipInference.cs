using System.Globalization;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Can somebody who has the synthetic rows, some other real rows and the full row of a person tell whether the person was in
/// the table? Members are rows of the real table, others are rows that were kept apart; the rest of those is the attacker's
/// reference. Left out without rows kept apart.
/// </summary>
/// <remarks>
/// Members and others are drawn in equal number, then rows that are in both are taken out of both, so that a fresh sample
/// gives 0.5. The average over random people says little of the most exposed ones; the rate at 1 % false alarms says more.
/// </remarks>
/// <param name="options">How to attack; null for the defaults.</param>
public sealed class MembershipInference(AttackOptions? options = null) : IEvaluationPart
{
    private const double FalseAlarms = 0.01;
    private const double Failure = 0.05;
    private const int Attacks = 3;
    private const int FewestRows = 4;

    // Of two people at the same distance, the one whose like is rarer elsewhere is the likelier member.
    private const double TieBreak = 0.01;

    private readonly AttackOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Membership inference";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        if (space.IsEmpty || space.Holdout is not { } holdout || holdout.Rows < FewestRows)
        {
            return Unmeasured.Because(
                "Whether people can be recognised as members of the table was not tried: that takes real and synthetic rows with a "
                + "common column, and real rows kept apart. Without them a table that repeats its people cannot be told from one "
                + "that describes them.");
        }

        var (members, others, reference) = Draw(space.Real, holdout, context.SeedFor("membership"));
        if (members.Rows == 0 || others.Rows == 0)
        {
            return Unmeasured.Because(
                "Whether people can be recognised as members of the table was not tried: every row kept apart is also the row "
                + "of a member.");
        }

        var ratio = new DensityRatio(space.Columns, space.Synthetic, reference, context.SeedFor("columns"), context.Cancellation);
        context.Report(0.2);
        double[] Closest(Records targets, Records among) =>
            Array.ConvertAll(NearestRows.Of(targets, among, context.Cancellation), row => row.Distance);
        var (toSynthetic, othersToSynthetic) = (Closest(members, space.Synthetic), Closest(others, space.Synthetic));
        context.Report(0.8);
        var (toReference, othersToReference) = (Closest(members, reference), Closest(others, reference));
        (string Id, string How, RocCurve Curve)[] attacks =
        [
            (
                "density",
                "compares how dense the synthetic rows and other real rows are around the person",
                new(ratio.OfTree(members), ratio.OfTree(others))),
            (
                "marginals",
                "compares how common the person's pairs of values are among the synthetic rows and other real rows",
                new(ratio.OfPairs(members), ratio.OfPairs(others))),
            (
                "distance",
                "looks for the synthetic row nearest to the person",
                new(Closeness(toSynthetic, toReference), Closeness(othersToSynthetic, othersToReference))),
        ];
        var findings = attacks
            .SelectMany(attack => Findings(attack.Id, attack.How, attack.Curve, members.Rows, others.Rows)).ToList();
        var strongest = findings.Where(finding => finding.Id.EndsWith(".auc", StringComparison.Ordinal)).MaxBy(finding => finding.Low);
        return new EvaluationResult
        {
            Findings = [.. findings.Select(finding => ReferenceEquals(finding, strongest) ? finding with { IsHeadline = true } : finding)],
            Curves =
            [
                new Curve(
                    "privacy.membership.roc",
                    "Recognising members",
                    "Others taken for members",
                    "Members recognised",
                    [.. attacks.Select(attack => Drawn(attack.Id, attack.Curve)), new Series("guessing", [0, 1], [0, 1])]),
            ],
        };
    }

    private (Records Members, Records Others, Records Reference) Draw(Records real, Records holdout, ulong seed)
    {
        var random = new SeededRandom(seed);
        var apart = random.Permutation(holdout.Rows);
        var half = holdout.Rows / 2;
        var size = Math.Min(Math.Min(half, real.Rows), _options.Targets);
        var members = real.Take(random.Permutation(real.Rows)[..size]);
        var others = holdout.Take(apart[..size]);
        return (Without(members, others), Without(others, members), holdout.Take(apart[half..]));
    }

    private static Records Without(Records rows, Records excluded)
    {
        var keys = excluded.Keys.ToHashSet();
        return rows.Take([.. Enumerable.Range(0, rows.Rows).Where(row => !keys.Contains(rows.Keys[row]))]);
    }

    private static Series Drawn(string name, RocCurve curve)
    {
        var (others, members) = curve.Points();
        return new Series(name, others, members);
    }

    private static double[] Closeness(double[] toSynthetic, double[] toReference) =>
        [.. toSynthetic.Zip(toReference, (near, elsewhere) => (TieBreak * elsewhere) - near)];

    private static IEnumerable<Finding> Findings(string id, string how, RocCurve curve, int members, int others)
    {
        string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
        var found = curve.MembersAbove(FalseAlarms);
        var interval = curve.Interval(Failure / Attacks);
        var exact = Proportion.ClopperPearson(found, members);
        const Sources Reads = Sources.Real | Sources.Synthetic | Sources.Holdout;
        yield return new Finding
        {
            Id = $"privacy.membership.{id}.auc",
            Section = Section.Privacy,
            Title = $"Recognising members by {id}",
            Sentence = $"An attacker who {how} ranks a person of the table above a person outside it {Text(curve.Auc * 100)} times "
                + "out of 100; tossing a coin does so 50 times, and 100 would be certainty.",
            Value = curve.Auc,
            Low = interval.Low,
            High = interval.High,
            Interval = "95 % for the three attacks together (Bonferroni), DeLong on the logit scale, over people",
            Least = 0,
            Most = 1,
            Direction = Direction.Smaller,
            Count = members + others,
            Reads = Reads,
        };
        yield return new Finding
        {
            Id = $"privacy.membership.{id}.true-positives",
            Section = Section.Privacy,
            Title = $"Members surely recognised by {id}",
            Sentence = $"With at most 1 false alarm in 100, an attacker who {how} recognises {Text((double)found / members * 100)} "
                + "of 100 people of the table; blind guessing recognises 1.",
            Value = (double)found / members,
            Low = exact.Low,
            High = exact.High,
            Interval = $"95 %, exact binomial (Clopper and Pearson), the threshold, found on {others} others, taken as given",
            Least = 0,
            Most = 1,
            Direction = Direction.Smaller,
            Count = members,
            Reads = Reads,
        };
    }
}
