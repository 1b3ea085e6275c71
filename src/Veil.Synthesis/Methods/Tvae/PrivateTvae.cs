using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>
/// An autoencoder under a budget: all columns as categories, a small network, all of it trained by clipped gradients with
/// noise; its single columns are then set to the noisy counts.
/// </summary>
/// <remarks>
/// Privacy: the training, charged whole before its first step, and one noisy count of every column. An encoder that was trained
/// without noise would be a private state through which one row changes the gradients of all others, so there is none.
/// </remarks>
internal sealed class PrivateTvae(FitSession session) : NetworkFit(session)
{
    private const int Hidden = 128;
    private const int Latent = 16;

    // The weight of the divergence relative to the reconstruction is one over this.
    private const float Reconstruction = 2;

    private const int StepsFactor = 2;

    // The distance that a weight moves in a step when the last sums agree.
    private const double StepLength = 0.015;

    // The initial weights, and the noise of the latent variables, do not matter for privacy.
    private const ulong TrainingSeed = 1;
    private const ulong CalibrationSeed = 2;

    // Less than a tenth of a row in a cell is not distinguished from none.
    private const double LeastRows = 0.1;

    /// <summary>The schedule of the training: with more steps than others, since two networks must adapt to each other.</summary>
    public static TrainingSchedule ScheduleOf(Schema schema, double total, double? rows, TvaeOptions options)
    {
        var schedule = TrainingSchedule.Make(schema, total, rows, options.Epochs, options.BatchSize);
        return options.Epochs is null ? schedule with { Steps = StepsFactor * schedule.Steps } : schedule;
    }

    /// <inheritdoc/>
    protected override double Weights(int[] cells)
    {
        double width = cells.Sum();
        return (2 * Hidden * (width + Latent)) + (Hidden * Latent) + (2 * Hidden) + (2 * Latent) + width;
    }

    /// <inheritdoc/>
    protected override IPrivateNetwork Begin(ModelContent content)
    {
        var transformer = TabularTransformer.Fit(
            content.Domain, [.. content.Domain.Attributes.Select(WeightsOf)], mostCategories: int.MaxValue);
        var network = TvaeModel.Network(transformer, [Hidden], Latent);
        network.Initialize(new BatchRandom(new SamplingRandom(TrainingSeed)));
        return new Network(content.Domain, transformer, network, stepsDone: 0);
    }

    /// <inheritdoc/>
    protected override IPrivateNetwork Restore(ModelContent kept, ModelTraining state)
    {
        var transformer = TabularTransformer.Read(kept.Domain, kept.Tensors);
        var network = TvaeModel.Network(transformer, [Hidden], Latent);
        if (!Parameters.TryRead(kept.Tensors, "", network.Parameters.Blocks, network.Parameters.Values))
        {
            throw DamagedModel.Fault();
        }

        var restored = new Network(kept.Domain, transformer, network, state.Step);
        restored.Restore(state.State);
        return restored;
    }

    // Every cell of the network has some weight, so that it is a category of its own.
    private static double[] WeightsOf(Attribute attribute) =>
        attribute is CompressedAttribute compressed
            ? [.. compressed.Merge(compressed.FineWeights).Select(weight => weight + LeastRows)] : throw DamagedModel.Fault();

    private sealed class Network : IPrivateNetwork
    {
        private readonly Domain _domain;
        private readonly TabularTransformer _transformer;
        private readonly Autoencoder _network;
        private readonly NoisyTraining _training;

        public Network(Domain domain, TabularTransformer transformer, Autoencoder network, int stepsDone)
        {
            (_domain, _transformer, _network) = (domain, transformer, network);

            // A training that is resumed has other noise than the one that was interrupted.
            var gradient = new AutoencoderGradient(
                network, transformer, Reconstruction, new BatchRandom(new SamplingRandom(TrainingSeed, (ulong)stepsDone + 1)));
            _training = new NoisyTraining(network.Parameters, gradient, StepLength) { BeforeStep = gradient.NextStep };
        }

        public ImmutableArray<(string Name, double Value)> Losses => [];

        public int StepsOfCheckpoint => 1;

        public void Restore(ImmutableArray<ModelTensor> state) => _training.Restore(state);

        public void Step(PrivateTraining training) => _training.Step(training);

        public ImmutableArray<ModelTensor> Tensors() => TvaeModel.Tensors(_transformer, _network, _training.Average, takesMode: false);

        public ImmutableArray<ModelTensor> State() => _training.State();

        // Single columns as they were counted, in the cells of the network.
        public ImmutableArray<ModelTensor> Finish(CancellationToken cancellationToken)
        {
            _training.Average.CopyTo(_network.Parameters.Values);
            var frequencies = new float[_transformer.Width];
            for (var i = 0; i < _domain.Count; i++)
            {
                var weights = WeightsOf(_domain[i]);
                var known = Enumerable.Range(0, weights.Length)
                    .Select(cell => (Column: _transformer.ColumnOf(i, cell), Weight: weights[cell]))
                    .Where(cell => cell.Column >= 0).ToList();
                var total = known.Sum(cell => cell.Weight);
                foreach (var (column, weight) in known)
                {
                    frequencies[column] = (float)(weight / total);
                }
            }

            DecoderCalibration.Run(_network, _network.Parameters.Values, frequencies, new SamplingRandom(CalibrationSeed));
            return TvaeModel.Tensors(_transformer, _network, _network.Parameters.ToArray(), takesMode: false);
        }
    }
}
