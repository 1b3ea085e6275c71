using Veil.Data.Domains;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// A joint distribution over attributes given by potentials over some sets of them, with exact inference on a junction
/// tree. Post-processing of released results only. Safe for reading by several threads.
/// </summary>
internal sealed class GraphicalModel
{
    private readonly Lazy<MarginalQuery> _query;

    /// <summary>Makes a model of potentials that a fit has calibrated.</summary>
    /// <param name="calibration">Inference over the sets.</param>
    /// <param name="fitted">The result of the fit.</param>
    /// <param name="total">The sum of every marginal.</param>
    public GraphicalModel(Calibration calibration, FittedPotentials fitted, double total)
    {
        Calibration = calibration;
        Potentials = fitted.Potentials;
        Beliefs = fitted.Beliefs;
        Step = fitted.Step;
        Total = total;
        _query = new Lazy<MarginalQuery>(() => new MarginalQuery(calibration, Beliefs));
    }

    /// <summary>Inference over the sets of the model.</summary>
    public Calibration Calibration { get; }

    /// <summary>The sets that have potentials.</summary>
    public IReadOnlyList<AttributeSet> Sets => Calibration.Sets;

    /// <summary>Log-potentials, one table per set.</summary>
    public double[][] Potentials { get; }

    /// <summary>The marginals over the cliques of the junction tree.</summary>
    public double[][] Beliefs { get; }

    /// <summary>The last step of the descent that fitted the model.</summary>
    public double Step { get; }

    /// <summary>The sum of every marginal.</summary>
    public double Total { get; }

    /// <summary>Makes a model of potentials.</summary>
    /// <param name="sizes">The number of values of each attribute.</param>
    /// <param name="sets">Sets that have potentials.</param>
    /// <param name="potentials">A log-potential for each cell of each set.</param>
    /// <param name="total">The sum of every marginal.</param>
    public static GraphicalModel Of(int[] sizes, IReadOnlyList<AttributeSet> sets, double[][] potentials, double total)
    {
        var calibration = new Calibration(JunctionTree.Build(sizes, sets), sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run(potentials, total, beliefs);
        return new GraphicalModel(calibration, new FittedPotentials(potentials, beliefs, 0), total);
    }

    /// <summary>
    /// The marginal over any attributes, row-major in increasing order of attributes; null when it takes more cells than
    /// allowed.
    /// </summary>
    /// <param name="set">The attributes, in one clique or not.</param>
    /// <param name="mostCells">The most cells of any table on the way.</param>
    public double[]? Marginal(AttributeSet set, int mostCells = 1 << 26) => _query.Value.Marginal(set, mostCells);

    /// <summary>A sampler of records.</summary>
    /// <param name="attributes">The number of first nodes that are attributes of a record.</param>
    public TreeSampler Sampler(int attributes) => new(Calibration, Beliefs, attributes);
}
