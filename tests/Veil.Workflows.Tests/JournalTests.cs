using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Privacy.Noise;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>A run that breaks off goes on from the answers that it was given, and pays for nothing twice.</summary>
public sealed class JournalTests : IBudgetLedger, IDisposable
{
    private const string RunId = "0123456789abcdef0123456789abcdef";

    private static readonly string s_rows = Jobs.Csv("a,b,c,d,id", 300, (i, random) =>
    {
        var a = random.Next(4);
        return $"{a},{(random.Next(4) == 0 ? random.Next(4) : a)},{random.Next(100)},{"xyz"[random.Next(3)]},p{i / 4}";
    });

    private static readonly Schema s_declared = new()
    {
        Columns =
        [
            Jobs.Integer("a", 0, 3), Jobs.Integer("b", 0, 3), Jobs.Integer("c", 0, 99), Jobs.Category("d", "x", "y", "z"),
            new ColumnSchema { Name = "id", Role = Jobs.Declared(ColumnRole.Drop) },
        ],
    };

    private static readonly Schema s_people = s_declared with
    {
        Columns = [.. s_declared.Columns.Take(4), new ColumnSchema { Name = "id" }],
        Entity = "id",
        MaxRowsPerEntity = 2,
    };

    private static readonly Schema s_unknown = s_declared with
    {
        Columns = [.. s_declared.Columns.Take(4).Select(column => new ColumnSchema { Name = column.Name }), s_declared.Columns[4]],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-test-").FullName;
    private readonly List<string> _booked = [];

    private string Table => Path.Combine(_folder, "table.csv");

    private string Journals => Path.Combine(_folder, "runs");

    public JournalTests() => File.WriteAllText(Table, s_rows);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("independent")]
    [InlineData("mst")]
    [InlineData("correlated")]
    [InlineData("clique-tree")]
    [InlineData("mwem")]
    [InlineData("aim")]
    [InlineData("mixture")]
    [InlineData("dp-pca")]
    [InlineData("independent", "types, ranges and categories are learnt")]
    [InlineData("mst", "types, ranges and categories are learnt")]
    [InlineData("clique-tree", "people have several rows")]
    public void A_run_that_is_killed_at_every_answer_ends_as_one_run_with_these_answers(string method, string? what = null)
    {
        var request = Request(method) with
        {
            Schema = what is null ? s_declared : what.StartsWith("people", StringComparison.Ordinal) ? s_people : s_unknown,
        };
        var answers = new List<byte[]>();
        var kills = 0;
        SynthesisModel? model = null;
        while (model is null)
        {
            var stored = answers.Count;
            answers.Clear();
            try
            {
                // Every other time the answer that was drawn is lost, and the next process draws another.
                model = Run(request with { JournalThrough = journal => new Heard(journal, answers, stored, isLost: kills % 2 == 1) });
            }
            catch (KilledException)
            {
                kills++;
                Assert.Equal(stored + (kills % 2), answers.Count);
            }
        }

        Assert.InRange(kills, 5, 10_000);
        Assert.Empty(Directory.EnumerateFiles(Journals));
        Assert.Equal(RunId, model.Statement.RunId);
        Assert.Equal([$"commit {RunId}", $"reserve {RunId}"], _booked.Distinct().Order());

        // The same answers, and no crash.
        var whole = Run(request with { JournalThrough = journal => new Listed(answers) });
        AssertSame(whole.Content, model.Content);
        Assert.Empty(model.Statement.ResumedAfterSteps);
        Assert.True(model.Statement.Spent <= model.Statement.Total);
    }

