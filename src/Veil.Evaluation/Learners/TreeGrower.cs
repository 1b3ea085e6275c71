using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Veil.Evaluation.Learners;

/// <summary>Limits of a tree.</summary>
/// <param name="MaxLeaves">The largest number of leaves.</param>
/// <param name="MinRowsInLeaf">The smallest number of training rows in a leaf.</param>
internal readonly record struct TreeLimits(int MaxLeaves, int MinRowsInLeaf);

/// <summary>
/// Grows trees on the same binned rows leaf-wise: the leaf with the largest gain is split next. One grower serves many
/// trees: its memory is allocated once.
/// </summary>
/// <remarks>
/// Of two siblings only the smaller one's rows are read; the histogram of the other is the difference from the parent's. The
/// histograms of all features are adjacent, 32 bytes per bin, and are filled row by row: the features of a row hit
/// different bins, so no addition waits for the previous one, as it would feature by feature when a feature has few bins.
/// </remarks>
internal sealed class TreeGrower
{
    private readonly Binning _binning;
    private readonly byte[] _bins;
    private readonly TreeLimits _limits;
    private readonly SplitFinder _finder;
    private readonly int[] _features;
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly TreeNode[] _nodes;
    private readonly Stack<Vector256<double>[]> _pool = new();
    private readonly List<Leaf> _leaves = [];
    private readonly double[] _gains;

    /// <summary>Makes a grower.</summary>
    /// <param name="binning">The bins of the features.</param>
    /// <param name="bins">The bins of all rows in row-major order.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="limits">Limits of every tree.</param>
    public TreeGrower(Binning binning, byte[] bins, int rows, TreeLimits limits)
    {
        _binning = binning;
        _bins = bins;
        _limits = limits;
        _finder = new SplitFinder(binning, limits.MinRowsInLeaf);
        _features = [.. Enumerable.Range(0, binning.Features)];
        _rows = new int[rows];
        _scratch = new int[rows];
        _nodes = new TreeNode[(2 * limits.MaxLeaves) - 1];
        _gains = new double[binning.Features];
    }

    /// <summary>The total gain of the splits by each feature in all trees so far.</summary>
    public ReadOnlySpan<double> Gains => _gains;

