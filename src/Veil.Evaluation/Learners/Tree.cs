using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Veil.Evaluation.Learners;

/// <summary>A node of a tree over bins. A leaf has no feature and predicts its value.</summary>
internal struct TreeNode
{
    /// <summary>The feature of the split, or -1 in a leaf.</summary>
    public int Feature;

    /// <summary>The index of the left child; the right one follows it.</summary>
    public int Left;

    /// <summary>The last bin that goes left.</summary>
    public byte Bin;

    /// <summary>The bin of missing values of the feature.</summary>
    public byte MissingBin;

    /// <summary>Whether missing values go left too.</summary>
    public bool MissingGoLeft;

    /// <summary>The value of a leaf.</summary>
    public double Value;

    public readonly bool IsLeaf => Feature < 0;

    public readonly bool GoesLeft(byte bin) => bin <= Bin || (MissingGoLeft && bin == MissingBin);
}

/// <summary>A grown tree.</summary>
internal sealed class Tree(TreeNode[] nodes)
{
    /// <summary>Adds the tree's prediction of each row to every <paramref name="stride"/>-th number.</summary>
    /// <param name="bins">The bins in row-major order.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="sums">The numbers to which predictions are added.</param>
    /// <param name="stride">The distance between the numbers of consecutive rows.</param>
    public void AddTo(ReadOnlySpan<byte> bins, int features, Span<double> sums, int stride)
    {
        ref var root = ref MemoryMarshal.GetArrayDataReference(nodes);
        for (int start = 0, i = 0; i < sums.Length; start += features, i += stride)
        {
            ref var node = ref root;
            while (!node.IsLeaf)
            {
                node = ref Unsafe.Add(ref root, node.GoesLeft(bins[start + node.Feature]) ? node.Left : node.Left + 1);
            }

            sums[i] += node.Value;
        }
    }
}
