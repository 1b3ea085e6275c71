using System.Runtime.Intrinsics;

namespace Veil.Evaluation.Learners;

/// <summary>What is known of a set of rows: the sums of their gradients and Hessians, and their number.</summary>
internal readonly record struct NodeSums(double Gradient, double Hessian, int Rows)
{
    /// <summary>The Newton step that minimises the loss of these rows to second order.</summary>
    public double Value => -Gradient / (Hessian + 1e-15);

    /// <summary>How far that step lowers the loss, times two.</summary>
    public double Reduction => Gradient * Gradient / (Hessian + 1e-15);
}

/// <summary>A cut of the rows of a node into two.</summary>
internal readonly record struct Split(int Feature, byte Bin, bool MissingGoLeft, double Gain, NodeSums Left, NodeSums Right);

/// <summary>Finds the cut that lowers the loss most.</summary>
/// <param name="binning">The bins of the features.</param>
/// <param name="minRowsInLeaf">The fewest rows on either side.</param>
internal sealed class SplitFinder(Binning binning, int minRowsInLeaf)
{
    private const double MinHessian = 1e-3;

    /// <summary>The best cut by one of the features; its gain is 0 when no cut is allowed or none helps.</summary>
    /// <param name="histogram">Gradient, Hessian and rows of every bin.</param>
    /// <param name="node">Their sums.</param>
    /// <param name="features">The features that may be used.</param>
    public Split Best(ReadOnlySpan<Vector256<double>> histogram, NodeSums node, ReadOnlySpan<int> features)
    {
        var best = default(Split);
        foreach (var feature in features)
        {
            var bins = histogram[binning.Offsets[feature]..binning.Offsets[feature + 1]];
            if (binning.HasMissing[feature])
            {
                // Missing values are the last bin. Once on the right, where cutting them off from all others is allowed too; once on the left.
                Scan(bins, default, bins.Length - 1, feature, false, node, ref best);
                Scan(bins, bins[^1], bins.Length - 2, feature, true, node, ref best);
            }
            else
            {
                Scan(bins, default, bins.Length - 1, feature, false, node, ref best);
            }
        }

        return best;
    }

    private void Scan(
        ReadOnlySpan<Vector256<double>> bins,
        Vector256<double> left,
        int cuts,
        int feature,
        bool missingGoLeft,
        NodeSums node,
        ref Split best)
    {
        var before = node.Reduction;
        for (var bin = 0; bin < cuts; bin++)
        {
            left += bins[bin];
            var rows = (int)left[2];
            if (rows < minRowsInLeaf || left[1] < MinHessian)
            {
                continue;
            }

            var leftSums = new NodeSums(left[0], left[1], rows);
            var rightSums = new NodeSums(node.Gradient - left[0], node.Hessian - left[1], node.Rows - rows);
            if (rightSums.Rows < minRowsInLeaf || rightSums.Hessian < MinHessian)
            {
                break;
            }

            var gain = leftSums.Reduction + rightSums.Reduction - before;
            if (gain > best.Gain)
            {
                best = new Split(feature, (byte)bin, missingGoLeft, gain, leftSums, rightSums);
            }
        }
    }
}
