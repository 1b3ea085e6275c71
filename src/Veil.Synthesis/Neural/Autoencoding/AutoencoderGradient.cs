using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoencoding;

/// <summary>Sums of clipped gradients of an autoencoder of categorical rows, encoder and decoder together.</summary>
/// <remarks>
/// Reference: Goodfellow, "Efficient per-example gradient computations", 2015, for norms without gradients.
/// Privacy: what a record adds is a function of its own cells, the weights and a pool of noise that is drawn before a step and
/// does not depend on the records: which of it a record gets is determined by its cells. It is the record's gradient times a
/// number of at most bound / norm, and the norm is computed from the very slopes that are summed. See docs/privacy.md. Buffers
/// are wiped.
/// Cost: a forward and a backward pass; the norms are a hundredth of that.
/// </remarks>
internal sealed class AutoencoderGradient : IPerExampleGradient
{
    // Latent draws to choose from; a power of two.
    private const int PoolSize = 1024;

    private readonly Autoencoder _network;
    private readonly TabularTransformer _transformer;
    private readonly BatchRandom _noise;
    private readonly SamplingRandom _unused = new(0);
    private readonly AutoencoderPass _pass;
    private readonly float[] _pool;
    private readonly int[] _active;
    private readonly float[] _drawn;

    /// <summary>Allocates memory for the gradients of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="transformer">The encoding of records, without numbers.</param>
    /// <param name="reconstruction">The weight of the reconstruction in the loss; the divergence has weight 1.</param>
    /// <param name="noise">Draws for the latent variables.</param>
    public AutoencoderGradient(Autoencoder network, TabularTransformer transformer, float reconstruction, BatchRandom noise)
    {
        if (network.Shape.Scalars > 0)
        {
            throw new ArgumentException("The gradients of numbers' deviations have no norm here.", nameof(network));
        }

        (_network, _transformer, _noise) = (network, transformer, noise);
        _pass = new AutoencoderPass(network, RecordBatch.Capacity, reconstruction);
        _pool = new float[PoolSize * network.Shape.Latent];
        _active = new int[RecordBatch.Capacity * transformer.Spans.Length];
        _drawn = new float[RecordBatch.Capacity * network.Shape.Latent];
        NextStep();
    }

    /// <inheritdoc/>
    public int Count => _network.Parameters.Count;

    /// <summary>Draws new noise: once before every step.</summary>
    public void NextStep() => _noise.Normal(_pool);

    /// <inheritdoc/>
    public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
    {
        var (attributes, latent) = (_transformer.Spans.Length, _network.Shape.Latent);
        for (var record = 0; record < batch.Count; record++)
        {
            _transformer.Encode(batch[record], _unused, _active.AsSpan(record * attributes, attributes), []);
            _pool.AsSpan(Draw(batch[record]) * latent, latent).CopyTo(_drawn.AsSpan(record * latent));
        }

        var active = _active.AsSpan(0, batch.Count * attributes);
        _pass.Run(_network.Parameters.Values, active, [], _drawn.AsSpan(0, batch.Count * latent), scale: 1);
        _pass.Clip(bound);
        _pass.AddGradient(sum, active, []);
        Array.Clear(_active);
        Array.Clear(_drawn);
        _pass.Wipe();
    }

    // Equal records get equal draws, which change with the pool.
    private static int Draw(ReadOnlySpan<ushort> cells)
    {
        var hash = 0UL;
        foreach (var cell in cells)
        {
            hash = (hash ^ cell) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return (int)(hash & (PoolSize - 1));
    }
}
