using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Tests.Attacks;

public sealed class ShadowModelsTests
{
    private static readonly ShadowOptions s_quick = new() { Runs = 60, Targets = 3, Rows = 200 };

    [Fact]
    public void A_synthesizer_that_repeats_its_rows_is_found_out()
    {
        var finding = Assert.Single(Run((table, _, _) => table).Findings);

        Assert.True(finding.Low > 0.9, $"{finding.Low}");
        Assert.Equal(3 * 30, finding.Count);
    }

    [Fact]
    public void A_synthesizer_that_looks_at_no_row_is_not()
    {
        var finding = Assert.Single(Run((table, seed, _) => People.Fresh(seed % 1000, table.RowCount)).Findings);

        Assert.InRange(0.5, finding.Low!.Value, finding.High!.Value);
    }

    [Fact]
    public void A_run_can_be_stopped()
    {
        using var cancellation = new CancellationTokenSource();
        var runs = 0;
        Table Stop(Table table)
        {
            if (++runs == 3)
            {
                cancellation.Cancel();
            }

            return table;
        }

        Assert.Throws<OperationCanceledException>(() => new ShadowModels((table, _, _) => Stop(table), s_quick)
            .Run(new EvaluationContext(People.Request(People.Real), null, cancellation.Token)));
        Assert.Equal(3, runs);
    }

    private static EvaluationResult Run(Func<Table, ulong, CancellationToken, Table> synthesize) =>
        new ShadowModels(synthesize, s_quick).Run(new EvaluationContext(People.Request(People.Fresh(51)), null, TestContext.Current.CancellationToken));
}
