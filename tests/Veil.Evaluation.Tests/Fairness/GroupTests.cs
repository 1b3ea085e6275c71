using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fairness;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fairness;

public sealed class GroupTests
{
    [Fact]
    public void Labels_numbers_and_quarters_make_groups()
    {
        var many = Enumerable.Range(0, 100).Select(i => (double)i).ToArray();
        var labels = Of(Labels("g", "b", null, "a"), Labels("g", "c", "a"));
        var few = Of(Integers("g", 5, 3, 5), Integers("g", 4, 3));
        var quarters = Of(Decimals("g", many), Decimals("g", -1, 24.75, 24.8, 200, double.NaN));

        Assert.Equal(["b", "a", "c", "(missing)"], labels.Names);
        Assert.Equal([0, 3, 1], labels.Real);
        Assert.Equal([2, 1], labels.Synthetic);
        Assert.Equal(["3", "5", "(other)", "(missing)"], few.Names);
        Assert.Equal([1, 0, 1], few.Real);
        Assert.Equal([2, 0], few.Synthetic);
        Assert.Equal(["up to 24.75", "above 24.75 up to 49.5", "above 49.5 up to 74.25", "above 74.25", "(missing)"], quarters.Names);
        Assert.Equal([0, 0, 1, 3, 4], quarters.Synthetic);
        Assert.Equal([25, 25, 25, 25], Enumerable.Range(0, 4).Select(group => Groups.Rows(quarters.Real, group)));
    }

    [Fact]
    public void A_group_is_measured_beside_its_real_share()
    {
        var findings = new GroupFidelity().Run(Context(
            new Table([Labels("g", [.. Repeat("x", 60), .. Repeat("y", 40)])]),
            new Table([Labels("g", [.. Repeat("x", 90), .. Repeat("z", 10)])]))).Findings;

        Finding Share(string group) => findings.Single(finding => finding.Id == "fairness.group-share" && finding.Group == group);
        Assert.Equal(1.5, Share("x").Value!.Value, 1e-12);
        Assert.Equal(0, Share("y").Value);
        Assert.InRange(Share("y").High!.Value, 0.01 / 0.4, 0.05 / 0.4);
        Assert.Equal("No real row is of this group.", Share("z").Reason);
        Assert.Equal(1, findings.Single(finding => finding.Id == "fairness.lost-groups").Value);
    }

    [Fact]
    public void The_distance_within_a_group_is_that_of_its_rows_alone()
    {
        // All of group y change in the synthetic rows, none of group x.
        string[] groups = [.. Repeat("x", 50), .. Repeat("y", 50)];
        string[] real = [.. Repeat("p", 25), .. Repeat("q", 25), .. Repeat("p", 50)];
        string[] synthetic = [.. Repeat("p", 25), .. Repeat("q", 25), .. Repeat("q", 50)];
        var context = Context(
            new Table([Labels("g", groups), Labels("v", real)]), new Table([Labels("g", groups), Labels("v", synthetic)]));
        var findings = new GroupFidelity().Run(context).Findings.Where(finding => finding.Id == "fairness.group-distance").ToList();

        Assert.Equal((0.0, 1.0), (findings[0].Value!.Value, findings[1].Value!.Value));
        Assert.Equal((false, true), (findings[0].IsHeadline, findings[1].IsHeadline));
    }

    [Fact]
    public void A_gap_that_only_the_synthetic_rows_have_is_shown_as_added()
    {
        // The synthetic rows say that nobody of group F is of the second class.
        var fresh = People.Fresh(61);
        var (sex, recid) = ((LabelColumn)fresh["sex"], (LabelColumn)fresh["recid"]);
        var biased = fresh.Take([.. Enumerable.Range(0, fresh.RowCount)
            .Where(row => sex.Labels[sex.Codes[row]] != "F" || recid.Labels[recid.Codes[row]] == "no")]);
        IReadOnlyList<Finding> Findings(Table table) => new ModelFairness()
            .Run(new EvaluationContext(People.Request(table) with { Protected = ["sex"] }, null, TestContext.Current.CancellationToken)).Findings;
        Finding Of(IReadOnlyList<Finding> findings, string id) => findings.Single(finding => finding.Id == id);

        var (bad, good) = (Findings(biased), Findings(fresh));
        Assert.True(Of(bad, "fairness.parity.amplification").Low > 0.1);
        Assert.True(Of(bad, "fairness.odds.amplification").Low > 0.1);
        Assert.True(Of(good, "fairness.parity.amplification").Low < 0.05);
        Assert.Equal(
            Of(bad, "fairness.parity.synthetic").Value - Of(bad, "fairness.parity.real").Value, Of(bad, "fairness.parity.amplification").Value);
        Assert.True(bad.Single(finding => finding.Id == "fairness.recall" && finding.Group == "F").High < -0.1);
    }

    [Fact]
    public void Rare_labels_survive_with_half_their_share()
    {
        string[] real = [.. Repeat("common", 2970), .. Repeat("kept", 15), .. Repeat("shrunk", 15)];
        string[] synthetic = [.. Repeat("common", 1490), .. Repeat("kept", 8), .. Repeat("shrunk", 2)];
        var finding = Assert.Single(new SmallCategories().Run(Context(new Table([Labels("v", real)]), new Table([Labels("v", synthetic)]))).Findings);

        Assert.Equal((0.5, 2), (finding.Value, finding.Count));
        Assert.Equal((1, 1), (finding.OfIndependent, finding.OfUniform));
    }

    private static IEnumerable<string> Repeat(string value, int count) => Enumerable.Repeat(value, count);

    private static Groups Of(Column real, Column synthetic) => Groups.Of(ComparedTables.Of(Context(new Table([real]), new Table([synthetic]))), "g")!;

    private static EvaluationContext Context(Table real, Table synthetic) => new(
        new EvaluationInput { Real = real, Synthetic = synthetic, Schema = new Schema(), Protected = ["g"] },
        null,
        TestContext.Current.CancellationToken);
}
