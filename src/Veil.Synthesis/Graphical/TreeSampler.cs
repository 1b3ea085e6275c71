using System.Numerics.Tensors;
using Veil.Data.Domains;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Draws records from marginals over the cliques of a junction tree: attribute after attribute, given those that it
/// shares a clique with. Within each group of equal conditions every value gets its expected number of rows rounded up
/// or down at random, so that marginals over cliques come out nearly exact.
/// </summary>
/// <remarks>
/// On average every cell of every marginal over a clique has its expected number of rows. The attributes that a clique adds to
/// those before are drawn given its separator: every cell has the rows of its separator's cell times the conditional
/// probability, rounded down or up. So it is off by less than one, plus that probability times the error of its separator's
/// cell. Where the separator is empty, or one of the first two attributes of a connected part of the tree, or drawn right
/// before in this order, all this counts from the whole table: cells are off by less than one. Within one everywhere cannot be
/// had: where an attribute is in three pairs, there are marginals that no whole numbers of rows come that near to. Cost: a pass
/// over the rows and one over the clique for each attribute.
/// </remarks>
internal sealed class TreeSampler : IRecordSampler, IModelMarginals
{
    // The largest table on the way to a marginal.
    private const int MostCells = 1 << 24;

    private readonly DrawingStep[][] _levels;
    private readonly int _attributes;
    private readonly int _shown;
    private readonly Calibration _calibration;
    private readonly double[][] _beliefs;

    /// <summary>Makes a sampler.</summary>
    /// <param name="calibration">Inference that knows the tree.</param>
    /// <param name="beliefs">The marginals over its cliques.</param>
    /// <param name="shown">The number of first attributes that a record has; null for all. The others are only drawn on the
    /// way.</param>
    public TreeSampler(Calibration calibration, double[][] beliefs, int? shown = null)
    {
        _shown = shown ?? calibration.Tree.Sizes.Length;
        _calibration = calibration;
        _beliefs = beliefs;
        var tree = calibration.Tree;
        _attributes = tree.Sizes.Length;
        var steps = new DrawingStep?[_attributes];
        var levels = new int[_attributes];

        // The sets of attributes relative to which others are exact: see the anchor of a step.
        var anchors = new Dictionary<AttributeSet, int[]> { [new()] = [] };
        for (var i = 0; i < tree.Cliques.Length; i++)
        {
            var clique = tree.Cliques[i];
            foreach (var attribute in clique.Where(attribute => steps[attribute] is null).ToArray())
            {
                int[] given = [.. clique.Where(other => steps[other] is not null)];
                var balanced = BalancedFor(tree, attribute, given);
                given = [.. balanced, .. given.Except(balanced)];
                var table = Table(tree.Sizes, clique, beliefs[i], [.. given, attribute]);
                var anchor = anchors.GetValueOrDefault(new AttributeSet(given), given);
                anchors[new AttributeSet([.. given, attribute])] = anchor;
                var step = new DrawingStep(attribute, given, anchor, tree.Sizes, table)
                {
                    Parts = balanced.Aggregate(1, (cells, other) => cells * tree.Sizes[other]),
                };
                if (given is [var first] && steps[first]!.TryRoundWith(step))
                {
                    anchors[new AttributeSet(attribute)] = [];
                }

                steps[attribute] = step;
                levels[attribute] = given.Length == 0 ? 0 : 1 + given.Max(other => levels[other]);
            }
        }

        _levels = [.. steps.GroupBy(step => levels[step!.Attribute]).OrderBy(group => group.Key).Select(group => group.ToArray())!];
    }

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var draw = new SamplingState(_attributes, rows);
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var level in _levels)
        {
            Parallel.ForEach(level, options, step => step.Run(draw, random.Stream(step.Attribute)));
        }

        return draw.Columns[.._shown];
    }

    /// <inheritdoc/>
    public double[]? Marginal(AttributeSet set) => new MarginalQuery(_calibration, _beliefs).Marginal(set, MostCells);

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        var beliefs = _beliefs.Select(belief => (double[])belief.Clone()).ToArray();
        var probability = Evidence.Enter(_calibration, beliefs, evidence);
        return new ConditionalSampler(probability > 0 ? new TreeSampler(_calibration, beliefs, _shown) : this, probability);
    }

    // The part, known before the attribute, of the attributes that some later clique is drawn given: the values of the
    // attribute should be balanced together with that part, or on their own if there is no such clique.
    private static int[] BalancedFor(JunctionTree tree, int attribute, int[] given) =>
        tree.Separators
            .Where(separator => separator.Contains(attribute))
            .Select(separator => given.Intersect(separator).ToArray())
            .Where(known => known.Length < given.Length)
            .OrderBy(known => known.Length)
            .FirstOrDefault([]);

    /// <summary>
    /// The marginal over some attributes of a clique, axes in the order given; values that rounding left below zero are zero.
    /// </summary>
    /// <param name="sizes">The number of values of each attribute.</param>
    /// <param name="clique">The attributes of the clique, in increasing order.</param>
    /// <param name="belief">The table over the clique.</param>
    /// <param name="attributes">The attributes that are wanted.</param>
    public static double[] Table(int[] sizes, int[] clique, double[] belief, int[] attributes)
    {
        int[] sorted = [.. attributes.Order()];
        var plan = new AxisReduction([.. clique.Select(attribute => sizes[attribute])], [.. clique.Select(attributes.Contains)]);
        var table = new double[plan.SmallCells];
        plan.Sum(belief, table);
        TensorPrimitives.Max(table, 0, table);
        if (attributes.SequenceEqual(sorted))
        {
            return table;
        }

        // For each axis of the sorted table its stride in the wanted one.
        var strides = Array.ConvertAll(sorted, attribute => attributes.Reverse()
            .TakeWhile(other => other != attribute).Aggregate(1, (cells, other) => cells * sizes[other]));
        var arranged = new double[table.Length];
        for (var cell = 0; cell < table.Length; cell++)
        {
            var (rest, to) = (cell, 0);
            for (var axis = sorted.Length - 1; axis >= 0; axis--)
            {
                (rest, var value) = Math.DivRem(rest, sizes[sorted[axis]]);
                to += value * strides[axis];
            }

            arranged[to] = table[cell];
        }

        return arranged;
    }
}
