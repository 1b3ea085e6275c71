using Veil.Data.Errors;
using Veil.Data.Files;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>A training that was broken off goes on, and pays nothing twice; one that is stopped early leaves a model.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly string s_table = Jobs.Csv("a,b", 2000, (_, random) =>
    {
        var a = random.Next(3);
        return $"{a},{(random.Next(10) == 0 ? random.Next(3) : a)}";
    });

    private static readonly Schema s_schema = new() { Columns = [Jobs.Integer("a", 0, 2), Jobs.Integer("b", 0, 2)] };

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-test-").FullName;

    private string Checkpoint => Path.Combine(_folder, "state.veil");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("dp-ar")]
    [InlineData("tvae")]
    [InlineData("ctgan")]
    public void A_training_goes_on_without_a_second_charge(string method)
    {
        var kept = Interrupted(method);
        Assert.InRange(kept.Training!.Step, 1, kept.Training.Steps - 1);
        using (var stream = new MemoryStream())
        {
            SynthesisModel.Save(kept, stream);
            AtomicFile.Write(Checkpoint, overwrite: true, target => target.Write(stream.ToArray()));
        }

        var steps = new List<int>();
        var model = new TrainJob().Run(
            Request(method) with { Checkpoint = Checkpoint },
            new SynchronousProgress<JobProgress>(at => steps.Add(at.Training?.Epoch ?? 0)), TestContext.Current.CancellationToken).Model;
        Assert.Equal(kept.Training.Step + 1, steps.First(step => step > 0));
        Assert.Equal(kept.Statement.Charges.Select(charge => charge.Purpose), model.Statement.Charges.Select(charge => charge.Purpose));
        Assert.Equal(kept.Statement.Spent, model.Statement.Spent);
        Assert.Null(model.Content.Training);
        Assert.Equal(101, Jobs.Sample(model, 100).Trim().Split('\n').Length);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        using (var stream = new MemoryStream())
        {
            SynthesisModel.Save(Interrupted("dp-ar"), stream);
            File.WriteAllBytes(Checkpoint, stream.ToArray());
        }

        foreach (var request in new[]
        {
            Request("tvae"),
            Request("dp-ar") with { Privacy = Jobs.Epsilon(2) },

            // Noise that can be repeated, in a model that says that it cannot.
            Request("dp-ar") with { Privacy = new PrivacyRequest { Epsilon = 1, Delta = 1e-6, Research = true, NoiseSeed = 1 } },
            Request("dp-ar") with { Privacy = new PrivacyRequest { Epsilon = 1, Delta = 1e-6, Research = true } },
            Request("dp-ar") with { Schema = new Schema { Columns = [Jobs.Integer("b", 0, 2), Jobs.Integer("a", 0, 2)] } },
        })
        {
            var fault = Assert.Throws<VeilException>(() => new TrainJob().Run(request with { Checkpoint = Checkpoint }, null, TestContext.Current.CancellationToken));
            Assert.Equal("checkpoint-of-another-run", fault.Code);
        }
    }

    [Fact]
    public void A_ledger_books_a_training_that_goes_on_under_the_id_of_its_run_and_gives_nothing_back()
    {
        KeepNamed();
        var ledger = new Booked();

        new TrainJob().Run(Request("dp-ar") with { Checkpoint = Checkpoint, Ledger = ledger }, null, TestContext.Current.CancellationToken);

        Assert.Equal(["reserve a run", "identify", "commit"], ledger.Lines);
    }

    [Fact]
    public void A_training_without_an_id_is_unknown_to_every_ledger()
    {
        Keep(Interrupted("dp-ar"));
        var ledger = new Booked();

        var fault = Assert.Throws<VeilException>(() => new TrainJob().Run(
            Request("dp-ar") with { Checkpoint = Checkpoint, Ledger = ledger }, null, TestContext.Current.CancellationToken));

        Assert.Equal("checkpoint-of-another-run", fault.Code);
        Assert.Empty(ledger.Lines);
        Assert.True(File.Exists(Checkpoint));
    }

    [Fact]
    public void Of_two_that_go_on_from_copies_of_a_checkpoint_the_second_is_refused()
    {
        KeepNamed();
        var copy = Path.Combine(_folder, "copy.veil");
        File.Copy(Checkpoint, copy);

        // The first goes on, breaks off, and goes on again.
        Break(Checkpoint);
        Break(Checkpoint);
        AssertContinuedElsewhere(copy);
        File.Copy(Checkpoint, copy, overwrite: true);
        Assert.Equal(3, Run(Checkpoint).Statement.ResumedAfterSteps.Length);

        // Whoever has the model has the last of the run.
        AssertContinuedElsewhere(copy);
    }

    [Fact]
    public void A_training_that_was_never_interrupted_is_the_last_of_its_run_too()
    {
        var copy = Path.Combine(_folder, "copy.veil");
        var progress = new SynchronousProgress<JobProgress>(at =>
        {
            if (at.Training is { Epoch: >= 3 } && !File.Exists(copy))
            {
                File.Copy(Checkpoint, copy);
            }
        });

        new TrainJob().Run(Request("dp-ar") with { Checkpoint = Checkpoint, Journals = Runs }, progress, TestContext.Current.CancellationToken);

        AssertContinuedElsewhere(copy);
    }

    [Fact]
    public void A_crash_before_a_continuation_is_recorded_loses_nothing_and_allows_no_other()
    {
        KeepNamed();
        Break(Checkpoint);
        var latest = Path.Combine(Runs, "a run.latest");
        var recorded = File.ReadAllBytes(latest);
        var copy = Path.Combine(_folder, "copy.veil");
        File.Copy(Checkpoint, copy);
        Break(Checkpoint);

        // As if the file had changed and the record had not.
        File.WriteAllBytes(latest, recorded);
        Break(Checkpoint);

        AssertContinuedElsewhere(copy);
    }

    [Fact]
    public void A_checkpoint_goes_when_the_model_is_saved_and_stays_when_it_is_only_returned()
    {
        Keep(Interrupted("dp-ar"));
        var model = Path.Combine(_folder, "model.veil");

        Assert.Null(new TrainJob().Run(Request("dp-ar") with { Checkpoint = Checkpoint }, null, TestContext.Current.CancellationToken).SavedTo);
        Assert.True(File.Exists(Checkpoint));

        var result = new TrainJob().Run(
            Request("dp-ar") with { Checkpoint = Checkpoint, Output = ByteOutput.ToFile(model) }, null, TestContext.Current.CancellationToken);
        Assert.Equal(model, result.SavedTo);
        Assert.False(File.Exists(Checkpoint));
        Assert.Equal(result.Model.Statement.RunId, ModelSource.FromFile(model).Load().Statement.RunId);
    }

    [Theory]
    [InlineData("dp-ar")]
    [InlineData("tvae")]
    [InlineData("ctgan")]
    public void An_early_stop_leaves_a_model_that_says_so(string method)
    {
        using var stop = new CancellationTokenSource();
        var model = new TrainJob().Run(
            Request(method) with { StopEarly = stop.Token },
            new SynchronousProgress<JobProgress>(at =>
            {
                if (at.Training is { Epoch: >= 3 })
                {
                    stop.Cancel();
                }
            }),
            TestContext.Current.CancellationToken).Model;
        Assert.Contains(model.Statement.Limitations, text => text.Contains("stopped after", StringComparison.Ordinal));
        Assert.Equal(51, Jobs.Sample(model, 50).Trim().Split('\n').Length);
    }

    private void KeepNamed()
    {
        var kept = Interrupted("dp-ar");
        Keep(kept with { Statement = kept.Statement with { RunId = "a run" } });
    }

    private void Keep(ModelContent kept) =>
        AtomicFile.Write(Checkpoint, overwrite: true, target => SynthesisModel.Save(kept, target));

    // What a run that is killed in the middle has kept.
    private static ModelContent Interrupted(string method)
    {
        ModelContent? kept = null;
        using var cancellation = new CancellationTokenSource();
        var promised = new PrivacyGuarantee(1, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove);
        using var session = BudgetSession.Begin(new BudgetClaim(promised, "a test", "a run", BudgetSession.BoundOf(promised, mayTrain: true)));
        var table = session.Open(Jobs.Read(s_table, s_schema), new OpeningTerms
        {
            Training = (total, _) => SynthesizerCatalog.Get(method).Training(s_schema, total, 2000, null),
        });
        var options = new FitOptions
        {
            Rows = (2000, 0),
            Checkpoint = content =>
            {
                kept = content;
                if (content.Training!.Step >= 5)
                {
                    cancellation.Cancel();
                }
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => SynthesizerCatalog.Get(method).Fit(s_schema, table, options, null, cancellation.Token));
        return kept!;
    }

    private static TrainRequest Request(string method) => new()
    {
        Input = Jobs.Source(s_table),
        Schema = s_schema,
        Method = method,
        Privacy = new PrivacyRequest { Epsilon = 1, Delta = 1e-6 },
    };

    private string Runs => Path.Combine(_folder, "runs");

    private SynthesisModel Run(string checkpoint, IProgress<JobProgress>? progress = null, CancellationToken? cancellation = null) => new TrainJob().Run(
        Request("dp-ar") with { Checkpoint = checkpoint, Journals = Runs }, progress, cancellation ?? TestContext.Current.CancellationToken).Model;

    private void AssertContinuedElsewhere(string checkpoint) =>
        Assert.Equal("checkpoint-continued-elsewhere", Assert.Throws<VeilException>(() => Run(checkpoint)).Code);

    // Goes on and breaks off in the training.
    private void Break(string checkpoint)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress<JobProgress>(at =>
        {
            if (at.Training is not null)
            {
                cancellation.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Run(checkpoint, progress, cancellation.Token));
    }

    private sealed class Booked : IBudgetLedger
    {
        public List<string> Lines { get; } = [];

        public BudgetReservation Reserve(BudgetClaim claim)
        {
            Lines.Add($"reserve {claim.RunId}");
            return new BudgetReservation("r", claim);
        }

        public void Identify(BudgetReservation reservation, Func<RowsDigest> rows) => Lines.Add("identify");

        public void Commit(BudgetReservation reservation) => Lines.Add("commit");

        public AccountStanding? Settle(BudgetReservation reservation, RunCost cost)
        {
            Lines.Add("settle");
            return null;
        }

        public void Refund(BudgetReservation reservation) => Lines.Add("refund");
    }
}
