using System.Numerics.Tensors;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The loss of a Wasserstein critic with gradient penalty, record by record: the score of a generated record less that of the
/// real one, and a penalty on how far the slope of the score, at a random point between them, is from one. Sums the gradients
/// of records, each scaled down to the bound, without ever materialising one.
/// </summary>
/// <remarks>
/// Reference: Gulrajani and others, "Improved training of Wasserstein GANs", 2017, for the loss; docs/privacy.md, "Gradients of
/// a critic", for why the gradient of one record is a sum of three outer products per layer, and for its norm.
/// Privacy: everything that is random about a record's gradient (its generated partner and the point between them) is a
/// function of a public key and of the record's own cells, so that a record in or out adds or takes away exactly one clipped
/// gradient, wherever it stands in a batch.
/// Cost: the products of matrices that the gradient costs without clipping, and twelve inner products per layer and record.
/// </remarks>
internal sealed class CriticGradient : IPerExampleGradient
{
    // The kernel's allowance for the rounding of sums, as a part of the bound.
    private const double Allowed = 2.0 * RecordBatch.Capacity * (RecordBatch.Capacity + 1) / (1 << 24);

    private readonly Critic _critic;
    private readonly int _partners;
    private readonly ushort[] _partnerCells;
    private readonly CriticPass _partnerPass;
    private readonly float[] _kernel;
    private readonly float[] _scaled;
    private readonly float[] _gathered;
    private readonly int[] _used;
    private readonly ushort[] _cells;
    private readonly CriticBlock[] _blocks;
    private ulong _key;

    /// <summary>Allocates memory.</summary>
    /// <param name="critic">The network.</param>
    /// <param name="partners">The number of generated records that real ones are compared with.</param>
    /// <param name="penalty">The weight of the penalty on slopes.</param>
    public CriticGradient(Critic critic, int partners, float penalty = 10)
    {
        var units = critic.Hidden[0];
        _critic = critic;
        _partners = partners;
        _partnerCells = new ushort[partners * critic.Offsets.Length];
        _partnerPass = new CriticPass(critic, partners);
        _kernel = new float[units * units];
        _used = new int[Math.Min(partners, RecordBatch.Capacity)];
        _scaled = new float[_used.Length * critic.Hidden.Max()];
        _gathered = new float[_scaled.Length];
        _cells = new ushort[RecordBatch.Capacity * critic.Offsets.Length];
        _blocks = [.. Enumerable.Range(0, Math.Min(2, Environment.ProcessorCount)).Select(_ => new CriticBlock(critic, partners, penalty))];

        // A sum has one term per record and one per partner; a product with the first layer has as many terms as that has
        // units.
        const int Terms = (2 * RecordBatch.Capacity) + 2;
        Room = Math.Max(0, (2.0 * (Terms + units) * RecordBatch.Capacity * CriticBlock.MostParts / (1 << 24)) - Allowed);
    }

    /// <summary>The part of a bound that is left free for what rounding adds to a sum beyond what the kernel allows for.</summary>
    public double Room { get; }

    /// <inheritdoc/>
    public int Count => _critic.Parameters.Count;

    /// <summary>
    /// Sets the generated records that real records are compared with until the next call. All of it is public: it may depend
    /// on no record.
    /// </summary>
    /// <param name="partners">The cells of the generated records, one record after the other.</param>
    /// <param name="key">The key of all that is random about a record's gradient.</param>
    public void Prepare(ReadOnlySpan<ushort> partners, ulong key)
    {
        _key = key;
        partners.CopyTo(_partnerCells);
        var attributes = _critic.Offsets.Length;
        for (var i = 0; i < _partners; i++)
        {
            _partnerPass.SetFirst(i, partners.Slice(i * attributes, attributes));
        }

        _partnerPass.Run(_partners);

        // With it, slopes with respect to the inputs are never materialised.
        var units = _critic.Hidden[0];
        var first = _critic.Parameters[_critic.Weights[0]];
        Gemm.Multiply(true, false, units, units, _critic.Inputs, first, units, first, units, 0, _kernel, units);
    }

