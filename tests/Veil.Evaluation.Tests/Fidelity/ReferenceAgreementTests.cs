using System.Diagnostics;
using Veil.Data.Schemas;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>The measures against those of an independent program (numpy, pandas, scipy) on the same files.</summary>
public sealed class ReferenceAgreementTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("adult__mst__eps1__s0")]
    [InlineData("adult__ds_corr_k1_memo__eps1__s0")]
    [InlineData("compas__ds_indep__eps0.1__s0")]
    [InlineData("compas__ds_corr_k2__eps1__s0")]
    [InlineData("compas__mst_fast__eps1__s0")]
    [InlineData("compas__aim_fast__eps1__s0")]
    [InlineData("compas__bootstrap__eps0__s0")]
    [InlineData("compas__shuffle__eps0__s0")]
    public void Measures_agree_with_the_reference(string run)
    {
        var shared = SharedTables.OrSkip();
        var data = run.Split("__")[0];
        var (real, synthetic, holdout) = (shared.Real(data), shared.Synthetic(run), shared.Real(data, "holdout"));

        var clock = Stopwatch.StartNew();
        var result = new Evaluator(
            [new ValidityPart(), new ColumnsPart(), new PairsPart(), new MarginalsPart(Triples(real.Columns.Count))]).Run(
            new EvaluationInput { Real = real, Synthetic = synthetic, Holdout = holdout, Schema = new Schema(), Target = shared.Target(data) },
            null,
            TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{clock.Elapsed.TotalSeconds:0.00} s");

        Check("tv1", "columns.total-variation.mean");
        Check("tv1_max", "columns.total-variation.maximum");
        Check("tv2", "pairs.total-variation.mean");
        Check("tv2_max", "pairs.total-variation.maximum");
        Check("tv2_target", "pairs.total-variation.target.mean");
        Check("tv3", "joint.total-variation.mean");
        Check("tv3_max", "joint.total-variation.maximum");
        Check("nist_kmarg", "joint.nist-score", 100 * Tolerance);
        Check("nmi_diff", "pairs.mutual-information.difference.mean");
        Check("ks", "columns.kolmogorov-smirnov.mean");
        Check("corr_diff", "pairs.pearson.difference.mean");
        Check("copy_raw", "validity.copies.train");
        Assert.Equal(shared.Figure(run, "copy_raw_holdout"), Find("validity.copies.train").OfHoldout!.Value, Tolerance);

        void Check(string figure, string id, double tolerance = Tolerance) => Assert.Equal(shared.Figure(run, figure), Find(id).Value!.Value, tolerance);

        Finding Find(string id) => result.Findings.Single(finding => finding.Id == id && finding.Columns.Count == 0);
    }

    /// <summary>The 64 sets of three columns that the reference drew.</summary>
    private static IReadOnlyList<int[]> Triples(int columns)
    {
        var all = MarginalSets.Of(columns, 3, int.MaxValue, 0);
        return [.. new MersenneTwister(12345).Choose(all.Count, 64).Select(set => all[set])];
    }
}
