using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers;

/// <summary>
/// What all methods share that measure marginals and fit a graphical model to them: the domain is learnt and every
/// column measured once, then the method measures sets of columns and asks for better models until its budget is spent.
/// </summary>
/// <remarks>Privacy: the cost of what is measured; fitting is post-processing.</remarks>
internal sealed class GraphicalFit
{
    // What the tables of declared combinations may take.
    private const double MostCells = 1 << 26;

    private readonly SynthesizerInfo _info;
    private readonly LearnedDomain _learned;
    private readonly CancellationToken _cancellationToken;
    private readonly List<NoisyMarginal> _measured;
    private readonly Domain _domain;
    private readonly Dictionary<(AttributeSet, int, int), double[]> _potentials = [];
    private readonly Dictionary<AttributeSet, double[]> _zeros;

    /// <summary>Learns the domain and measures every column.</summary>
    /// <param name="info">The method.</param>
    /// <param name="schema">What is known.</param>
    /// <param name="table">The private table.</param>
    /// <param name="options">What may be assumed.</param>
    /// <param name="share">Part of what is left after the domain is known that is spent on single columns.</param>
    /// <param name="progress">Told what is being done: a stage and the part of the whole fit.</param>
    /// <param name="cancellationToken">Checked between charges and in every iteration of a fit.</param>
    public GraphicalFit(
        SynthesizerInfo info, Schema schema, PrivateTable table, FitOptions options, double share, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        _info = info;
        _cancellationToken = cancellationToken;
        Table = table;
        _learned = DomainLearner.Learn(
            schema, table, options, (stage, fraction) => progress?.Report(new FitProgress(stage, 0.3 * fraction)), share, cancellationToken);
        Attributes = CoarseDomain.Make(_learned);
        _domain = new Domain(Attributes);
        _measured = [.. _learned.Measurements];
        Singles = [.. Attributes.Select(attribute => attribute.Merge(attribute.FineWeights))];
        Sizes = [.. Attributes.Select(attribute => attribute.Size)];
        Resolutions = [.. Attributes.Select(attribute => Resolution.Of(attribute, attribute.Fine.IsOrdered))];
        _zeros = StructuralZeros.Of(_learned.Schema, _domain);
        Model = Independent();
    }

    /// <summary>The private table.</summary>
    public PrivateTable Table { get; }

    /// <summary>The attributes on which relations are modelled.</summary>
    public ImmutableArray<MergedAttribute> Attributes { get; }

    /// <summary>The number of cells of each attribute.</summary>
    public int[] Sizes { get; }

    /// <summary>The estimated counts of each attribute on its own.</summary>
    public double[][] Singles { get; }

    /// <summary>The estimated number of rows, at least 1.</summary>
    public double Rows => _learned.Rows;

    /// <summary>The best model so far; columns are independent at first.</summary>
    public GraphicalModel Model { get; private set; }

    /// <summary>The number of cells of the marginal over a set.</summary>
    public double CellsOf(AttributeSet set) => _domain.SizeOf(set);

    /// <summary>Views of each attribute, finest first.</summary>
    public ImmutableArray<ImmutableArray<Resolution>> Resolutions { get; }

    /// <summary>Counts a set of attributes.</summary>
    public NoisyMarginal Measure(AttributeSet set, double cost) => Measure(new Query(set, [.. set.Select(_ => 0)]), cost);

    /// <summary>Counts a set of attributes at some resolutions.</summary>
    public NoisyMarginal Measure(Query query, double cost)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var views = Views(query);
        var measured = Table.Measure([.. views.Select(view => view.Attribute)], cost);
        if (views.Any(view => !view.IsFinest))
        {
            measured = measured with { Groups = [.. views.Select(view => view.Groups)] };
        }

