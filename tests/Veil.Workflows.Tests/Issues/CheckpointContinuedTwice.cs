using System.Text.RegularExpressions;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests.Issues;

/// <summary>A checkpoint that was copied and continued twice gave two models whose statements both told of one run.</summary>
public sealed partial class CheckpointContinuedTwice : IDisposable
{
    private const string Method = "dp-ar";

    private static readonly string s_table = Jobs.Csv("a,b", 2000, (_, random) => $"{random.Next(3)},{random.Next(3)}");

    private static readonly Schema s_schema = new() { Columns = [Jobs.Integer("a", 0, 2), Jobs.Integer("b", 0, 2)] };

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-test-").FullName;

    private string Checkpoint => Path.Combine(_folder, "state.veil");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Both_statements_name_the_run_and_say_that_it_was_resumed()
    {
        var kept = Kept("0123456789abcdef0123456789abcdef");

        var models = new[] { Continue(kept), Continue(kept) };

        foreach (var statement in models.Select(model => model.Statement))
        {
            Assert.Equal("0123456789abcdef0123456789abcdef", statement.RunId);
            Assert.Equal([kept.Training!.Step], statement.ResumedAfterSteps);
            var text = StatementMarkdown.Write(statement);
            Assert.Contains($"Resumed from a checkpoint after step {kept.Training.Step}.", text, StringComparison.Ordinal);
            Assert.Contains("continued twice is two runs, whose costs add", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_run_that_is_resumed_again_says_so_twice()
    {
        var kept = Kept("00000000000000000000000000000001");
        var again = kept with { Statement = kept.Statement with { ResumedAfterSteps = [2] } };

        Assert.Equal([2, kept.Training!.Step], Continue(again).Statement.ResumedAfterSteps);
    }

    [Fact]
    public void A_checkpoint_without_a_name_goes_on_without_one()
    {
        var statement = Continue(Kept(null)).Statement;

        Assert.Null(statement.RunId);
        Assert.Single(statement.ResumedAfterSteps);
        Assert.Contains("Resumed from a checkpoint", StatementMarkdown.Write(statement), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_has_128_random_bits_of_its_own()
    {
        var runs = Enumerable.Range(0, 3).Select(_ => Run(new PrivacyRequest { Epsilon = 1, Delta = 1e-6 }).RunId!).ToList();

        Assert.Equal(3, runs.Distinct().Count());
        Assert.All(runs, run => Assert.Matches(Hexadecimal(), run));
        Assert.Contains($"- Run {runs[0]}, not resumed.", StatementMarkdown.Write(Run(new PrivacyRequest { Epsilon = 1 }, runs[0])), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_that_can_be_repeated_repeats_the_name()
    {
        var research = new PrivacyRequest { Epsilon = 1, Delta = 1e-6, Research = true, NoiseSeed = 7 };

        Assert.Equal(Run(research).RunId, Run(research).RunId);
        Assert.NotEqual(Run(research).RunId, Run(research with { NoiseSeed = 8 }).RunId);
    }

    [Fact]
    public void What_read_no_data_spent_nothing_and_has_no_name()
    {
        var model = new TrainJob().Run(Request(null) with { Method = "random", Privacy = null }, null, TestContext.Current.CancellationToken).Model;

        Assert.Null(model.Statement.RunId);
    }

    private static PrivacyStatement Run(PrivacyRequest privacy, string? run = null) =>
        new TrainJob().Run(Request(privacy) with { Method = "independent", RunId = run }, null, TestContext.Current.CancellationToken).Model.Statement;

    private SynthesisModel Continue(ModelContent kept)
    {
        using (var file = File.Create(Checkpoint))
        {
            SynthesisModel.Save(kept, file);
        }

        var request = Request(new PrivacyRequest { Epsilon = 1, Delta = 1e-6 }) with { Method = Method, Checkpoint = Checkpoint };
        var model = new TrainJob().Run(request, null, TestContext.Current.CancellationToken).Model;
        File.Delete(Checkpoint);
        return model;
    }

    // What a run of a name that is killed in the middle has kept.
    private static ModelContent Kept(string? run)
    {
        ModelContent? kept = null;
        using var cancellation = new CancellationTokenSource();
        var promised = new PrivacyGuarantee(1, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove);
        using var session = BudgetSession.Begin(new BudgetClaim(promised, "a test", "a run", BudgetSession.BoundOf(promised, mayTrain: true)));
        var table = session.Open(Jobs.Read(s_table, s_schema), new OpeningTerms
        {
            Training = (total, _) => SynthesizerCatalog.Get(Method).Training(s_schema, total, 2000, null),
        });
        var options = new FitOptions
        {
            Rows = (2000, 0),
            Checkpoint = content =>
            {
                kept = new TrainingRun(run, []).Named(content);
                cancellation.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => SynthesizerCatalog.Get(Method).Fit(s_schema, table, options, null, cancellation.Token));
        return kept!;
    }

    private static TrainRequest Request(PrivacyRequest? privacy) => new()
    {
        Input = Jobs.Source(s_table),
        Schema = s_schema,
        Privacy = privacy,
    };

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Hexadecimal();
}
