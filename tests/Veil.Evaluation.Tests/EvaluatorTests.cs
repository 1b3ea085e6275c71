using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Utility;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests;

public sealed class EvaluatorTests
{
    [Fact]
    public void Every_finding_can_be_read_by_itself()
    {
        var (real, holdout, synthetic) = (Rows(300, 1), Rows(200, 2), Rows(250, 3));

        var result = new Evaluator().Run(Request(real, synthetic, holdout), null, TestContext.Current.CancellationToken);

        Assert.All(result.Findings, finding =>
        {
            Assert.StartsWith($"{finding.Section.ToString().ToLowerInvariant()}.", finding.Id, StringComparison.Ordinal);
            Assert.EndsWith(".", finding.Sentence, StringComparison.Ordinal);
            Assert.NotEmpty(finding.Title);
            Assert.True(finding.Value is null == finding.Reason is not null, finding.Id);
            Assert.True(finding.Value is null || finding.Least is null || finding.Value >= finding.Least, finding.Id);
            Assert.True(finding.Value is null || finding.Most is null || finding.Value <= finding.Most, finding.Id);
            Assert.True(finding.Low is null == finding.Interval is null, finding.Id);
            Assert.True(finding.Low is null || (finding.Low <= finding.Value && finding.High >= finding.Value), finding.Id);
        });
        // One name is one thing: a measure of the whole table, or of certain columns.
        var names = result.Findings.Select(finding => $"{finding.Id} {string.Join(',', finding.Columns)}").ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(result.Findings.Select(finding => finding.Section).Order(), result.Findings.Select(finding => finding.Section));
        Assert.Equal(3, result.Distributions.Count);
        Assert.Single(result.Clouds);
        Assert.Equal(["joint.sample-equivalent", "joint.detection.roc", "privacy.membership.roc"], result.Curves.Select(curve => curve.Id));
        Assert.Contains(result.Findings, finding => finding.Id.StartsWith("utility.", StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_stays_between_zero_and_one_and_ends_at_one()
    {
        var seen = new List<double>();

        new Evaluator().Run(
            Request(Rows(60, 1), Rows(60, 2), Rows(60, 3)), new Listener(told => { lock (seen) { seen.Add(told.Fraction); } }), TestContext.Current.CancellationToken);

        Assert.Equal(1, seen[^1]);
        Assert.All(seen, fraction => Assert.InRange(fraction, 0, 1));
        Assert.True(seen.Distinct().Count() > MetricCatalog.Parts.Count);
    }

    [Fact]
    public void Cancelling_ends_the_evaluation()
    {
        using var source = new CancellationTokenSource();
        var seen = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => new Evaluator().Run(
            Request(Rows(60, 1), Rows(60, 2), null), new Listener(_ => { seen++; source.Cancel(); }), source.Token));
        Assert.True(seen < MetricCatalog.Parts.Count);
    }

    [Fact]
    public void Without_hold_out_rows_or_a_target_there_are_notes_and_no_fault()
    {
        var result = new Evaluator().Run(Request(Rows(60, 1), Rows(60, 2), null), null, TestContext.Current.CancellationToken);
        var nameless = new UtilityPart().Run(new EvaluationContext(Request(Rows(60, 1), Rows(60, 2), Rows(60, 3)) with { Target = "nothing" }));

        Assert.Contains(result.Notes, note => note.Contains("no hold-out rows", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Findings, finding => finding.Section is Section.Utility);
        Assert.Empty(nameless.Findings);
        Assert.Contains("'nothing'", nameless.Notes.Single(), StringComparison.Ordinal);
        Assert.Equal(result.Notes.Distinct(), result.Notes);
    }

    private static EvaluationInput Request(Table real, Table synthetic, Table? holdout) =>
        new() { Real = real, Synthetic = synthetic, Holdout = holdout, Schema = new Schema(), Target = "l" };

    private static Table Rows(int count, int seed)
    {
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        return new Table(
        [
            Decimals("x", x), Integers("i", [.. x.Select(value => (long)(10 * value))]), Labels("l", [.. x.Select(value => value > 0.4 ? "yes" : "no")]),
        ]);
    }

    private sealed class Listener(Action<EvaluationProgress> listen) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => listen(value);
    }
}