    [Fact]
    public void A_record_that_is_torn_was_answered_to_nobody_and_any_other_damage_is_refused()
    {
        var path = Interrupted(answers: 3);
        var whole = File.ReadAllBytes(path);
        foreach (var (content, answers) in new (byte[], int)[]
        {
            (whole, 3),
            (whole[..^1], 2),
            (whole[..^20], 2),
            ([.. whole, 7], 3),
            ([.. whole, .. new byte[100]], 3),
        })
        {
            File.WriteAllBytes(path, content);
            Assert.Equal(answers, TrainJob.Interrupted(Request("independent"))!.Answers);
        }

        foreach (var at in new[] { 0, 5, 9, 30, whole.Length / 5 })
        {
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= 4;
            File.WriteAllBytes(path, flipped);
            AssertRefused("journal-damaged", Request("independent"));
        }
    }

    [Fact]
    public void Other_rows_are_refused_and_the_run_can_still_go_on_with_its_own()
    {
        Interrupted(answers: 3);
        _booked.Clear();

        File.WriteAllText(Table, s_rows.Replace("\n1,", "\n2,", StringComparison.Ordinal));
        AssertRefused("rows-changed", Request("independent"));
        File.WriteAllText(Table, s_rows);

        Assert.DoesNotContain(_booked, line => !line.StartsWith("reserve", StringComparison.Ordinal));
        Assert.Equal(RunId, Run(Request("independent")).Statement.RunId);
    }

    [Fact]
    public void Rows_in_another_order_are_the_same_rows()
    {
        Interrupted(answers: 3);
        var lines = s_rows.TrimEnd('\n').Split('\n');

        File.WriteAllText(Table, $"{lines[0]}\n{string.Join('\n', lines.Skip(1).Reverse())}\n");

        Run(Request("independent") with { MustResume = true });
    }

    [Fact]
    public void Another_plan_is_another_run()
    {
        Interrupted(answers: 3);
        var other = Request("independent") with { Privacy = Jobs.Epsilon(2) };

        Assert.Null(TrainJob.Interrupted(other));
        Assert.Null(TrainJob.Interrupted(Request("mst")));
        Assert.Null(TrainJob.Interrupted(Request("independent") with { Output = ByteOutput.ToFile(Path.Combine(_folder, "other.veil")) }));
        Run(other);
        Assert.NotNull(TrainJob.Interrupted(Request("independent")));
    }

    [Fact]
    public void Answers_to_other_questions_are_given_to_nobody_and_nothing_is_drawn()
    {
        var answers = new List<byte[]>();
        Run(Request("independent") with { Privacy = Jobs.Epsilon(2), JournalThrough = journal => new Heard(journal, answers, int.MaxValue, false) });
        var listed = new Listed(answers);

        AssertRefused("journal-of-another-run", Request("independent") with { JournalThrough = _ => listed });

        Assert.False(listed.IsAppended);
    }

    [Fact]
    public void Nothing_to_resume_is_refused_and_leaves_nothing()
    {
        AssertRefused("nothing-to-resume", Request("independent") with { MustResume = true });
        AssertRefused("nothing-to-resume", Request("independent") with { MustResume = true, Journals = null });

        Assert.Empty(_booked);
        Assert.False(Directory.Exists(Journals));
    }

    [Fact]
    public void Two_processes_cannot_go_on_with_one_run()
    {
        Interrupted(answers: 3);
        using (RunJournal.Open(Request("independent")))
        {
            AssertRefused("run-in-progress", Request("independent"));
        }

        Run(Request("independent"));
    }

    [Fact]
    public void A_run_that_drew_nothing_leaves_no_journal_and_gets_its_budget_back()
    {
        File.AppendAllText(Table, "1,2\n");

        AssertRefused("csv-ragged-row", Request("independent"));

        Assert.Equal([$"reserve {RunId}", $"refund {RunId}"], _booked);
        Assert.Empty(Directory.EnumerateFiles(Journals));
    }

    [Fact]
    public void Nobody_goes_on_from_labels_that_could_not_be_stored_since_that_tells_how_many_they_are()
    {
        var ends = new List<bool>();
        for (var answers = 0; !ends.Contains(true); answers++)
        {
            var at = answers;
            AssertRefused("full", Request("independent") with { Schema = s_unknown, JournalThrough = journal => new Full(journal, at) });
            ends.Add(TrainJob.Interrupted(Request("independent") with { Schema = s_unknown }) is null);
            if (!ends[^1])
            {
                File.Delete(Assert.Single(Directory.EnumerateFiles(Journals)));
            }
        }

        Assert.Contains(true, ends);
        Assert.Contains(false, ends);
    }

