using System.Collections.Immutable;
using System.Security.Cryptography;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

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
        NeedsRows = true,
        ChecksFeasibility = true,
        TrainsByStep = true,
        Options = TvaeOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Steps(schema, total, rule);
        return NetworkFit.IsTrained(schema)
            ? PrivateTvae.ScheduleOf(schema, total, schema.Rows?.Value, MethodOptions.Of<TvaeOptions>(options))
                .Charges(columns, "a network")
            : columns;
    }

    /// <inheritdoc/>
    public TrainingTerms? Training(Schema schema, double total, double? rows, MethodOptions? options) =>
        NetworkFit.IsTrained(schema) ? PrivateTvae.ScheduleOf(schema, total, rows, MethodOptions.Of<TvaeOptions>(options)).Terms : null;

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        new PrivateTvae(new FitSession(this, schema, table, options, progress, cancellationToken)).Run();

    /// <inheritdoc/>
    public SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var own = MethodOptions.Of<TvaeOptions>(options.Method);
        var seed = new SamplingRandom(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        progress?.Report(new FitProgress(FitStage.Encoding, 0));
        var exact = ExactTable.Read(schema, table);
        exact.RefuseNothing();
        var transformer = options.Resume is { } checkpoint
            ? TabularTransformer.Read(exact.Domain, checkpoint.Tensors)
            : TabularTransformer.Fit(exact.Domain, exact.Counts());
        var training = new TvaeTraining(transformer, exact.Cells, own.BatchSize ?? BatchSize, seed);
        if (options.Resume is { } resumed && !training.TryResume(resumed))
        {
            throw DamagedModel.Fault();
        }

        var epochs = new EpochsOfRows(training, own.Epochs ?? Epochs, options.Resume?.Training?.Step ?? 0, Content);
        TrainingLoop.Run(epochs, options, progress, from: 0, until: 1, cancellationToken);
        return new SynthesisModel(Content(), this);

        ModelContent Content() => exact.Content(Info, schema) with
        {
            Tensors = TvaeModel.Tensors(
                transformer, training.Network, training.Network.Parameters.ToArray(), own.Variant == MethodVariant.Original),
        };
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) =>
        model.Domain.Count == 0 ? new IndependentSampler([]) : TvaeModel.Sampler(model);

    private sealed class EpochsOfRows(TvaeTraining training, int epochs, int done, Func<ModelContent> content) : ITraining
    {
        private (double Reconstruction, double Divergence) _losses;

        public int Done { get; private set; } = done;

        public int All => epochs;

        public ImmutableArray<(string Name, double Value)> Losses =>
            [("reconstruction", _losses.Reconstruction), ("divergence", _losses.Divergence)];

        public bool IsCheckpoint => true;

        public void Step(CancellationToken cancellationToken)
        {
            _losses = training.Epoch(cancellationToken);
            Done++;
        }

        public double? EpsilonSoFar() => null;

        public ModelContent Checkpoint() => content() with { Training = training.State(Done, epochs) };
    }
}