        _measured.Add(measured);
        return measured;
    }

    /// <summary>What the model says of a query's counts.</summary>
    public double[] Estimate(Query query)
    {
        var marginal = Model.Marginal(query.Set)!;
        var views = Views(query);
        if (views.All(view => view.IsFinest))
        {
            return marginal;
        }

        var counts = new double[views.Aggregate(1, (cells, view) => cells * view.Attribute.Size)];
        var countOf = Target.CountsOfCells([.. views.Select(view => view.Groups)]);
        for (var cell = 0; cell < marginal.Length; cell++)
        {
            counts[countOf[cell]] += marginal[cell];
        }

        return counts;
    }

    /// <summary>The number of counts of a query.</summary>
    public double CountsOf(Query query) => Views(query).Aggregate(1.0, (cells, view) => cells * view.Attribute.Size);

    private Resolution[] Views(Query query) => [.. query.Set.Select((attribute, i) => Resolutions[attribute][query.Levels[i]])];

    /// <summary>What is believed of a marginal, as something that might be measured.</summary>
    /// <param name="set">Its attributes.</param>
    /// <param name="estimate">What is believed of its counts.</param>
    /// <param name="bias">What measuring it would cost in noise, in rows.</param>
    /// <param name="weight">How much a row of error counts.</param>
    public MarginalCandidate Candidate(AttributeSet set, double[] estimate, double bias, double weight) =>
        Candidate(new Query(set, [.. set.Select(_ => 0)]), estimate, bias, weight);

    /// <summary>What is believed of a query's counts, as something that might be measured.</summary>
    /// <param name="query">The query.</param>
    /// <param name="estimate">What is believed of its counts.</param>
    /// <param name="bias">What measuring it would cost in noise, in rows.</param>
    /// <param name="weight">How much a row of error counts.</param>
    public MarginalCandidate Candidate(Query query, double[] estimate, double bias, double weight) =>
        new([.. Views(query).Select(view => (Attribute)view.Attribute)], ImmutableCollectionsMarshal.AsImmutableArray(estimate), bias) { Weight = weight };

    /// <summary>Makes the model explain all measurements about as well as the truth would.</summary>
    public void Refine(double level)
    {
        var (targets, calibration) = Problem();
        var start = targets.Select((target, i) => _potentials.GetValueOrDefault(target.Key) ?? StartOf(target, i)).Concat(_zeros.Values).ToList();
        Model = new GraphicalModel(
            calibration, MarginalFit.ToDiscrepancy(calibration, targets, start, Rows, level, Model.Step, _cancellationToken), Rows);
        for (var i = 0; i < targets.Count; i++)
        {
            _potentials[targets[i].Key] = Model.Potentials[i];
        }
    }

    /// <summary>Fits the model that is kept.</summary>
    public void Finish(Action<double>? report)
    {
        var (targets, calibration) = Problem();
        var start = targets.Select(StartOf).Concat(_zeros.Values).ToList();
        Model = new GraphicalModel(calibration, MarginalFit.ToLeastRisk(calibration, targets, start, Rows, report, _cancellationToken), Rows);
    }

    /// <summary>The finished model as something to keep.</summary>
    /// <param name="limitations">What a user of it should know besides what was learnt of the domain.</param>
    /// <param name="method">The method.</param>
    public SynthesisModel Build(ISynthesizer method, params IEnumerable<string> limitations) => new(
        new ModelContent
        {
            Method = _info.Name,
            Schema = _learned.Schema,
            Domain = _domain,
            Measurements = [.. _measured],
            Potentials =
            [
                .. Model.Sets.Zip(Model.Potentials).GroupBy(pair => pair.First).Select(same => new ModelPotential(
                    [.. same.Key.Select(attribute => Attributes[attribute].Name)],
                    ImmutableCollectionsMarshal.AsImmutableArray(same.Select(pair => pair.Second).Aggregate(Sum)))),
            ],
            Rows = Rows,
            Statement = PrivacyStatement.Of(_info, _learned.Schema, Table) with { Limitations = [.. _learned.Limitations, .. limitations, .. Impossible()] },
        },
        method);

    /// <summary>A sampler from a kept model.</summary>
    /// <exception cref="VeilException">The model is not what a graphical method makes.</exception>
    public static IRecordSampler Sampler(ModelContent model)
    {
        var attributes = model.Domain.Attributes.OfType<MergedAttribute>().ToImmutableArray();
        var sets = model.Potentials.Select(potential => potential.Attributes.Select(model.Domain.IndexOf).ToArray()).ToList();
        if (attributes.Length != model.Domain.Count || sets.Exists(set => set.Zip(set.Skip(1)).Any(pair => pair.First >= pair.Second)))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "model-damaged",
                "The model says that it is a graphical one, but does not hold what one consists of.",
                "Copy the file again from where it was made, or train the model again.");
        }

        return attributes.IsEmpty
            ? new IndependentSampler([])
            : GraphicalModel.Of(
                [.. attributes.Select(attribute => attribute.Size)],
                [.. sets.Select(set => new AttributeSet(set))],
                [.. model.Potentials.Select(potential => potential.Logs.ToArray())],
                Math.Max(1, model.Rows)).Sampler();
    }

    private double[] StartOf(Target target, int index) =>
        index < Sizes.Length ? LogOf(Singles[target.Set[0]]) : new double[target.Cells];

    private IEnumerable<string> Impossible() => _learned.Schema.Impossible.IsEmpty
        ? []
        : ["No row has a combination of values that the schema declares impossible, whatever the rows of the real table have."];

    private (List<Target> Targets, Calibration Calibration) Problem()
    {
        var targets = Target.Of(_domain, _measured);
        List<AttributeSet> sets = [.. targets.Select(target => target.Set)];
        sets.AddRange(_zeros.Keys);
        return (targets, new Calibration(JunctionTree.Build(Sizes, sets), sets));
    }

    // Columns as independent as what is impossible lets them be.
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

/// <summary>Counts over some attributes, each seen at one of its resolutions.</summary>
/// <param name="Set">The attributes.</param>
/// <param name="Levels">For each of them the index of its view; 0 is the finest.</param>
internal sealed record Query(AttributeSet Set, ImmutableArray<int> Levels);
