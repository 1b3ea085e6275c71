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

    // A state is offered after so many steps: making a model of it takes as long as some of them.
    private const int StepsOfCheckpoint = 250;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "ctgan",
        "Conditional GAN",
        "Keeps relations between all columns as far as a generator learns to deceive a critic; without privacy as good as its original, under a budget behind other methods.",
        ReadsData: true)
    {
        Options = MethodOption.Epochs | MethodOption.BatchSize,
        IsAccountedExactly = true,
        ChecksFeasibility = true,
        TrainsByStep = true,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions options) =>
        PrivateCtgan.Plan(schema, total, options, DomainPlan.Steps(schema, total, rule));

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new SynthesisModel(new PrivateCtgan(Info, table, options, progress, cancellationToken).Fit(schema), this);
    }

    /// <inheritdoc/>
    public SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new FitProgress("encoding", 0));
        var exact = ExactTable.Read(schema, table);
        exact.RefuseNothing();
        var seed = new SamplingRandom(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        var transformer = options.Resume is { } checkpoint
            ? TabularTransformer.Read(exact.Domain, checkpoint.Tensors)
            : TabularTransformer.Fit(exact.Domain, exact.Counts());
        var training = new CtganTraining(transformer, SparseRows.Encode(transformer, exact.Cells, seed), Batch(options.Method), seed);
        if (options.Resume is { } kept && (kept.Training is null || !training.TryResume(kept.Training)))
        {
            throw DamagedModel.Fault();
        }

        var epochs = options.Method.Epochs ?? Epochs;
        var keptAt = training.Steps;
        for (var epoch = options.Resume?.Training?.Step ?? 0; epoch < epochs && !options.StopEarly.IsCancellationRequested;)
        {
            CtganLoss loss = default;
            for (var step = 0; step < training.StepsOfEpoch; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loss = training.Step();
            }

            epoch++;
            progress?.Report(new FitProgress("training", (double)epoch / epochs)
            {
                Training = new TrainingProgress(epoch, epochs)
                {
                    Losses = [("generator", loss.Generator + loss.Condition), ("critic", loss.Critic + loss.Penalty)],
                },
            });
            if (options.Checkpoint is { } keep && (training.Steps - keptAt >= StepsOfCheckpoint || epoch == epochs))
            {
                keep(Content() with { Training = new ModelTraining(epoch, epochs, training.State()) });
                keptAt = training.Steps;
            }
        }

        return new SynthesisModel(Content(), this);

        ModelContent Content() => new()
        {
            Method = Info.Name,
            Schema = schema,
            Domain = exact.Domain,
            Tensors = GeneratorModel.ToTensors(transformer, training.Average(), training.Conditions),
            Rows = table.RowCount,
            Statement = PrivacyStatement.Unprotected(Info.Name, schema),
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

        return (IRecordSampler?)(model.Statement.IsUnprotected ? GeneratorModel.TrySampler(model) : CellModel.TrySampler(model)) ?? throw DamagedModel.Fault();
    }

    private static int Batch(MethodOptions options)
    {
        var batch = options.BatchSize ?? BatchSize;
        return batch >= CtganTraining.Pack && batch % CtganTraining.Pack == 0 ? batch : throw new VeilException(
            FaultKind.Usage,
            "batch-not-of-packs",
            $"The critic of 'ctgan' looks at {CtganTraining.Pack} rows at once, so a batch cannot have {batch}.",
            $"Choose a multiple of {CtganTraining.Pack}.");
    }
}
