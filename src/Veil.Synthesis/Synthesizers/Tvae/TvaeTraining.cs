using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.Tvae;

/// <summary>Trains an autoencoder on rows that nobody wants protected, epoch after epoch over all of them in random order.</summary>
internal sealed class TvaeTraining
{
    private const float Rate = 1e-3f;
    private const float Decay = 1e-5f;
    private const float Reconstruction = 2;
    private const int Latent = 128;

    private static readonly int[] s_hidden = [128, 128];

    private readonly TabularTransformer _transformer;
    private readonly int[] _active;
    private readonly float[] _scalars;
    private readonly int[] _order;
    private readonly int _batch;
    private readonly SamplingRandom _random;
    private readonly NoiseGenerator _noise;
    private readonly AutoencoderPass _pass;
    private readonly Adam _adam;
    private readonly float[] _gradient;
    private readonly int[] _batchActive;
    private readonly float[] _batchScalars;
    private readonly float[] _batchNoise;

    /// <summary>Prepares a training.</summary>
    /// <param name="transformer">Tells the rows.</param>
    /// <param name="cells">For each attribute the cell of each row.</param>
    /// <param name="batch">The rows of a step.</param>
    /// <param name="random">First weights, order of rows, draws of latent variables.</param>
    public TvaeTraining(TabularTransformer transformer, ushort[][] cells, int batch, SamplingRandom random)
    {
        (_transformer, _random, _noise) = (transformer, random, new NoiseGenerator(random));
        var rows = cells[0].Length;
        _batch = Math.Min(batch, rows);
        Network = TvaeModel.Network(transformer, s_hidden, Latent);
        Network.Initialize(_noise);
        _adam = new Adam(Network.Parameters.Count, Rate, decay: Decay);
        _pass = new AutoencoderPass(Network, _batch, Reconstruction);
        _gradient = new float[Network.Parameters.Count];
        _order = [.. Enumerable.Range(0, rows)];
        (_active, _scalars) = (new int[rows * cells.Length], new float[rows * transformer.Scalars]);
        (_batchActive, _batchScalars, _batchNoise) = (new int[_batch * cells.Length], new float[_batch * transformer.Scalars], new float[_batch * Latent]);
        Span<ushort> row = new ushort[cells.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < row.Length; j++)
            {
                row[j] = cells[j][i];
            }

            transformer.Encode(row, random, Active(_active, i), Scalars(_scalars, i));
        }
    }

    /// <summary>The network.</summary>
    public Autoencoder Network { get; }

    /// <summary>What is needed to take the training up again.</summary>
    public ModelTraining State(int epoch, int epochs) => new(epoch, epochs, TvaeModel.State(Network, Network.Parameters.ToArray(), _adam));

    /// <summary>Takes up a training again that was kept after some epochs.</summary>
    /// <returns>Whether it was of this network.</returns>
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
            var losses = Step(_order.AsSpan(start, Math.Min(_batch, _order.Length - start)));
            reconstruction += losses.Reconstruction;
            divergence += losses.Divergence;
        }

        return (reconstruction / _order.Length, divergence / _order.Length);
    }

    private (double Reconstruction, double Divergence) Step(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Active(_active, rows[i]).CopyTo(Active(_batchActive, i));
            Scalars(_scalars, rows[i]).CopyTo(Scalars(_batchScalars, i));
        }

        var active = _batchActive.AsSpan(0, rows.Length * _transformer.Spans.Length);
        var scalars = _batchScalars.AsSpan(0, rows.Length * _transformer.Scalars);
        var noise = _batchNoise.AsSpan(0, rows.Length * Latent);
        _noise.Normal(noise);
        var values = Network.Parameters.Values;
        var losses = _pass.Run(values, active, scalars, noise, 1f / rows.Length);
        Array.Clear(_gradient);
        _pass.AddGradient(_gradient, active, scalars);
        _adam.Step(values, _gradient);
        Network.LimitDeviations();
        return losses;
    }

    private Span<int> Active(int[] active, int row) => active.AsSpan(row * _transformer.Spans.Length, _transformer.Spans.Length);

    private Span<float> Scalars(float[] scalars, int row) => scalars.AsSpan(row * _transformer.Scalars, _transformer.Scalars);
}
