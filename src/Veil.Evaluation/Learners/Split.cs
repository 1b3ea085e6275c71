using System.Runtime.Intrinsics;

namespace Veil.Evaluation.Learners;

/// <summary>The sums of the gradients and Hessians of a set of rows, and their number.</summary>
internal readonly record struct NodeSums(double Gradient, double Hessian, int Rows)
{
    /// <summary>The Newton step that minimises the loss of these rows to second order.</summary>
    public double Value => -Gradient / (Hessian + 1e-15);

    /// <summary>Twice the reduction of the loss by that step.</summary>
    public double Reduction => Gradient * Gradient / (Hessian + 1e-15);
}

/// <summary>A split of the rows of a node into two.</summary>
internal readonly record struct Split(int Feature, byte Bin, bool MissingGoLeft, double Gain, NodeSums Left, NodeSums Right);

/// <summary>Finds the split with the largest gain.</summary>
/// <param name="binning">The bins of the features.</param>
/// <param name="minRowsInLeaf">The smallest number of rows on either side.</param>
internal sealed class SplitFinder(Binning binning, int minRowsInLeaf)
{
    private const double MinHessian = 1e-3;

    /// <summary>The best split by one of the features; its gain is 0 when no split is allowed or none reduces the loss.</summary>
    /// <param name="histogram">Gradient, Hessian and rows of every bin.</param>
    /// <param name="node">Their sums.</param>
    /// <param name="features">The features that may be used.</param>
    public Split Best(ReadOnlySpan<Vector256<double>> histogram, NodeSums node, ReadOnlySpan<int> features)
    {
        var best = default(Split);
        foreach (var feature in features)
        {
            // Missing values are the last bin. They are tried on the right, where splitting them off from all others is allowed
            // too, and on the left.
            var bins = histogram[binning.Offsets[feature]..binning.Offsets[feature + 1]];
            Scan(bins, bins.Length - 1, feature, false, node, ref best);
            if (binning.HasMissing[feature])
            {
                Scan(bins, bins.Length - 2, feature, true, node, ref best);
            }
        }

        return best;
    }

    /// <summary>Tries all splits, beginning at the end without the missing values, so that these are always in the remainder.</summary>
    private void Scan(
        ReadOnlySpan<Vector256<double>> bins, int cuts, int feature, bool missingGoLeft, NodeSums node, ref Split best)
    {
        var before = node.Reduction;
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < cuts; i++)
        {
            var bin = missingGoLeft ? cuts - 1 - i : i;
            var added = bins[missingGoLeft ? bin + 1 : bin];
            sums += added;
            var rows = (int)sums[2];

            // After an empty bin the split is the previous one; rounding errors in the bin must not decide between them.
            if (added[2] == 0 || rows < minRowsInLeaf || sums[1] < MinHessian)
            {
                continue;
            }

            var passed = new NodeSums(sums[0], sums[1], rows);
            var rest = new NodeSums(node.Gradient - sums[0], node.Hessian - sums[1], node.Rows - rows);
            if (rest.Rows < minRowsInLeaf || rest.Hessian < MinHessian)
            {
                break;
            }

            var gain = passed.Reduction + rest.Reduction - before;
            if (gain > best.Gain)
            {
                best = missingGoLeft
                    ? new Split(feature, (byte)bin, true, gain, rest, passed)
                    : new Split(feature, (byte)bin, false, gain, passed, rest);
            }
        }
    }
}
