using System.Numerics;
using Veil.Privacy.Counting;

namespace Veil.Privacy.Mechanisms;

/// <summary>The sum of clipped gradients over a sample, exact but for the float sums of small batches.</summary>
/// <remarks>
/// Reference: see docs/privacy.md, "Training". Privacy: a sample is cut into batches by fair coins of its rows, which keep their
/// order, so that one row more changes the rounding of the batches of at most <see cref="RecordBatch.Capacity"/> other
/// rows; the sum of a batch is rounded to a grid, and such sums add up without rounding. <see cref="Slack"/> bounds what
/// this adds to the sensitivity.
/// Cost: one pass over the weights per batch.
/// </remarks>
internal sealed class GradientSum
{
    // A row's contribution may be longer than its bound by this part.
    private const double NormTolerance = 1.0 / 4096;

    private readonly float[] _batch;
    private readonly double[] _exact;
    private readonly ushort[] _cells;
    private readonly long[] _sum;
    private int[] _second = [];

    /// <summary>Makes room for a number of weights.</summary>
    public GradientSum(int weights, int attributes)
    {
        _batch = new float[weights];
        _exact = new double[weights];
        _sum = new long[weights];
        _cells = new ushort[RecordBatch.Capacity * attributes];
    }

    /// <summary>The number of weights.</summary>
    public int Count => _sum.Length;

    /// <summary>
    /// The distance beyond its bound by which one unit can move the sum, as a part of the bound: contributions that are too long,
    /// float sums, and the grid.
    /// </summary>
    /// <param name="gridOverBound">The mesh of the grid over the bound of a unit.</param>
    /// <param name="maxRows">The most rows of a unit.</param>
    public double Slack(double gridOverBound, int maxRows)
    {
        // A float sum of r terms is off by at most (r - 1) r 2^-24 of the longest; r is at most the capacity without the row
        // and one more, over all batches concerned, with it. The last factor covers second-order terms.
        const double Capacity = RecordBatch.Capacity;
        const double FloatSums = RecordBatch.RoundingAllowance * (1 + (2 * NormTolerance));
        return NormTolerance + FloatSums + (maxRows * (Capacity + 2) * Math.Sqrt(Count) * gridOverBound / 2 * (1 + NormTolerance));
    }

    /// <summary>The sum over some rows, in meshes of the grid.</summary>
    /// <param name="gradient">Computes the contributions of batches.</param>
    /// <param name="bound">The largest norm of one row's contribution.</param>
    /// <param name="grid">A power of two.</param>
    /// <param name="source">The source of the cells.</param>
    /// <param name="rows">The rows; their order is changed.</param>
    /// <param name="gate">The source of the coins of the cuts.</param>
    /// <returns>One entry per weight; valid until the next call.</returns>
    public Span<long> Of(
        IPerExampleGradient gradient, float bound, double grid, LentRows source, Span<int> rows, Noise.AnswerGate gate)
    {
        Array.Clear(_sum);
        Array.Clear(_exact);
        if (_second.Length < rows.Length)
            _second = new int[rows.Length];

        // Doubles add whole numbers of meshes without rounding below 2^53.
        var most = Math.Max(RecordBatch.Capacity, (int)Math.Min(1 << 30, Math.ScaleB(grid, 50) / bound));
        var pending = 0;
        Add(rows, cuts: 0);
        Flush();
        Array.Clear(_batch);
        Array.Clear(_cells);
        Array.Clear(_second);
        return _sum;

        void Add(Span<int> part, int cuts)
        {
            if (part.Length > RecordBatch.Capacity)
            {
                var left = 0;
                var right = 0;
                foreach (var row in part)
                {
                    // Both halves keep the order that the rows had, so that a row more moves no other.
                    if (gate.GoesFirst(source, row, cuts))
                        part[left++] = row;
                    else
                        _second[right++] = row;
                }

                _second.AsSpan(0, right).CopyTo(part[left..]);
                Add(part[..left], cuts + 1);
                Add(part[left..], cuts + 1);
            }
            else if (part.Length > 0)
            {
                if (pending + part.Length > most)
                    Flush();
                pending += part.Length;
                var cells = _cells.AsSpan(0, part.Length * source.Attributes);
                source.Gather(part, cells);
                if (TryAdd(gradient, cells, source.Attributes, bound, grid))
                    return;

                // A contribution that is not a number or too long counts for nothing, and the others for what they are.
                for (var i = 0; i < part.Length; i++)
                    TryAdd(gradient, cells.Slice(i * source.Attributes, source.Attributes), source.Attributes, bound, grid);
            }
        }

        void Flush()
        {
            for (var i = 0; i < _sum.Length; i++)
                _sum[i] = Noise.Saturating.Add(_sum[i], (long)(_exact[i] / grid));
            Array.Clear(_exact);
            pending = 0;
        }
    }

    private bool TryAdd(IPerExampleGradient gradient, ReadOnlySpan<ushort> cells, int attributes, float bound, double grid)
    {
        Array.Clear(_batch);
        gradient.AddClipped(new RecordBatch(cells, attributes), bound, _batch);
        if (!IsWithin(_batch, (double)bound * (cells.Length / attributes) * (1 + (2 * NormTolerance))))
            return false;

        // Adding and taking away a large number rounds to the grid.
        var large = new Vector<double>(1.5 * Math.ScaleB(grid, 52));
        var at = 0;
        for (; at <= _batch.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(_batch, at), out var low, out var high);
            (new Vector<double>(_exact, at) + ((low + large) - large)).CopyTo(_exact, at);
            var next = at + Vector<double>.Count;
            (new Vector<double>(_exact, next) + ((high + large) - large)).CopyTo(_exact, next);
        }

        for (; at < _batch.Length; at++)
            _exact[at] += (_batch[at] + large[0]) - large[0];
        return true;
    }

    // Whether a vector is no longer than a limit, in the Euclidean norm; one with an entry that is not a number is not.
    private static bool IsWithin(ReadOnlySpan<float> values, double limit)
    {
        var squares = Vector<double>.Zero;
        var at = 0;
        for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[at..]), out var low, out var high);
            squares += (low * low) + (high * high);
        }

        var square = Vector.Sum(squares);
        foreach (var value in values[at..])
            square += (double)value * value;
        return square <= limit * limit;
    }
}