    /// <summary>Grows a tree and adds its prediction, times <paramref name="shrinkage"/>, to each training row's.</summary>
    /// <param name="gradients">The gradient and Hessian of the loss per row, interleaved.</param>
    /// <param name="shrinkage">The factor of leaf values.</param>
    /// <param name="predictions">One per row.</param>
    public Tree Grow(float[] gradients, double shrinkage, double[] predictions)
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            _rows[row] = row;
        }

        _leaves.Clear();
        var nodes = 1;
        AddRoot(gradients);
        while (_leaves.Count < _limits.MaxLeaves && BestLeaf() is var chosen && _leaves[chosen].Split.Gain > 0)
        {
            Cut(chosen, nodes, gradients);
            nodes += 2;
        }

        foreach (var leaf in _leaves)
        {
            var value = leaf.Sums.Value * shrinkage;
            _nodes[leaf.Node] = new TreeNode { Feature = -1, Value = value };
            foreach (var row in _rows.AsSpan(leaf.Start, leaf.Sums.Rows))
            {
                predictions[row] += value;
            }

            Free(leaf.Histogram);
        }

        return new Tree(_nodes.AsSpan(0, nodes).ToArray());
    }

    private void AddRoot(float[] gradients)
    {
        var (gradient, hessian) = (0.0, 0.0);
        for (var i = 0; i < gradients.Length; i += 2)
        {
            gradient += gradients[i];
            hessian += gradients[i + 1];
        }

        var root = new Leaf(0, 0, new NodeSums(gradient, hessian, _rows.Length), null, default);
        _leaves.Add(root);
        if (MayBeCut(root))
        {
            _leaves[0] = WithSplit(root, Histogram(root, gradients));
        }
    }

    private bool MayBeCut(in Leaf leaf) => leaf.Sums.Rows >= 2 * _limits.MinRowsInLeaf;

    private int BestLeaf()
    {
        var best = 0;
        for (var i = 1; i < _leaves.Count; i++)
        {
            best = _leaves[i].Split.Gain > _leaves[best].Split.Gain ? i : best;
        }

        return best;
    }

    private void Cut(int index, int firstChild, float[] gradients)
    {
        var parent = _leaves[index];
        var split = parent.Split;
        Partition(parent);
        _gains[split.Feature] += split.Gain;
        _nodes[parent.Node] = new TreeNode
        {
            Feature = split.Feature,
            Left = firstChild,
            Bin = split.Bin,
            MissingBin = _binning.MissingBin(split.Feature),

            // Where training has no missing value, a missing value goes to the larger side.
            MissingGoLeft = _binning.HasMissing[split.Feature] ? split.MissingGoLeft : split.Left.Rows > split.Right.Rows,
        };

        var left = new Leaf(firstChild, parent.Start, split.Left, null, default);
        var right = new Leaf(firstChild + 1, parent.Start + split.Left.Rows, split.Right, null, default);
        if (_leaves.Count + 1 < _limits.MaxLeaves && (MayBeCut(left) || MayBeCut(right)))
        {
            var leftIsSmaller = left.Sums.Rows < right.Sums.Rows;
            var smaller = Histogram(leftIsSmaller ? left : right, gradients);
            var larger = parent.Histogram!;
            for (var bin = 0; bin < larger.Length; bin++)
            {
                larger[bin] -= smaller[bin];
            }

            left = WithSplit(left, leftIsSmaller ? smaller : larger);
            right = WithSplit(right, leftIsSmaller ? larger : smaller);
        }
        else
        {
            Free(parent.Histogram);
        }

        _leaves[index] = left;
        _leaves.Add(right);
    }

    private Leaf WithSplit(in Leaf leaf, Vector256<double>[] histogram)
    {
        var split = MayBeCut(leaf) ? _finder.Best(histogram, leaf.Sums, _features) : default;
        if (split.Gain > 0)
        {
            return leaf with { Histogram = histogram, Split = split };
        }

        Free(histogram);
        return leaf;
    }

    /// <summary>A stable partition of the rows: those that go left first.</summary>
    private void Partition(in Leaf leaf)
    {
        var rows = _rows.AsSpan(leaf.Start, leaf.Sums.Rows);
        var (split, features) = (leaf.Split, _binning.Features);
        var missing = split.MissingGoLeft ? _binning.MissingBin(split.Feature) : split.Bin;
        var (left, right) = (0, 0);
        ref var bins = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bins), split.Feature);
        foreach (var row in rows)
        {
            // Both writes always happen and one of them counts: a branch on the data would be mispredicted half of the time.
            var bin = Unsafe.Add(ref bins, (nint)row * features);
            var goesLeft = bin <= split.Bin | bin == missing ? 1 : 0;
            rows[left] = row;
            _scratch[right] = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }

        _scratch.AsSpan(0, right).CopyTo(rows[left..]);
    }

    private Vector256<double>[] Histogram(in Leaf leaf, float[] gradients)
    {
        var histogram = _pool.TryPop(out var free) ? free : new Vector256<double>[_binning.Offsets[^1]];
        Array.Clear(histogram);
        if (histogram.Length == 0)
        {
            return histogram;
        }

        ref var sums = ref MemoryMarshal.GetArrayDataReference(histogram);
        ref var bins = ref MemoryMarshal.GetArrayDataReference(_bins);
        ref var offsets = ref MemoryMarshal.GetArrayDataReference(_binning.Offsets);
        var features = _binning.Features;
        foreach (var row in _rows.AsSpan(leaf.Start, leaf.Sums.Rows))
        {
            var added = Vector256.Create(gradients[2 * row], gradients[(2 * row) + 1], 1.0, 0);
            ref var bin = ref Unsafe.Add(ref bins, (nint)row * features);
            for (var f = 0; f < features; f++)
            {
                Unsafe.Add(ref sums, Unsafe.Add(ref offsets, f) + Unsafe.Add(ref bin, f)) += added;
            }
        }

        return histogram;
    }

    private void Free(Vector256<double>[]? histogram)
    {
        if (histogram is not null)
        {
            _pool.Push(histogram);
        }
    }

    /// <summary>A leaf of the growing tree: its node, its rows from <paramref name="Start"/>, and its best split.</summary>
    private readonly record struct Leaf(int Node, int Start, NodeSums Sums, Vector256<double>[]? Histogram, Split Split);
}
