using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Marginals;

/// <summary>
/// The common part of all methods that measure marginals and fit a graphical model to them: the domain is learnt and every
/// column measured once, then the method measures sets of columns and requests better models until its budget is spent.
/// </summary>
/// <remarks>Privacy: the cost of what is measured; fitting is post-processing. The token of the session is checked between
/// charges and in every iteration of a fit.</remarks>
internal sealed class GraphicalFit
{
    // The most cells of the tables of declared combinations.
    private const double MostCells = 1 << 26;

    // The largest table on the way to an estimate.
    private const int MostQueryCells = 1 << 21;

    private readonly FitSession _session;
    private readonly LearnedDomain _learned;
    private readonly List<NoisyMarginal> _measured;
    private readonly Domain _domain;
    private readonly List<AttributeSet> _nodesOf;
    private readonly List<(int Attribute, Resolution View)> _views = [];
    private readonly SortedSet<int> _usedViews = [];
    private readonly Dictionary<AttributeSet, double[]> _potentials = [];
    private readonly Dictionary<AttributeSet, double[]> _zeros;

    /// <summary>Learns the domain and measures every column.</summary>
    /// <param name="session">The fit.</param>
    /// <param name="share">Part of what is left after the domain is known that is spent on single columns.</param>
    public GraphicalFit(FitSession session, double share)
    {
        _session = session;
        _learned = session.Learn(share, until: 0.3);
        Attributes = DomainCompression.Make(_learned);
        _domain = new Domain(Attributes);
        _measured = [.. _learned.Measurements];
        Singles = [.. Attributes.Select(attribute => attribute.Merge(attribute.FineWeights))];
        Sizes = [.. Attributes.Select(attribute => attribute.Size)];
        _nodesOf = [.. Enumerable.Range(0, Sizes.Length).Select(attribute => new AttributeSet(attribute))];
        Views = [.. Attributes.Select((_, attribute) => AddViews(attribute))];
        _zeros = StructuralZeros.Of(_learned.Schema, _domain);
        Model = Independent();
    }

    /// <summary>The private table.</summary>
    public PrivateTable Table => _session.Table;

    /// <summary>The attributes on which relations are modelled.</summary>
    public ImmutableArray<CompressedAttribute> Attributes { get; }

    /// <summary>The number of cells of each attribute.</summary>
    public int[] Sizes { get; }

    /// <summary>The estimated counts of each attribute on its own.</summary>
    public double[][] Singles { get; }

    /// <summary>The estimated number of rows, at least 1.</summary>
    public double Rows => _learned.Rows;

    /// <summary>The best model so far; columns are independent at first.</summary>
    public GraphicalModel Model { get; private set; }

    /// <summary>
    /// The nodes that stand for an attribute: the attribute itself first, then ever coarser views of it. A set of nodes has at
    /// most one of each attribute.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Views { get; }

    /// <summary>The attribute that a node stands for.</summary>
    public int AttributeOf(int node) => node < Sizes.Length ? node : _views[node - Sizes.Length].Attribute;

    /// <summary>The number of cells of the marginal over a set of nodes.</summary>
    public double CellsOf(AttributeSet set) => set.Aggregate(1.0, (cells, node) => cells * Of(node).Size);

