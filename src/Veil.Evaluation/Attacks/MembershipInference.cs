using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>The rankings of members and non-members by three attacks.</summary>
/// <param name="Density">By the density of synthetic rows around the person.</param>
/// <param name="Marginals">By how frequent the person's pairs of values are.</param>
/// <param name="Distance">By the nearest synthetic row.</param>
/// <param name="Members">The number of members that were ranked.</param>
/// <param name="Others">The number of non-members.</param>
internal sealed record MembershipTrial(RocCurve Density, RocCurve Marginals, RocCurve Distance, int Members, int Others);

/// <summary>
/// The membership inference attack: an attacker who has the synthetic rows, some other real rows and the full row of a person
/// decides whether the person was in the table. Members are rows of the real table, non-members are hold-out rows; the remaining
/// hold-out rows are the attacker's reference. The attack needs hold-out rows.
/// </summary>
/// <remarks>
/// Members and others are drawn in equal number, then rows that are in both are taken out of both, so that a fresh sample
/// gives 0.5. The average over random people says little about the most exposed ones; the rate at 1 % false alarms says more.
/// </remarks>
/// <param name="options">The parameters of the attack; null for the defaults.</param>
internal sealed class MembershipInference(AttackOptions? options = null) : EvaluationPart<MembershipTrial>
{
    private const int FewestRows = 4;

    // Of two people at the same distance, the one with fewer similar reference rows is the likelier member.
    private const double TieBreak = 0.01;

    private readonly AttackOptions _options = options ?? new();

    /// <inheritdoc/>
    public override string Name => "Membership inference";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<MembershipTrial>> Definitions => MembershipMetrics.All;

    /// <inheritdoc/>
    protected override MembershipTrial? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        if (data.IsEmpty || data.HoldoutRecords is not { } holdout || holdout.Rows < FewestRows)
        {
            notes.Add(
                "Membership inference was not attempted: it needs real and synthetic rows with a "
                + "common column, and hold-out rows. Without them a table that copies people cannot be distinguished from one "
                + "that describes the population.");
            return null;
        }

        var synthetic = data.RecordsOf(ComparedTables.Synthetic);
        var (members, others, reference) = Draw(data.RecordsOf(ComparedTables.Real), holdout, context.SeedFor("membership"));
        if (members.Rows == 0 || others.Rows == 0)
        {
            notes.Add("Membership inference was not attempted: every hold-out row is also the row of a "
                + "member.");
            return null;
        }

        var ratio = new DensityRatio(data.Columns, synthetic, reference, context.SeedFor("columns"), context.Cancellation);
        context.Report(0.2);
        double[] Closest(Records targets, Records among) =>
            Array.ConvertAll(NearestRows.Of(targets, among, context.Cancellation), row => row.Distance);
        var (toSynthetic, othersToSynthetic) = (Closest(members, synthetic), Closest(others, synthetic));
        context.Report(0.8);
        var (toReference, othersToReference) = (Closest(members, reference), Closest(others, reference));
        return new MembershipTrial(
            new(ratio.OfTree(members), ratio.OfTree(others)),
            new(ratio.OfPairs(members), ratio.OfPairs(others)),
            new(Closeness(toSynthetic, toReference), Closeness(othersToSynthetic, othersToReference)),
            members.Rows,
            others.Rows);
    }

    /// <inheritdoc/>
    protected override EvaluationResult Draw(MembershipTrial measured)
    {
        (string Name, RocCurve Curve)[] attacks =
            [("density", measured.Density), ("marginals", measured.Marginals), ("distance", measured.Distance)];
        return new EvaluationResult
        {
            Findings = [],
            Curves =
            [
                new Curve(
                    "privacy.membership.roc",
                    "Recognising members",
                    "Others taken for members",
                    "Members recognised",
                    [.. attacks.Select(attack => Drawn(attack.Name, attack.Curve)), new Series("guessing", [0, 1], [0, 1])]),
            ],
        };
    }

    private (Records Members, Records Others, Records Reference) Draw(Records real, Records holdout, ulong seed)
    {
        var random = new SeededRandom(seed);
        var order = random.Permutation(holdout.Rows);
        var half = holdout.Rows / 2;
        var size = Math.Min(Math.Min(half, real.Rows), _options.Targets);
        var members = real.Take(random.Permutation(real.Rows)[..size]);
        var others = holdout.Take(order[..size]);
        return (Without(members, others), Without(others, members), holdout.Take(order[half..]));
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
}
