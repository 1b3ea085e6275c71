using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>
/// A conditional GAN whose critic, the student, never sees a row: it learns from noisy votes of teachers, each of which knows a
/// part of the rows that no other knows.
/// </summary>
/// <remarks>
/// Reference: Jordon, Yoon and van der Schaar, "PATE-GAN", 2019; Rosenblatt et al., "Differentially private synthetic data:
/// applied evaluations and enhancements", 2020. It differs in that teachers are many and have few rows, that votes are used as
/// numbers and kept, and that nothing else of the rows is seen by anybody.
/// Privacy: one noisy count of every column, and the votes, each round charged before it is asked.
/// Cost: a table of likenesses looked up for every vote, row and column.
/// </remarks>
public sealed class PateCtganSynthesizer : ISynthesizer
{
    private const double StartOfVotes = 0.2;
    private const double EndOfVotes = 0.95;

    // How often the student goes over its votes, and the generator against it, after a round.
    private const int Lessons = 10;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "pate-ctgan",
        "GAN taught by votes",
        "Keeps relations between columns as far as noisy votes of many teachers tell them to a generator.",
        ReadsData: true)
    {
        IsAccountedExactly = true,
        ChecksFeasibility = true,
        Options = MethodOption.Epochs,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions options)
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
        Schema schema,
        PrivateTable? table,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var plan = PatePlan.Make(options.Rows?.Rows);
        var isTaught = IsTaught(schema);
        if (isTaught)
        {
            plan.RefuseInfeasible(table.Accountant);
        }

        var learned = DomainLearner.Learn(
            schema,
            table,
            options,
            (stage, fraction) => progress?.Report(new FitProgress(stage, StartOfVotes * fraction)),
            isTaught ? PatePlan.ShareOfColumns : 1,
            cancellationToken);
        var attributes = DomainCompression.Make(learned);
        double[][] marginals = [.. attributes.Select(DomainCompression.Parts)];
        if (attributes.IsEmpty)
        {
            return Build([]);
        }

        var seed = new SamplingRandom(table.FreshSeed());
        var training = new PateTraining(plan, new PairKernel(attributes), marginals, learned.Rows, seed);
        if (isTaught)
        {
            Teach(table, attributes, training, plan, options, progress, cancellationToken);
        }

        progress?.Report(new FitProgress("setting single columns", EndOfVotes));
        return Build(CellModel.ToTensors(training.Generator.Generator, training.Generator.Finish(), marginals));

        SynthesisModel Build(ImmutableArray<ModelTensor> tensors) => new(
            new ModelContent
            {
                Method = Info.Name,
                Schema = learned.Schema,
                Domain = new Domain(attributes),
                Measurements = learned.Measurements,
                Tensors = tensors,
                Rows = learned.Rows,
                Statement = PrivacyStatement.Of(Info.Name, learned.Schema, table) with
                {
                    Limitations = [.. learned.Limitations, .. DomainPlan.ImpossibleIgnored(schema)],
                },
            },
            this);
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Domain.Count == 0 ? new IndependentSampler([]) : CellModel.TrySampler(model) ?? throw DamagedModel.Fault();
    }

    // One column has nothing that teachers could tell beside its counts.
    private static bool IsTaught(Schema schema) => DomainPlan.Used(schema).Count() > 1;

    private static void Teach(
        PrivateTable table,
        IReadOnlyList<CompressedAttribute> attributes,
        PateTraining training,
        PatePlan plan,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        var lessons = options.Method.Epochs ?? Lessons;
        var budget = table.Accountant.Remaining;
        training.SetNoise(plan.NoiseOverTeachers(budget, table.Accountant.Rule));
        var costs = table.Accountant.Split([.. Enumerable.Repeat(1.0, PatePlan.Rounds)]);
        var teachers = table.Teach(attributes, training.Teachers);
        teachers.Train(training.Fakes(1));
        for (var round = 0; round < PatePlan.Rounds && !(options.StopEarly.IsCancellationRequested && round > 0);)
        {
            cancellationToken.ThrowIfCancellationRequested();
            training.Ask(teachers, costs[round]);
            double loss = 0;

            // The last votes have nobody after them: there is time to make the most of all.
            for (var lesson = 0; lesson < (round == PatePlan.Rounds - 1 ? 2 : 1) * lessons; lesson++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loss = training.Learn();
            }

            round++;
            progress?.Report(new FitProgress("asking teachers", StartOfVotes + ((EndOfVotes - StartOfVotes) * round / PatePlan.Rounds))
            {
                Training = new TrainingProgress(round, PatePlan.Rounds) { Losses = [("generator", loss)] },
            });
        }
    }
}
