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
    private readonly SynthesizerInfo _info;
    private readonly LearnedDomain _learned;
    private readonly CancellationToken _cancellationToken;
    private readonly List<NoisyMarginal> _measured;
    private readonly Domain _domain;

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

    /// <summary>Counts a set of attributes.</summary>
    public NoisyMarginal Measure(AttributeSet set, double cost)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var measured = Table.Measure([.. set.Select(attribute => Attributes[attribute])], cost);
        _measured.Add(measured);
        return measured;
    }

    /// <summary>What is believed of a marginal, as something that might be measured.</summary>
    /// <param name="set">Its attributes.</param>
    /// <param name="estimate">What is believed of its counts.</param>
    /// <param name="bias">What measuring it would cost in noise, in rows.</param>
    /// <param name="weight">How much a row of error counts.</param>
    public MarginalCandidate Candidate(AttributeSet set, double[] estimate, double bias, double weight) =>
        new([.. set.Select(attribute => (Attribute)Attributes[attribute])], ImmutableCollectionsMarshal.AsImmutableArray(estimate), bias) { Weight = weight };

    /// <summary>Makes the model explain all measurements about as well as the truth would.</summary>
    public void Refine(double level)
    {
        var (targets, calibration) = Problem();
        var known = Model.Sets.Select((set, i) => (set, Model.Potentials[i])).ToDictionary(pair => pair.set, pair => pair.Item2);
        var start = targets.Select(target => known.GetValueOrDefault(target.Set) ?? new double[target.Values.Length]).ToList();
        Model = new GraphicalModel(
            calibration, MarginalFit.ToDiscrepancy(calibration, targets, start, Rows, level, Model.Step, _cancellationToken), Rows);
    }

    /// <summary>Fits the model that is kept.</summary>
    public void Finish(Action<double>? report)
    {
        var (targets, calibration) = Problem();
        var start = targets.Select(target => target.Set.Count == 1 ? LogOf(Singles[target.Set[0]]) : new double[target.Values.Length]).ToList();
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
                .. Model.Sets.Select((set, i) => new ModelPotential(
                    [.. set.Select(attribute => Attributes[attribute].Name)], ImmutableCollectionsMarshal.AsImmutableArray(Model.Potentials[i]))),
            ],
            Rows = Rows,
            Statement = PrivacyStatement.Of(_info, _learned.Schema, Table) with { Limitations = [.. _learned.Limitations, .. limitations] },
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
            throw Damaged();
        }

        return attributes.IsEmpty
            ? new IndependentSampler([])
            : GraphicalModel.Of(
                [.. attributes.Select(attribute => attribute.Size)],
                [.. sets.Select(set => new AttributeSet(set))],
                [.. model.Potentials.Select(potential => potential.Logs.ToArray())],
                Math.Max(1, model.Rows)).Sampler();
    }

    /// <summary>The fault of a model that is not what its method makes.</summary>
    public static VeilException Damaged() => new(
        FaultKind.BadInput,
        "model-damaged",
        "The model does not hold what one of its method consists of.",
        "Copy the file again from where it was made, or train the model again.");

    private (List<Target> Targets, Calibration Calibration) Problem()
    {
        var targets = Target.Of(_domain, _measured);
        List<AttributeSet> sets = [.. targets.Select(target => target.Set)];
        return (targets, new Calibration(JunctionTree.Build(Sizes, sets), sets));
    }

    private GraphicalModel Independent() =>
        GraphicalModel.Of(Sizes, [.. Enumerable.Range(0, Sizes.Length).Select(i => new AttributeSet(i))], [.. Singles.Select(LogOf)], Rows);

    // Empty cells start at a tenth of a row: a fit can still raise them.
    private static double[] LogOf(double[] counts) => [.. counts.Select(count => Math.Log(Math.Max(count, 0.1)))];
}