    /// <summary>The number of cells of the model's cliques if a set of nodes were measured too, without measuring it.</summary>
    public double ModelCellsWith(AttributeSet set)
    {
        int[] used = [.. _usedViews.Union(set.Where(node => node >= Sizes.Length)).Order()];
        var place = used.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => Sizes.Length + pair.i);
        int[] sizes = [.. Sizes, .. used.Select(node => Of(node).Size)];
        return Elimination.Cells(
            sizes,
            [
                .. _nodesOf.Skip(Sizes.Length).Append(set)
                    .Select(nodes => new AttributeSet(nodes.Select(node => place.GetValueOrDefault(node, node)))),
                .. Links(used).Select(link => new AttributeSet(link.Set.Select(node => place.GetValueOrDefault(node, node)))),
                .. _zeros.Keys,
            ]);
    }

    /// <summary>Counts a set of nodes.</summary>
    public NoisyMarginal Measure(AttributeSet set, double cost)
    {
        _session.CancellationToken.ThrowIfCancellationRequested();
        var measured = Table.Measure([.. set.Select(Of)], cost);
        if (set.Any(node => node >= Sizes.Length))
        {
            measured = measured with { Groups = [.. set.Select(Groups)] };
        }

        _measured.Add(measured);
        _nodesOf.Add(set);
        _usedViews.UnionWith(set.Where(node => node >= Sizes.Length));
        return measured;
    }

    /// <summary>The model's marginal over some attributes; null when its computation takes too much memory.</summary>
    public double[]? Estimate(AttributeSet attributes) => Model.Marginal(attributes, MostQueryCells);

    /// <summary>Sums counts over attributes to counts over nodes that stand for them.</summary>
    /// <param name="counts">Counts over the attributes of the nodes, in increasing order of attributes.</param>
    /// <param name="nodes">The nodes.</param>
    public double[] Sum(double[] counts, AttributeSet nodes)
    {
        // Views are numbered after all attributes, so that nodes may be in another order than what they stand for.
        int[] attributes = [.. nodes.Select(AttributeOf).Order()];
        if (attributes.SequenceEqual(nodes))
        {
            return counts;
        }

        var strides = new int[attributes.Length];
        var cellOf = new ImmutableArray<int>[attributes.Length];
        var cells = 1;
        foreach (var node in nodes.Reverse())
        {
            var axis = Array.IndexOf(attributes, AttributeOf(node));
            (strides[axis], cellOf[axis]) = (cells, Groups(node));
            cells *= Of(node).Size;
        }

        var sums = new double[cells];
        for (var cell = 0; cell < counts.Length; cell++)
        {
            var (rest, to) = (cell, 0);
            for (var axis = strides.Length - 1; axis >= 0; axis--)
            {
                (rest, var value) = Math.DivRem(rest, cellOf[axis].Length);
                to += cellOf[axis][value] * strides[axis];
            }

            sums[to] += counts[cell];
        }

        return sums;
    }

    /// <summary>The current estimate of a marginal, as a candidate for measurement.</summary>
    /// <param name="set">Its nodes.</param>
    /// <param name="estimate">The estimate of its counts.</param>
    /// <param name="bias">The noise that measuring it would add, in rows.</param>
    /// <param name="weight">The weight of a row of error.</param>
    public MarginalCandidate Candidate(AttributeSet set, double[] estimate, double bias, double weight) =>
        new([.. set.Select(Of)], ImmutableCollectionsMarshal.AsImmutableArray(estimate), bias) { Weight = weight };

    /// <summary>Makes the model explain all measurements about as well as the truth would.</summary>
    /// <param name="level">The part of the loss that the truth would have.</param>
    /// <param name="mostIterations">A fit within rounds is a stage: the next one makes up for what it misses.</param>
    public void Refine(double level, int mostIterations = 100)
    {
        var (targets, calibration) = Problem();
        var start = targets.Select((target, i) => _potentials.GetValueOrDefault(target.Set) ?? StartOf(target, i))
            .Concat(Fixed().Select(factor => factor.Logs)).ToList();
        Model = new GraphicalModel(
            calibration,
            MarginalFit.ToDiscrepancy(
                calibration, targets, start, Rows, level, Model.Step, mostIterations, _session.CancellationToken),
            Rows);
        for (var i = 0; i < targets.Count; i++)
        {
            _potentials[targets[i].Set] = Model.Potentials[i];
        }
    }

    /// <summary>Fits the model that is kept.</summary>
    public void Finish(Action<double>? report)
    {
        var (targets, calibration) = Problem();
        var start = targets.Select(StartOf).Concat(Fixed().Select(factor => factor.Logs)).ToList();
        Model = new GraphicalModel(
            calibration, MarginalFit.ToLeastRisk(calibration, targets, start, Rows, report, _session.CancellationToken), Rows);
    }

    /// <summary>The finished model as something to keep.</summary>
    /// <param name="limitations">The limitations that a user of it should know beside those of the learnt domain.</param>
    public SynthesisModel Build(params IEnumerable<string> limitations) =>
        _session.Model(_session.Content(_learned, _domain, [.. limitations, .. Impossible()]) with
        {
            Measurements = [.. _measured],
            Views = [.. _usedViews.Select(node => new ModelView(AttributeOf(node), Groups(node)))],
            Potentials =
            [
                .. Model.Sets.Zip(Model.Potentials).Where(factor => !IsLink(factor.First)).GroupBy(pair => pair.First)
                    .Select(same => new ModelPotential(
                        [.. same.Key.Select(Place)],
                        ImmutableCollectionsMarshal.AsImmutableArray(same.Select(pair => pair.Second).Aggregate(Sum)))),
            ],
        });

    /// <summary>A sampler from a kept model.</summary>
    /// <exception cref="VeilException">The model is not what a graphical method makes.</exception>
    public static IRecordSampler Sampler(ModelContent model)
    {
        var attributes = model.Domain.Attributes.OfType<CompressedAttribute>().ToImmutableArray();
        int[] sizes = [.. model.Domain.Attributes.Select(attribute => attribute.Size),
            .. model.Views.Select(view => view.Groups.Max() + 1)];
        if (attributes.Length != model.Domain.Count
            || model.Potentials.Any(potential => potential.Nodes.Zip(potential.Nodes.Skip(1)).Any(pair => pair.First >= pair.Second)))
        {
            throw DamagedModel.Fault();
        }

        if (attributes.IsEmpty)
        {
            return new IndependentSampler([]);
        }

        var links = ViewLinks.Of(sizes, model.Views.Select((view, i) => (attributes.Length + i, view.Attribute, view.Groups))).ToList();
        var joint = GraphicalModel.Of(
            sizes,
            [.. model.Potentials.Select(potential => new AttributeSet(potential.Nodes)), .. links.Select(link => link.Set)],
            [.. model.Potentials.Select(potential => potential.Logs.ToArray()), .. links.Select(link => link.Logs)],
            Math.Max(1, model.Rows));

        // Potentials under which every cell is impossible have no distribution.
        return joint.Beliefs.Any(belief => belief.Any(double.IsNaN)) ? throw DamagedModel.Fault() : joint.Sampler(attributes.Length);
    }

    private ImmutableArray<int> AddViews(int attribute)
    {
        var nodes = ImmutableArray.CreateBuilder<int>();
        nodes.Add(attribute);
        foreach (var view in Resolution.Of(Attributes[attribute], Attributes[attribute].Fine.IsOrdered).Skip(1))
        {
            nodes.Add(Sizes.Length + _views.Count);
            _views.Add((attribute, view));
        }

        return nodes.ToImmutable();
    }

    private Attribute Of(int node) => node < Sizes.Length ? Attributes[node] : _views[node - Sizes.Length].View.Attribute;

    private ImmutableArray<int> Groups(int node) =>
        node < Sizes.Length ? [.. Enumerable.Range(0, Sizes[node])] : _views[node - Sizes.Length].View.Groups;

    private IEnumerable<(AttributeSet Set, double[] Logs)> Links(IEnumerable<int> views) =>
        ViewLinks.Of(Sizes, views.Select(node => (node, AttributeOf(node), Groups(node))));

    // Attributes come first, then views; both ends of a link stand for one attribute.
    private bool IsLink(AttributeSet set) => set.Count == 2 && AttributeOf(set[0]) == AttributeOf(set[1]);

    // Factors that no measurement changes.
    private IEnumerable<(AttributeSet Set, double[] Logs)> Fixed() =>
        Links(_usedViews).Concat(_zeros.Select(zero => (zero.Key, zero.Value)));

    // The number of a node among those that are used.
    private int Place(int node) => node < Sizes.Length ? node : Sizes.Length + _usedViews.Count(view => view < node);

    private double[] StartOf(MarginalTarget target, int index) =>
        index < Sizes.Length ? LogOf(Singles[target.Set[0]]) : new double[target.Values.Length];

    private IEnumerable<string> Impossible() => _learned.Schema.Impossible.IsEmpty
        ? []
        : ["No row has a combination of values that the schema declares impossible, whatever the rows of the real table have."];

    private (List<MarginalTarget> Targets, Calibration Calibration) Problem()
    {
        var targets = MarginalTarget.Of(_domain, _measured, _nodesOf);
        List<AttributeSet> sets = [.. targets.Select(target => target.Set), .. Fixed().Select(factor => factor.Set)];

        // A view that is not used is a node of one value.
        int[] sizes = [.. Sizes, .. _views.Select((view, i) => _usedViews.Contains(Sizes.Length + i) ? view.View.Attribute.Size : 1)];
        return (targets, new Calibration(JunctionTree.Build(sizes, sets), sets));
    }

    // Columns that are as independent as the structural zeros allow.
    private GraphicalModel Independent()
    {
        List<AttributeSet> sets = [.. Enumerable.Range(0, Sizes.Length).Select(i => new AttributeSet(i)), .. _zeros.Keys];
        if (Elimination.Cells(Sizes, sets) > MostCells)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "impossible-too-large",
                "The combinations that are declared impossible tie too many columns together.",
                "Declare fewer, or over fewer columns.");
        }

        var model = GraphicalModel.Of(Sizes, sets, [.. sets.Select(Start)], Rows);
        return model.Beliefs.Any(belief => belief.Any(double.IsNaN))
            ? throw new VeilException(
                FaultKind.BadInput,
                "impossible-everything",
                "Of the rows that the domain allows, the combinations that are declared impossible leave none.",
                "Take back some of them.")
            : model;
    }

    private double[] Start(AttributeSet set) =>
        set.Count == 1 ? LogOf(Singles[set[0]]) : _zeros.GetValueOrDefault(set) ?? new double[(int)CellsOf(set)];

    private static double[] Sum(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    // Empty cells start at a tenth of a row: a fit can still raise them.
    private static double[] LogOf(double[] counts) => [.. counts.Select(count => Math.Log(Math.Max(count, 0.1)))];
}
