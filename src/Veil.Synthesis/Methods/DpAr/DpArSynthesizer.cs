using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.DpAr;

/// <summary>
/// An autoregressive network that predicts every column from those before it, trained by gradients with noise; its single
/// columns are then set to the noisy counts.
/// </summary>
/// <remarks>
/// Reference: Germain et al., "MADE", 2015; Abadi et al., "Deep learning with differential privacy", 2016.
/// Privacy: the training, charged whole before its first step, and one noisy count of every column. The rate, the number of
/// steps and the size of the network follow from public facts.
/// Cost: of a table of any size some hundred thousand gradients of records, a microsecond or two each at fifteen columns.
/// </remarks>
public sealed class DpArSynthesizer : ISynthesizer
{
    // Groups of hidden units.
    private const int Groups = 4;

    // The initial weights do not matter for privacy.
    private const ulong StartSeed = 1;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "dp-ar",
        "Autoregressive network",
        "Keeps what predicts a column from all others, by a neural network trained with noise on its gradients.",
        ReadsData: true)
    {
        NeedsRows = true,
        ChecksFeasibility = true,
        TrainsByStep = true,
        Options = DpArOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Steps(schema, total, rule);
        return NetworkFit.IsTrained(schema)
            ? Schedule(schema, total, schema.Rows?.Value, MethodOptions.Of<DpArOptions>(options)).Charges(columns, "a network")
            : columns;
    }

    /// <inheritdoc/>
    public TrainingTerms? Training(Schema schema, double total, double? rows, MethodOptions? options) =>
        NetworkFit.IsTrained(schema) ? Schedule(schema, total, rows, MethodOptions.Of<DpArOptions>(options)).Terms : null;

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        new Network(new FitSession(this, schema, table, options, progress, cancellationToken)).Run();

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Domain.Count == 0)
        {
            return new IndependentSampler([]);
        }

        var (network, order) = NetworkTensors.Read(model);
        return new AutoregressiveSampler(network, order);
    }

    private static TrainingSchedule Schedule(Schema schema, double total, double? rows, DpArOptions options) =>
        TrainingSchedule.Make(schema, total, rows, options.Epochs, options.BatchSize);

    private sealed class Network(FitSession session) : NetworkFit(session)
    {
        protected override double Weights(int[] cells) => AutoregressiveNetwork.CountOf(cells, Groups);

        protected override IPrivateNetwork Begin(ModelContent content)
        {
            var attributes = content.Domain.Attributes;
            var order = Order(attributes);
            var network = new AutoregressiveNetwork([.. order.Select(i => attributes[i].Size)], Groups);
            network.Initialise(new SamplingRandom(StartSeed));
            return new DpArNetwork(network, order, attributes);
        }

        protected override IPrivateNetwork Restore(ModelContent kept, ModelTraining state)
        {
            var (weights, order) = NetworkTensors.Read(kept);
            if (!order.SequenceEqual(Order(kept.Domain.Attributes)))
            {
                throw DamagedModel.Fault();
            }

            var network = new DpArNetwork(weights, order, kept.Domain.Attributes);
            network.Restore(state.State);
            return network;
        }

        protected override IReadOnlyList<Attribute> Ordered(ImmutableArray<Attribute> attributes) =>
            [.. Order(attributes).Select(i => attributes[i])];

        // Small columns come first: the known part of a row grows slowly, and large columns depend on it most.
        private static int[] Order(ImmutableArray<Attribute> attributes) =>
            [.. Enumerable.Range(0, attributes.Length).OrderBy(i => attributes[i].Size)];
    }
}
