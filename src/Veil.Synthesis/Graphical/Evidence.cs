using System.Numerics.Tensors;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Conditions the marginals over the cliques of a junction tree on evidence about single attributes: the part that is left of
/// the rows of each of their cells.
/// </summary>
/// <remarks>
/// Reference: propagation in a junction tree (Jensen, Lauritzen and Olesen 1990) with likelihoods as evidence (Pearl 1988), one
/// pass up and one down. The message up is the part of the separator's rows that is left, so that nothing overflows. Cost: six
/// passes over the cliques.
/// </remarks>
internal static class Evidence
{
    /// <summary>Turns marginals into those given the evidence, with the same total.</summary>
    /// <param name="calibration">Inference that knows the tree.</param>
    /// <param name="beliefs">Consistent marginals over its cliques; overwritten.</param>
    /// <param name="evidence">For each attribute the part of each cell that is left; null for all of it.</param>
    /// <returns>The part of the total that was left; if it is zero the marginals are of no use.</returns>
    public static double Enter(Calibration calibration, double[][] beliefs, IReadOnlyList<double[]?> evidence)
    {
        var tree = calibration.Tree;
        var total = TensorPrimitives.Sum<double>(beliefs[0]);
        var toSeparator = tree.Separators.Select((separator, i) => calibration.Plan(tree.Cliques[i], separator)).ToArray();
        var fromParent = tree.Separators.Select((separator, i) => i == 0 ? null
            : calibration.Plan(tree.Cliques[tree.Parents[i]], separator)).ToArray();
        var before = beliefs.Select((belief, i) => Sum(toSeparator[i], belief)).ToArray();
        var after = new double[beliefs.Length][];
        for (var attribute = 0; attribute < evidence.Count; attribute++)
        {
            if (evidence[attribute] is { } left)
            {
                var home = Array.FindIndex(tree.Cliques, clique => clique.Contains(attribute));
                calibration.Plan(tree.Cliques[home], [attribute]).Multiply(beliefs[home], left);
            }
        }

        for (var i = beliefs.Length - 1; i > 0; i--)
        {
            after[i] = Sum(toSeparator[i], beliefs[i]);
            fromParent[i]!.Multiply(beliefs[tree.Parents[i]], Ratio(after[i], before[i]));
        }

        var remaining = TensorPrimitives.Sum<double>(beliefs[0]);
        if (!(remaining > 0))
        {
            return 0;
        }

        TensorPrimitives.Multiply(beliefs[0], total / remaining, beliefs[0]);
        for (var i = 1; i < beliefs.Length; i++)
        {
            toSeparator[i].Multiply(beliefs[i], Ratio(Sum(fromParent[i]!, beliefs[tree.Parents[i]]), after[i]));
        }

        return Math.Min(1, remaining / total);
    }

    private static double[] Sum(AxisReduction plan, double[] belief)
    {
        var sums = new double[plan.SmallCells];
        plan.Sum(belief, sums);
        return sums;
    }

    // Impossible cells stay impossible.
    private static double[] Ratio(double[] left, double[] right) =>
        [.. left.Zip(right, (numerator, denominator) => denominator > 0 ? numerator / denominator : 0)];
}
