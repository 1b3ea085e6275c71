using System.Security.Cryptography;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>A variational autoencoder of rows, under a budget or without any protection.</summary>
/// <remarks>
/// Reference: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019 (TVAE). It differs in that categories are drawn
/// from the decoder's probabilities, not set to the likeliest (the original variant does that), and in that values that stand
/// out have modes of their own. Under a budget it is a smaller network of categories alone: see <see cref="PrivateTvae"/>.
/// </remarks>
public sealed class TvaeSynthesizer : IUnprotectedSynthesizer
{
    private const int Epochs = 300;
    private const int BatchSize = 500;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "tvae",
        "Variational autoencoder",
        "Keeps relations between all columns at once, as far as a small neural network learns them.",
        ReadsData: true)
    {
        IsAccountedExactly = true,
        ChecksFeasibility = true,
        TrainsByStep = true,
        Options = MethodOption.Epochs | MethodOption.BatchSize | MethodOption.Variant,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions options)
    {
        var steps = DomainPlan.Steps(schema, total, rule);
        if (!PrivateTvae.IsTrained(schema))
        {
            return steps;
        }

        var plan = PrivateTvae.PlanOf(schema, total, schema.Rows?.Value, options);
        return
        [
            .. steps.Select(step => step with { Share = step.Share * plan.NonTrainingShare }),
            new PlannedStep($"{plan.Steps} steps of a network, each on a {plan.Rate:0.0%} sample of the rows", 1 - plan.NonTrainingShare, null) { IsChoice = true },
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        cancellationToken.ThrowIfCancellationRequested();
        var fit = new PrivateTvae(Info, table, options, progress, cancellationToken);
        return new SynthesisModel(options.Resume is { } kept ? fit.Resume(schema, kept) : fit.Start(schema), this);
    }

    /// <inheritdoc/>
    public SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var seed = new SamplingRandom(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        progress?.Report(new FitProgress("encoding", 0));
        var exact = ExactTable.Read(schema, table);
        exact.RefuseNothing();
        var transformer = options.Resume is { } checkpoint
            ? TabularTransformer.Read(exact.Domain, checkpoint.Tensors)
            : TabularTransformer.Fit(exact.Domain, exact.Counts());
        var training = new TvaeTraining(transformer, exact.Cells, options.Method.BatchSize ?? BatchSize, seed);
        var epochs = options.Method.Epochs ?? Epochs;
        var epoch = options.Resume?.Training?.Step ?? 0;
        if (options.Resume is { } resumed && !training.TryResume(resumed))
        {
            throw DamagedModel.Fault();
        }

        while (epoch < epochs && !options.StopEarly.IsCancellationRequested)
        {
            var (reconstruction, divergence) = training.Epoch(cancellationToken);
            epoch++;
            progress?.Report(new FitProgress("training", (double)epoch / epochs)
            {
                Training = new TrainingProgress(epoch, epochs) { Losses = [("reconstruction", reconstruction), ("divergence", divergence)] },
            });
            options.Checkpoint?.Invoke(Content() with { Training = training.State(epoch, epochs) });
        }

        return new SynthesisModel(Content(), this);

        ModelContent Content() => new()
        {
            Method = Info.Name,
            Schema = schema,
            Domain = exact.Domain,
            Tensors = TvaeModel.Tensors(transformer, training.Network, training.Network.Parameters.ToArray(), options.Method.Variant == MethodVariant.Original),
            Rows = table.RowCount,
            Statement = PrivacyStatement.Unprotected(Info.Name, schema),
        };
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => model.Domain.Count == 0 ? new IndependentSampler([]) : TvaeModel.Sampler(model);
}
