using System.Numerics.Tensors;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>Sums of clipped gradients of a network's loss: the negative log-likelihood of a record.</summary>
/// <remarks>
/// Reference: Goodfellow, "Efficient per-example gradient computations", 2015, for norms without gradients; Bu, Wang, Zha
/// and Karypis, "Differentially private optimization on large model at small cost", 2023, for keeping what one backward
/// pass computes until the norms are known.
/// Privacy: a record's contribution is its gradient times a number of at most bound / norm; the norm is computed from the
/// very slopes that are summed. See docs/privacy.md, "Gradients of the autoregressive network". Buffers are wiped.
/// Cost: a forward and a backward pass; the norms are a hundredth of that.
/// </remarks>
internal sealed class AutoregressiveGradient : IPerExampleGradient
{
    // Records that are worked on together: their state stays in the second-level cache.
    private const int TileRecords = 128;

    private readonly AutoregressiveNetwork _network;
    private readonly AutoregressivePass _pass;
    private readonly float[] _unitSlopes;
    private readonly ushort[] _cells;

    /// <summary>Allocates memory for the gradients of a network.</summary>
    public AutoregressiveGradient(AutoregressiveNetwork network)
    {
        _network = network;
        _pass = new AutoregressivePass(network, TileRecords);
        _unitSlopes = new float[TileRecords * network.Units];
        _cells = new ushort[TileRecords * network.Columns];
    }

    /// <inheritdoc/>
    public int Count => _network.Parameters.Count;

    /// <inheritdoc/>
    public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
    {
        for (var start = 0; start < batch.Count; start += TileRecords)
        {
            _pass.Count = Math.Min(TileRecords, batch.Count - start);
            var cells = _cells.AsSpan(0, _pass.Count * _network.Columns);
            for (var record = 0; record < _pass.Count; record++)
            {
                batch[start + record].CopyTo(cells[(record * _network.Columns)..]);
            }

            AddTile(cells, bound, sum);
        }

        Array.Clear(_cells);
        Array.Clear(_unitSlopes);
        _pass.Clear();
    }

    private void AddTile(ReadOnlySpan<ushort> cells, float bound, Span<float> sum)
    {
        _network.Begin(_pass);
        for (var column = 0; column < _network.Columns; column++)
        {
            _network.Tell(_pass, column, cells[column..], _network.Columns);
        }

        // The probabilities less 1 at the true cell: the slope of the loss.
        for (var record = 0; record < _pass.Count; record++)
        {
            var logits = _pass.Logits(record);
            _network.ToProbabilities(logits);
            for (var column = 0; column < _network.Columns; column++)
            {
                _network.Of(column, logits)[cells[(record * _network.Columns) + column]] -= 1;
            }
        }

        _network.Return(_pass, _pass.AllLogits, _unitSlopes);
        for (var record = 0; record < _pass.Count; record++)
        {
            var logitSlopes = _pass.Logits(record);
            var unitSlopes = _unitSlopes.AsSpan(record * _network.Units, _network.Units);
            var norm = Math.Sqrt(_network.SquaredNorm(_pass.Units(record), logitSlopes, unitSlopes));
            if (norm > bound)
            {
                var factor = (float)(bound / norm);
                TensorPrimitives.Multiply(logitSlopes, factor, logitSlopes);
                TensorPrimitives.Multiply(unitSlopes, factor, unitSlopes);
            }
        }

        _network.AddGradient(_pass, cells, _pass.AllLogits, _unitSlopes, sum);
    }
}
