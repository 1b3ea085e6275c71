using System.Numerics.Tensors;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>Trains an autoencoder on rows without protection, epoch after epoch over all of them in random order.</summary>
internal sealed class TvaeTraining
{
    private const float Rate = 1e-3f;
    private const float Decay = 1e-5f;
    private const float Reconstruction = 2;
    private const int Latent = 128;

    // Fewer rows are not worth a thread.
    private const int LeastSlice = 100;

    private static readonly int[] s_hidden = [128, 128];

    private readonly TabularTransformer _transformer;
    private readonly int[] _active;
    private readonly float[] _scalars;
    private readonly int[] _order;
    private readonly int _batch;
    private readonly SamplingRandom _random;
    private readonly Slice[] _slices;
    private readonly Adam _adam;

    /// <summary>Prepares a training.</summary>
    /// <param name="transformer">The encoding of the rows.</param>
    /// <param name="cells">For each attribute the cell of each row.</param>
    /// <param name="batch">The rows of a step.</param>
    /// <param name="random">First weights, order of rows, draws of latent variables.</param>
    public TvaeTraining(TabularTransformer transformer, ushort[][] cells, int batch, SamplingRandom random)
    {
        (_transformer, _random) = (transformer, random);
        var rows = cells[0].Length;
        _batch = Math.Min(batch, rows);
        Network = TvaeModel.Network(transformer, s_hidden, Latent);
        Network.Initialize(new BatchRandom(random));
        _adam = new Adam(Network.Parameters.Count, Rate, decay: Decay);
        _order = [.. Enumerable.Range(0, rows)];
        (_active, _scalars) = (new int[rows * cells.Length], new float[rows * transformer.Scalars]);
        Span<ushort> row = new ushort[cells.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < row.Length; j++)
            {
                row[j] = cells[j][i];
            }

            transformer.Encode(row, random, Active(_active, i), Scalars(_scalars, i));
        }

        var slices = Math.Clamp(_batch / LeastSlice, 1, Environment.ProcessorCount);
        _slices = [.. Enumerable.Range(0, slices).Select(_ => new Slice(
            new AutoencoderPass(Network, (_batch + slices - 1) / slices, Reconstruction),
            new BatchRandom(random), Network.Parameters.Count, transformer))];
    }

    /// <summary>The network.</summary>
    public Autoencoder Network { get; }

    /// <summary>The state from which the training can be resumed.</summary>
    public ModelTraining State(int epoch, int epochs) => new(epoch, epochs, TvaeModel.State(Network, _adam));

    /// <summary>Resumes a training that was stored after some epochs.</summary>
    /// <returns>True when the stored training was of this network.</returns>
    public bool TryResume(ModelContent content)
    {
        _adam.ResumeAt((content.Training?.Step ?? 0) * ((_order.Length + _batch - 1) / _batch));
        return TvaeModel.TryResume(content, Network, _adam);
    }

    /// <summary>Goes over all rows once.</summary>
    /// <returns>The mean of reconstruction, not weighted, and of divergence, of a row.</returns>
    public (double Reconstruction, double Divergence) Epoch(CancellationToken cancellationToken)
    {
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var j = (int)_random.NextBelow(i + 1);
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }

        double reconstruction = 0, divergence = 0;
        for (var start = 0; start < _order.Length; start += _batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(start, Math.Min(_batch, _order.Length - start));
            reconstruction += _slices.Sum(slice => slice.Losses.Reconstruction);
            divergence += _slices.Sum(slice => slice.Losses.Divergence);
        }

        return (reconstruction / _order.Length, divergence / _order.Length);
    }

    // The rows of a batch know nothing of each other, so that each processor has a slice of them.
    private void Step(int start, int rows)
    {
        Parallel.For(0, _slices.Length, i =>
        {
            var (from, to) = (start + (int)((long)rows * i / _slices.Length), start + (int)((long)rows * (i + 1) / _slices.Length));
            Run(_slices[i], _order.AsSpan(from, to - from), 1f / rows);
        });
        Span<float> gradient = _slices[0].Gradient;
        foreach (var other in _slices.AsSpan(1))
        {
            TensorPrimitives.Add(gradient, other.Gradient, gradient);
        }

        _adam.Step(Network.Parameters.Values, gradient);
        Network.LimitDeviations();
    }

    private void Run(Slice slice, ReadOnlySpan<int> rows, float scale)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Active(_active, rows[i]).CopyTo(Active(slice.Active, i));
            Scalars(_scalars, rows[i]).CopyTo(Scalars(slice.Scalars, i));
        }

        var active = slice.Active.AsSpan(0, rows.Length * _transformer.Spans.Length);
        var scalars = slice.Scalars.AsSpan(0, rows.Length * _transformer.Scalars);
        var latent = slice.Latent.AsSpan(0, rows.Length * Latent);
        slice.Noise.Normal(latent);
        slice.Losses = slice.Pass.Run(Network.Parameters.Values, active, scalars, latent, scale);
        Array.Clear(slice.Gradient);
        slice.Pass.AddGradient(slice.Gradient, active, scalars);
    }

    private Span<int> Active(int[] active, int row) => active.AsSpan(row * _transformer.Spans.Length, _transformer.Spans.Length);

    private Span<float> Scalars(float[] scalars, int row) => scalars.AsSpan(row * _transformer.Scalars, _transformer.Scalars);

    /// <summary>Some rows of a batch, and their part of the gradient.</summary>
    private sealed class Slice(AutoencoderPass pass, BatchRandom noise, int weights, TabularTransformer transformer)
    {
        public AutoencoderPass Pass { get; } = pass;

        public BatchRandom Noise { get; } = noise;

        public float[] Gradient { get; } = new float[weights];

        public int[] Active { get; } = new int[pass.Capacity * transformer.Spans.Length];

        public float[] Scalars { get; } = new float[pass.Capacity * transformer.Scalars];

        public float[] Latent { get; } = new float[pass.Capacity * TvaeTraining.Latent];

        public (double Reconstruction, double Divergence) Losses { get; set; }
    }
}
