using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Fairness;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation.Tests;

/// <summary>Tables whose faults are known: does the evaluation find them, and does it find none where there is none?</summary>
public sealed class ControlBatteryTests
{
    private static readonly AttackOptions s_quick = new() { Guesses = 600 };

    private static readonly IEvaluationPart[] s_attacks =
        [new MembershipInference(s_quick), new AttributeInference(s_quick), new SinglingOut(s_quick), new Linkability(s_quick), new ClosestRecords(s_quick)];

    public static TheoryData<string, int, int> Tables => new()
    {
        // table, at least and at most so many of the six indicators raise the alarm
        { "copy", 6, 6 },
        { "bootstrap", 6, 6 },
        { "mostly copies", 6, 6 },
        { "few repeated", 2, 6 },
        { "a tenth of the cells reshuffled", 2, 6 },
        { "fresh", 0, 0 },
        { "another fresh", 0, 0 },
        { "without the minority", 0, 0 },
        { "independent columns", 1, 1 }, // every value is a real one, so values that one person has single that person out
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Copies_raise_the_alarm_and_other_people_do_not(string name, int least, int most)
    {
        var findings = Findings(Make(name), s_attacks);

        bool Above(string id, double limit) => findings.Any(finding => finding.Id == id && finding.Low > limit);
        (string Name, bool Raised)[] indicators =
        [
            ("membership", Above("privacy.membership.distance.auc", 0.52)),
            ("inference", Above("privacy.inference.risk", 0.02)),
            ("singling out", Above("privacy.singling-out.univariate.risk", 0.02) || Above("privacy.singling-out.multivariate.risk", 0.02)),
            ("linkability", Above("privacy.linkability.risk", 0.02)),
            ("copies", findings.Any(finding => finding.Id == "privacy.closest.copies" && finding.Low > finding.OfHoldout + 0.02)),
            ("nearness", Above("privacy.closest.share", 0.52)),
        ];
        string[] alarms = [.. indicators.Where(indicator => indicator.Raised).Select(indicator => indicator.Name)];
        Assert.True(alarms.Length >= least && alarms.Length <= most, $"{name}: {string.Join(", ", alarms)}");
    }

    [Fact]
    public void A_lost_group_shows_where_averages_do_not()
    {
        var (lost, whole) = (Make("without the minority"), Make("fresh"));

        double Lost(Table table) => Findings(table, new GroupFidelity()).Single(finding => finding.Id == "fairness.lost-groups" && finding.Columns[0] == "race").Value!.Value;
        Assert.Equal((1, 0), (Lost(lost), Lost(whole)));
        Assert.True(MeanOfColumns(lost) < 0.05);
    }

    [Fact]
    public void Lost_relations_show_in_pairs_in_models_and_within_groups()
    {
        var (independent, fresh) = (Make("independent columns"), Make("fresh"));

        double Pair(Table table) => BinnedTables.Of(People.Real, table).TotalVariation([0, 5]);
        double Group(Table table) => Findings(table, new GroupFidelity()).Where(finding => finding.Id == "fairness.group-distance" && finding.Group == "A").Select(finding => finding.Value!.Value - finding.OfHoldout!.Value).Single();
        double Auc(Table table) => TrainOnSynthetic.Auc(People.Real, table, People.Holdout, "recid", Cancellation)!.Value;
        Assert.True(Pair(independent) > 1.5 * Pair(fresh), $"{Pair(independent)} {Pair(fresh)}");
        Assert.True(Group(independent) > Group(fresh) + 0.02, $"{Group(independent)} {Group(fresh)}");
        Assert.True(Auc(independent) < 0.56 && Auc(fresh) > 0.6, $"{Auc(independent)} {Auc(fresh)}");
        Assert.Equal(0, MeanOfColumns(independent), 1e-12);
    }

    [Fact]
    public void Fairness_by_knowing_nothing_is_named_as_such()
    {
        string Sentence(string name) => Findings(Make(name), new ModelFairness()).First(finding => finding.Id == "fairness.parity.synthetic").Sentence;

        Assert.Contains("no better than a guess", Sentence("independent columns"), StringComparison.Ordinal);
        Assert.DoesNotContain("no better than a guess", Sentence("fresh"), StringComparison.Ordinal);
    }

    [Fact]
    public void More_noise_on_copies_is_less_risk()
    {
        double Risk(double share) => Findings(People.Reshuffled(share), new MembershipInference(s_quick))
            .Single(finding => finding.Id == "privacy.membership.distance.auc").Value!.Value;

        var risks = new[] { Risk(0), Risk(0.1), Risk(0.3), Risk(1) };
        Assert.Equal(risks.OrderDescending(), risks);
        Assert.InRange(risks[0], 0.95, 1);
        Assert.InRange(risks[^1], 0.45, 0.55);
    }

    private static double MeanOfColumns(Table table)
    {
        var tables = BinnedTables.Of(People.Real, table);
        return Enumerable.Range(0, tables.Names.Count).Average(column => tables.TotalVariation([column]));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Table Make(string name) => name switch
    {
        "copy" => People.Real,
        "bootstrap" => People.Bootstrap(),
        "mostly copies" => People.MostlyCopies(),
        "few repeated" => People.FewRepeated(),
        "a tenth of the cells reshuffled" => People.Reshuffled(0.1),
        "fresh" => People.Fresh(21),
        "another fresh" => People.Fresh(22),
        "without the minority" => People.WithoutMinority(),
        "independent columns" => People.Reshuffled(1),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static List<Finding> Findings(Table synthetic, params IEvaluationPart[] parts) =>
        [.. parts.SelectMany(part => part.Run(new EvaluationContext(People.Request(synthetic), null, Cancellation)).Findings)];
}
