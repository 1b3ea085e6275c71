using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.Ctgan;

/// <summary>
/// The conditional GAN under a budget: all columns are cells, the critic learns from noisy gradients, the generator from the
/// critic.
/// </summary>
/// <remarks>
/// Privacy: the training, charged whole before its first step, and one noisy count of every column. Conditions, and the last
/// setting of the generator's biases, come from those counts.
/// Cost: of a table of any size some hundred thousand to some million gradients of records, about ten microseconds each.
/// </remarks>
internal sealed class PrivateCtgan(FitSession session) : NetworkFit(session)
{
    private readonly PrivateTable _table = session.Table;

    /// <inheritdoc/>
    protected override double Weights(int[] cells) => CriticTraining.MakeCritic(cells).Parameters.Count;

    /// <inheritdoc/>
    protected override IPrivateNetwork Begin(ModelContent content) => new Networks(content, new SamplingRandom(_table.FreshSeed()));

    /// <inheritdoc/>
    protected override IPrivateNetwork Restore(ModelContent kept, ModelTraining state)
    {
        var networks = new Networks(kept, new SamplingRandom(_table.FreshSeed()));
        return networks.TryResume(state) ? networks : throw DamagedModel.Fault();
    }

    private sealed class Networks : IPrivateNetwork
    {
        private readonly double _rows;
        private readonly double[][] _marginals;
        private readonly CriticTraining _training;

        public Networks(ModelContent content, SamplingRandom random)
        {
            _rows = content.Rows;
            _marginals = [.. content.Domain.Attributes.Select(attribute => DomainCompression.Parts((CompressedAttribute)attribute))];
            _training = new CriticTraining(_marginals, random);
        }

        public ImmutableArray<(string Name, double Value)> Losses => _training.GeneratorLoss is { } loss ? [("generator", loss)] : [];

        public int StepsOfCheckpoint => 20;

        public bool TryResume(ModelTraining state) => _training.TryResume(state);

        public void Step(PrivateTraining training) => _training.Step(training, _rows);

        public ImmutableArray<ModelTensor> Tensors() => Tensors(_training.Generator.Average);

        public ImmutableArray<ModelTensor> State() => _training.State();

        public ImmutableArray<ModelTensor> Finish(CancellationToken cancellationToken) => Tensors(_training.Generator.Finish());

        private ImmutableArray<ModelTensor> Tensors(float[] weights) =>
            CellModel.ToTensors(_training.Generator.Generator, weights, _marginals);
    }
}
