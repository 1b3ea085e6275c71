using System.Collections.Immutable;
using System.Security.Cryptography;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.Ctgan;

/// <summary>A conditional generative adversarial network of rows.</summary>
/// <remarks>
/// Reference: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019. It differs in that values that stand out and
/// missing ones have modes of their own, that rows are drawn with averaged weights, by the true frequencies of categories and
/// independently of each other, and that a model holds no lists of rows.
/// </remarks>
public sealed class CtganSynthesizer : IUnprotectedSynthesizer
{
    private const int Epochs = 300;
    private const int BatchSize = 500;

    // A checkpoint is offered after so many steps: making a model of it takes as long as some of them.
    private const int StepsOfCheckpoint = 250;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "ctgan",
        "Conditional GAN",
        "Keeps relations between all columns as far as a generator learns to deceive a critic; "
            + "without privacy as good as its original, under a budget behind other methods.",
        ReadsData: true)
    {
        Options = CtganOptions.List,
        NeedsRows = true,
        ChecksFeasibility = true,
        TrainsByStep = true,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Steps(schema, total, rule);
        return NetworkFit.IsTrained(schema)
            ? CriticSchedule.Make(schema, total, schema.Rows?.Value, MethodOptions.Of<CtganOptions>(options)).Charges(columns, "a critic")
            : columns;
    }

    /// <inheritdoc/>
    public TrainingTerms? Training(Schema schema, double total, double? rows, MethodOptions? options) =>
        NetworkFit.IsTrained(schema) ? CriticSchedule.Make(schema, total, rows, MethodOptions.Of<CtganOptions>(options)).Terms : null;

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        new PrivateCtgan(new FitSession(this, schema, table, options, progress, cancellationToken)).Run();

    /// <inheritdoc/>
    public SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var own = MethodOptions.Of<CtganOptions>(options.Method);
        progress?.Report(new FitProgress(FitStage.Encoding, 0));
        var exact = ExactTable.Read(schema, table);
        exact.RefuseNothing();
        var seed = new SamplingRandom(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        var transformer = options.Resume is { } checkpoint
            ? TabularTransformer.Read(exact.Domain, checkpoint.Tensors)
            : TabularTransformer.Fit(exact.Domain, exact.Counts());
        var training = new CtganTraining(transformer, SparseRows.Encode(transformer, exact.Cells, seed), Batch(own), seed);
        if (options.Resume is { } kept && (kept.Training is null || !training.TryResume(kept.Training)))
        {
            throw DamagedModel.Fault();
        }

        var epochs = new EpochsOfRows(training, own.Epochs ?? Epochs, options.Resume?.Training?.Step ?? 0, Content);
        TrainingLoop.Run(epochs, options, progress, from: 0, until: 1, cancellationToken);
        return new SynthesisModel(Content(), this);

        ModelContent Content() => exact.Content(Info, schema) with
        {
            Tensors = GeneratorModel.ToTensors(transformer, training.Average(), training.Conditions),
        };
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Domain.Count == 0)
        {
            return new IndependentSampler([]);
        }

        return (IRecordSampler?)(model.Statement.IsUnprotected ? GeneratorModel.TrySampler(model) : CellModel.TrySampler(model))
            ?? throw DamagedModel.Fault();
    }

    private static int Batch(CtganOptions options)
    {
        var batch = options.BatchSize ?? BatchSize;
        return batch >= CtganTraining.Pack && batch % CtganTraining.Pack == 0 ? batch : throw new VeilException(
            FaultKind.Usage,
            "batch-not-of-packs",
            $"The critic of 'ctgan' looks at {CtganTraining.Pack} rows at once, so a batch cannot have {batch}.",
            $"Choose a multiple of {CtganTraining.Pack}.");
    }

    private sealed class EpochsOfRows(CtganTraining training, int epochs, int done, Func<ModelContent> content) : ITraining
    {
        private CtganLoss _loss;
        private int _keptAt = training.Steps;

        public int Done { get; private set; } = done;

        public int All => epochs;

        public ImmutableArray<(string Name, double Value)> Losses =>
            [("generator", _loss.Generator + _loss.Condition), ("critic", _loss.Critic + _loss.Penalty)];

        public bool IsCheckpoint => training.Steps - _keptAt >= StepsOfCheckpoint || Done == epochs;

        public void Step(CancellationToken cancellationToken)
        {
            for (var step = 0; step < training.StepsOfEpoch; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _loss = training.Step();
            }

            Done++;
        }

        public double? EpsilonSoFar() => null;

        public ModelContent Checkpoint()
        {
            _keptAt = training.Steps;
            return content() with { Training = new ModelTraining(Done, epochs, training.State()) };
        }
    }
}