    /// <inheritdoc/>
    public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].CopyTo(_cells.AsSpan(i * batch.Attributes));
        }

        var (count, attributes) = (batch.Count, batch.Attributes);
        Parallel.For(0, _blocks.Length, lane =>
        {
            var block = _blocks[lane];
            block.Clear();
            for (var from = lane * CriticBlock.Records; from < count; from += _blocks.Length * CriticBlock.Records)
            {
                var cells = _cells.AsSpan(from * attributes, Math.Min(CriticBlock.Records, count - from) * attributes);
                block.Add(cells, _key, _partnerPass, _partnerCells, _kernel, bound * (1 - Room));
            }
        });
        Array.Clear(_cells);
        AddTo(sum);
    }

    private void AddTo(Span<float> sum)
    {
        var first = _blocks[0];
        foreach (var block in _blocks.AsSpan(1))
        {
            first.Join(block);
        }

        TensorPrimitives.Add(sum, first.Sum, sum);
        AddPartners(first.PartnerWeights, sum);

        // The gradient of all penalties in the first layer: the layer times a sum of outer products of sensitivities.
        var units = _critic.Hidden[0];
        Gemm.Multiply(
            false, false, _critic.Inputs, units, units, _critic.Parameters[_critic.Weights[0]],
            units, first.Outer, units, 1, _critic.Weights[0].Of(sum), units);
    }

    // Each generated record that was compared with, once, with the weights of all real ones.
    private void AddPartners(ReadOnlySpan<float> weights, Span<float> sum)
    {
        var used = 0;
        for (var i = 0; i < _partners; i++)
        {
            if (weights[i] != 0)
            {
                _used[used++] = i;
            }
        }

        var attributes = _critic.Offsets.Length;
        for (var layer = 0; layer < _critic.Hidden.Length; layer++)
        {
            var units = _critic.Hidden[layer];
            var bias = _critic.Biases[layer].Of(sum);
            for (var i = 0; i < used; i++)
            {
                var scaled = _scaled.AsSpan(i * units, units);
                TensorPrimitives.Multiply(_partnerPass.Sensitivities[layer].AsSpan(_used[i] * units, units), weights[_used[i]], scaled);
                TensorPrimitives.Add(bias, scaled, bias);
                if (layer == 0)
                {
                    AddToCells(_critic, _partnerCells.AsSpan(_used[i] * attributes, attributes), scaled, sum);
                }
                else
                {
                    var inputs = _critic.Hidden[layer - 1];
                    _partnerPass.Activations[layer - 1].AsSpan(_used[i] * inputs, inputs).CopyTo(_gathered.AsSpan(i * inputs));
                }
            }

            if (layer > 0)
            {
                var inputs = _critic.Hidden[layer - 1];
                Gemm.Multiply(true, false, inputs, units, used, _gathered, inputs,
                    _scaled, units, 1, _critic.Weights[layer].Of(sum), units);
            }
        }

        var head = _critic.Head.Of(sum);
        foreach (var i in _used.AsSpan(0, used))
        {
            TensorPrimitives.MultiplyAdd(_partnerPass.Activations[^1].AsSpan(i * head.Length, head.Length), weights[i], head, head);
        }
    }

    /// <summary>Adds a vector to the rows of the first layer that stand for some cells.</summary>
    internal static void AddToCells(Critic critic, ReadOnlySpan<ushort> cells, ReadOnlySpan<float> vector, Span<float> sum)
    {
        var matrix = critic.Weights[0].Of(sum);
        for (var attribute = 0; attribute < cells.Length; attribute++)
        {
            var row = matrix.Slice((critic.Offsets[attribute] + cells[attribute]) * vector.Length, vector.Length);
            TensorPrimitives.Add(row, vector, row);
        }
    }
}
