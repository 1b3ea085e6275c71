using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>
/// A conditional GAN whose critic, the student, never sees a row: it learns from noisy votes of teachers, each of which knows a
/// part of the rows that no other knows.
/// </summary>
/// <remarks>
/// Reference: Jordon, Yoon and van der Schaar, "PATE-GAN", 2019; Rosenblatt et al., "Differentially private synthetic data:
/// applied evaluations and enhancements", 2020. It differs in that teachers are many and have few rows, that votes are used as
/// numbers and kept, and that nothing else of the rows is seen by any part of the method.
/// Privacy: one noisy count of every column, and the votes, each round charged before its votes.
/// Cost: a table of similarities looked up for every vote, row and column.
/// </remarks>
public sealed class PateCtganSynthesizer : ISynthesizer
{
    private const double StartOfVotes = 0.2;
    private const double EndOfVotes = 0.95;

    // The number of times that the student goes over its votes, and the generator trains against it, after a round.
    private const int Lessons = 10;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "pate-ctgan",
        "GAN taught by votes",
        "Keeps relations between columns as far as noisy votes of many teachers tell them to a generator.",
        ReadsData: true)
    {
        NeedsRows = true,
        ChecksFeasibility = true,
        Options = PateCtganOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var steps = DomainPlan.Steps(schema, total, rule);
        return !IsTaught(schema) ? steps :
        [
            .. steps.Select(step => step with { Share = step.Share * PatePlan.ShareOfColumns }),
            new PlannedStep(
                $"votes of {PatePlan.Make(schema.Rows?.Value).Teachers} teachers on {PatePlan.Candidates} generated rows",
                1 - PatePlan.ShareOfColumns,
                PatePlan.Candidates) { Parts = PatePlan.Rounds },
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var plan = PatePlan.Make(options.Rows?.Rows);
        var isTaught = IsTaught(schema);
        if (isTaught)
        {
            session.Table.RequireRows();
            plan.RefuseInfeasible(session.Table.Accountant);
        }

        var learned = session.Learn(isTaught ? PatePlan.ShareOfColumns : 1, StartOfVotes);
        var attributes = DomainCompression.Make(learned);
        double[][] marginals = [.. attributes.Select(DomainCompression.Parts)];
        if (attributes.IsEmpty)
        {
            return Build([]);
        }

        var seed = new SamplingRandom(session.Table.FreshSeed());
        var training = new PateTraining(plan, new PairKernel(attributes), marginals, learned.Rows, seed);
        if (isTaught)
        {
            Teach(session, attributes, training, plan);
        }

        session.Report(FitStage.SettingColumns, EndOfVotes);
        return Build(CellModel.ToTensors(training.Generator.Generator, training.Generator.Finish(), marginals));

        SynthesisModel Build(ImmutableArray<ModelTensor> tensors) => session.Model(
            session.Content(learned, new Domain(attributes), DomainPlan.ImpossibleIgnored(schema)) with { Tensors = tensors });
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Domain.Count == 0 ? new IndependentSampler([]) : CellModel.TrySampler(model) ?? throw DamagedModel.Fault();
    }

    // For one column teachers could add nothing to its counts.
    private static bool IsTaught(Schema schema) => DomainPlan.Used(schema).Count() > 1;

    private static void Teach(FitSession session, IReadOnlyList<CompressedAttribute> attributes, PateTraining training, PatePlan plan)
    {
        var table = session.Table;
        training.SetNoise(plan.NoiseOverTeachers(table.Accountant.Remaining, table.Accountant.Rule));
        var costs = table.Accountant.Split([.. Enumerable.Repeat(1.0, PatePlan.Rounds)]);
        var teachers = table.Teach(attributes, training.Teachers);
        teachers.Train(training.Fakes(1));
        var rounds = new Rounds(training, teachers, costs, MethodOptions.Of<PateCtganOptions>(session.Options.Method).Epochs ?? Lessons);
        TrainingLoop.Run(rounds, session.Options, session.Progress, StartOfVotes, EndOfVotes, session.CancellationToken);
    }

    private sealed class Rounds(PateTraining training, PrivateTeachers teachers, IReadOnlyList<double> costs, int lessons) : ITraining
    {
        private double _loss;

        public int Done { get; private set; }

        public int All => costs.Count;

        public ImmutableArray<(string Name, double Value)> Losses => [("generator", _loss)];

        // Votes are not stored.
        public bool IsCheckpoint => false;

        public void Step(CancellationToken cancellationToken)
        {
            training.Ask(teachers, costs[Done]);

            // No votes follow the last ones: there is time to use all of them fully.
            for (var lesson = 0; lesson < (Done == All - 1 ? 2 : 1) * lessons; lesson++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _loss = training.Learn();
            }

            Done++;
        }

        public double? EpsilonSoFar() => null;

        public ModelContent Checkpoint() => throw new NotSupportedException("Votes are kept nowhere.");
    }
}