    [Fact]
    public void Only_its_owner_can_read_a_journal_and_no_text_of_the_table_is_in_it()
    {
        var path = Interrupted(answers: 3);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.DoesNotContain("p17", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_goes_on_from_the_state_that_is_stored_beside_its_journal()
    {
        var request = Request("dp-ar") with { RunId = null };
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress<JobProgress>(at =>
        {
            if (at.Training is { Epoch: >= 3 })
            {
                cancellation.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => new TrainJob().Run(request with { Ledger = null }, progress, cancellation.Token));

        var run = TrainJob.Interrupted(request)!;
        Assert.True(run.HasCheckpoint);
        var statement = Run(request with { Ledger = null, MustResume = true }).Statement;

        Assert.Equal(run.RunId, statement.RunId);
        Assert.Single(statement.ResumedAfterSteps);

        // Nothing but the name of the process that had the last state.
        Assert.Equal([$"{run.RunId}.latest"], Directory.EnumerateFiles(Journals).Select(Path.GetFileName));
    }

    [Fact]
    public void A_training_of_which_no_state_is_stored_is_not_made_twice()
    {
        Assert.Throws<KilledException>(() => Run(Request("dp-ar") with
        {
            JournalThrough = journal => new Heard(journal, [], int.MaxValue, isLost: false) { KillsTrainings = true },
        }));

        AssertRefused("training-lost", Request("dp-ar"));
    }

    [Fact]
    public void A_copy_whose_rows_were_not_written_is_drawn_from_the_same_model()
    {
        var place = Path.Combine(_folder, "place");
        SynthesizeRequest To(string name) => new() { Training = Request("independent"), Output = Jobs.ToFile(Path.Combine(place, name)), Rows = 10 };
        Directory.CreateDirectory(place);
        var progress = new SynchronousProgress<JobProgress>(at =>
        {
            if (at.Stage == Stage.Fitting && Directory.Exists(place))
            {
                Directory.Delete(place);
            }
        });
        Assert.Throws<VeilException>(() => new SynthesizeJob().Run(To("copy.csv"), progress, TestContext.Current.CancellationToken));
        Directory.CreateDirectory(place);
        Assert.Null(SynthesizeJob.Interrupted(To("another.csv")));
        Assert.True(SynthesizeJob.Interrupted(To("copy.csv"))!.Answers > 0);

        var charged = _booked.Count;
        new SynthesizeJob().Run(To("copy.csv"), null, TestContext.Current.CancellationToken);

        Assert.Equal([$"reserve {RunId}", $"commit {RunId}"], _booked.Skip(charged));
        Assert.True(File.Exists(Path.Combine(place, "copy.csv")));
        Assert.Empty(Directory.EnumerateFiles(Journals));
    }

    BudgetReservation IBudgetLedger.Reserve(BudgetClaim claim)
    {
        _booked.Add($"reserve {claim.RunId}");
        return new BudgetReservation(claim.RunId, claim);
    }

    void IBudgetLedger.Identify(BudgetReservation reservation, Func<RowsDigest> rows)
    {
    }

    void IBudgetLedger.Commit(BudgetReservation reservation) => _booked.Add($"commit {reservation.Id}");

    AccountStanding? IBudgetLedger.Settle(BudgetReservation reservation, RunCost cost) => null;

    void IBudgetLedger.Refund(BudgetReservation reservation) => _booked.Add($"refund {reservation.Id}");

    // How sums of many numbers are rounded depends on where memory puts them.
    private static void AssertSame(ModelContent expected, ModelContent actual)
    {
        const double Rounding = 1e-4;
        Assert.Equal(StatementMarkdown.Write(expected.Statement), StatementMarkdown.Write(actual.Statement));
        Assert.Equal(expected.Statement.Charges, actual.Statement.Charges);
        Assert.Equal(SchemaJson.ToText(expected.Schema), SchemaJson.ToText(actual.Schema));
        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(expected.Measurements.SelectMany(measured => measured.Counts), actual.Measurements.SelectMany(measured => measured.Counts));
        Assert.Equal(Numbers(expected).Length, Numbers(actual).Length);
        Assert.All(Numbers(expected).Zip(Numbers(actual)), pair => Assert.True(
            pair.First == pair.Second || Math.Abs(pair.First - pair.Second) <= Rounding * (1 + Math.Abs(pair.First))));

        static double[] Numbers(ModelContent model) =>
        [
            .. model.Potentials.SelectMany(potential => potential.Logs),
            .. model.Tensors.SelectMany(tensor => tensor.Values.Select(value => (double)value)),
        ];
    }

    private static SynthesisModel Run(TrainRequest request) =>
        new TrainJob().Run(request, null, TestContext.Current.CancellationToken).Model;

    private static void AssertRefused(string code, TrainRequest request) =>
        Assert.Equal(code, Assert.Throws<VeilException>(() => Run(request)).Code);

    // The journal of a run that was killed after some answers.
    private string Interrupted(int answers)
    {
        Assert.Throws<KilledException>(() => Run(
            Request("independent") with { JournalThrough = journal => new Heard(journal, [], answers - 1, isLost: false) }));
        Assert.Equal(answers, TrainJob.Interrupted(Request("independent"))!.Answers);
        return Assert.Single(Directory.EnumerateFiles(Journals));
    }

    private TrainRequest Request(string method) => new()
    {
        Input = new CsvSource(ByteInput.FromFile(Table), Jobs.WithHeader),
        Schema = s_declared,
        Method = method,
        Privacy = new PrivacyRequest { Epsilon = 8, Delta = 1e-6 },
        Journals = Journals,
        Ledger = this,
        RunId = RunId,
    };

    private sealed class KilledException : Exception;

    // Hears the answers of a run, and kills it at one: before or after it is stored.
    private sealed class Heard(IAnswerJournal inner, List<byte[]> answers, int killedAt, bool isLost) : IAnswerJournal
    {
        private const int TermsBytes = 32;

        public bool KillsTrainings { get; init; }

        public string Name => inner.Name;

        public byte[]? Next()
        {
            if (inner.Next() is not { } stored)
            {
                return null;
            }

            answers.Add(stored);
            return stored;
        }

        public void Append(ReadOnlySpan<byte> answer)
        {
            var isKilled = answers.Count == killedAt || (KillsTrainings && answer.Length == TermsBytes);
            if (isKilled && isLost)
            {
                throw new KilledException();
            }

            inner.Append(answer);
            answers.Add(answer.ToArray());
            if (isKilled)
            {
                throw new KilledException();
            }
        }

        public void Abandon() => inner.Abandon();
    }

    // A journal on a disk that is full after some answers.
    private sealed class Full(IAnswerJournal inner, int left) : IAnswerJournal
    {
        private int _left = left;

        public string Name => inner.Name;

        public byte[]? Next() => inner.Next();

        public void Append(ReadOnlySpan<byte> answer)
        {
            if (_left-- == 0)
            {
                throw new VeilException(FaultKind.CannotFinish, "full", "The disk is full.", "Free some space.");
            }

            inner.Append(answer);
        }

        public void Abandon() => inner.Abandon();
    }

    // Answers of another run.
    private sealed class Listed(List<byte[]> answers) : IAnswerJournal
    {
        private int _next;

        public bool IsAppended { get; private set; }

        public string Name => "a list";

        public byte[]? Next() => _next < answers.Count ? answers[_next++] : null;

        public void Append(ReadOnlySpan<byte> answer) => IsAppended = true;

        public void Abandon()
        {
        }
    }
}
