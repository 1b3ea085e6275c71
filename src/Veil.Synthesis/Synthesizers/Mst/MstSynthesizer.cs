using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.Mst;

/// <summary>
/// A tree of pairs: single columns are measured first, then the pairs that differ most from independence are chosen so
/// that they form a tree, measured, and fitted together.
/// </summary>
/// <remarks>
/// Reference: McKenna, Miklau and Sheldon, "Winning the NIST contest", 2021. It differs in how the budget is divided, in
/// where the fit stops, and in undoing merged cells by what is known of them.
/// Privacy: the cost of the measurements and of d - 1 choices by the exponential mechanism over L1 errors against a
/// released model. Cost: one pass over the rows for each pair of columns.
/// </remarks>
public sealed class MstSynthesizer : ISynthesizer
{
    private const double ShareOfColumns = 1 / 3.0;

    // Of what is left after single columns.
    private const double ShareOfChoice = 0.15;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "mst",
        "Maximum spanning tree",
        "Keeps single columns and the strongest relations between pairs of columns that form a tree.",
        ReadsData: true);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule)
    {
        var columns = DomainPlan.Used(schema).Count();
        if (columns < 2)
        {
            return DomainPlan.Steps(schema, total, rule);
        }

        return
        [
            .. DomainPlan.Steps(schema, total, rule).Select(step => step with { Share = step.Share * ShareOfColumns }),
            new PlannedStep($"choice of {columns - 1} pairs of columns", (1 - ShareOfColumns) * ShareOfChoice, null) { IsChoice = true },
            new PlannedStep($"counts of {columns - 1} pairs of columns", (1 - ShareOfColumns) * (1 - ShareOfChoice), null) { Parts = columns - 1 },
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema,
        PrivateTable? table,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var share = DomainPlan.Used(schema).Count() < 2 ? 1 : ShareOfColumns;
        var learned = DomainLearner.Learn(
            schema, table, options, (stage, fraction) => progress?.Report(new FitProgress(stage, 0.4 * fraction)), share, cancellationToken);
        var attributes = CoarseDomain.Make(learned);
        var estimates = attributes.Select(attribute => attribute.Merge(attribute.FineWeights)).ToArray();
        progress?.Report(new FitProgress("choosing pairs", 0.4));
        var pairs = Choose(table, attributes, estimates, learned.Rows, cancellationToken);
        progress?.Report(new FitProgress("counting pairs", 0.6));
        var measured = Measure(table, attributes, pairs, cancellationToken);
        progress?.Report(new FitProgress("fitting", 0.7));
        var statement = PrivacyStatement.Of(Info, learned.Schema, table) with
        {
            Limitations = [.. learned.Limitations, "Of the relations between columns, those between the measured pairs are kept; others only as far as they follow from them."],
        };
        return new SynthesisModel(
            new ModelContent
            {
                Method = Info.Name,
                Schema = learned.Schema,
                Domain = new Domain(attributes),
                Measurements = [.. learned.Measurements, .. measured],
                Rows = learned.Rows,
                Statement = statement,
            },
            this);
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        var attributes = model.Domain.Attributes.OfType<MergedAttribute>().ToImmutableArray();
        if (!IsWhole(model, attributes))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "model-damaged",
                "The model says that it is a tree of pairs, but does not hold what one consists of.",
                "Copy the file again from where it was made, or train the model again.");
        }

        if (attributes.IsEmpty)
        {
            return new IndependentSampler([]);
        }

        var rows = Math.Max(1, model.Rows);
        var targets = model.Measurements.Select(measured => AsTarget(model.Domain, measured)).ToList();
        var start = attributes.Select(attribute => LogOf(attribute.Merge(attribute.FineWeights)))
            .Concat(targets.Skip(attributes.Length).Select(target => new double[target.Values.Length]))
            .ToList();
        int[] sizes = [.. attributes.Select(attribute => attribute.Size)];
        List<AttributeSet> sets = [.. targets.Select(target => target.Set)];
        var calibration = new Calibration(JunctionTree.Build(sizes, sets), sets);
        return new TreeSampler(calibration, MarginalFit.Run(calibration, targets, start, rows, null, CancellationToken.None));
    }

    // A file may have been made by anybody: every column measured once, in order, then pairs.
    private static bool IsWhole(ModelContent model, ImmutableArray<MergedAttribute> attributes) =>
        attributes.Length == model.Domain.Count
        && model.Measurements.Length >= attributes.Length
        && model.Measurements.Take(attributes.Length).Select((measured, i) => measured.Attributes is [var name] && name == attributes[i].Name).All(fits => fits)
        && model.Measurements.Skip(attributes.Length).All(measured =>
            measured.Attributes.Length == 2 && model.Domain.IndexOf(measured.Attributes[0]) < model.Domain.IndexOf(measured.Attributes[1]))
        && model.Measurements.All(measured => measured.StandardDeviation > 0);

    // Kruskal's algorithm with private choices: each joins two parts of the forest.
    private static List<(int First, int Second)> Choose(
        PrivateTable table, ImmutableArray<MergedAttribute> attributes, double[][] estimates, double rows, CancellationToken cancellationToken)
    {
        var count = attributes.Length;
        var pairs = new List<(int First, int Second)>();
        if (count < 2)
        {
            return pairs;
        }

        var part = Enumerable.Range(0, count).ToArray();
        var cost = table.Accountant.Remaining * ShareOfChoice / (count - 1);
        var noise = NoiseOfPair(table, count - 1);
        var candidates = new Dictionary<(int, int), MarginalCandidate>();
        for (var a = 0; a < count; a++)
        {
            for (var b = a + 1; b < count; b++)
            {
                candidates.Add((a, b), new MarginalCandidate(
                    [attributes[a], attributes[b]],
                    Product(estimates[a], estimates[b], rows),
                    noise * attributes[a].Size * attributes[b].Size));
            }
        }

        for (var round = 1; round < count; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var open = candidates.Keys.Where(pair => part[pair.Item1] != part[pair.Item2]).ToList();
            var chosen = open[table.Select([.. open.Select(pair => candidates[pair])], cost)];
            pairs.Add(chosen);
            var (from, to) = (part[chosen.Item2], part[chosen.Item1]);
            part = [.. part.Select(p => p == from ? to : p)];
        }

        return pairs;
    }

    // What measuring a pair would add to the error of each of its cells: a pair that differs from independence by less
    // than its own noise is not worth measuring.
    private static double NoiseOfPair(PrivateTable table, int pairs)
    {
        var each = table.Accountant.Remaining * (1 - ShareOfChoice) / pairs;
        return table.Accountant.Rule == CompositionRule.PureEpsilon ? 1 / each : Math.Sqrt(1 / (Math.PI * each));
    }

    // The error of n noisy cells grows with n * sigma: rho in proportion to n^(2/3) makes their sum least.
    private static List<NoisyMarginal> Measure(
        PrivateTable table, ImmutableArray<MergedAttribute> attributes, List<(int First, int Second)> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            return [];
        }

        var weights = pairs.Select(pair =>
            DomainPlan.Weight(checked(attributes[pair.First].Size * attributes[pair.Second].Size), isNumeric: false, table.Accountant.Rule));
        var costs = table.Accountant.Split([.. weights]);
        var measured = new List<NoisyMarginal>();
        for (var i = 0; i < pairs.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            measured.Add(table.Measure([attributes[pairs[i].First], attributes[pairs[i].Second]], costs[i]));
        }

        return measured;
    }

    private static Target AsTarget(Domain domain, NoisyMarginal measured)
    {
        var set = new AttributeSet(measured.Attributes.Select(domain.IndexOf));
        if (measured.Attributes.Length > 1)
        {
            // Pairs are measured in the order of the domain.
            return new Target(
                set,
                [.. measured.Counts.Select(count => (double)count)],
                [.. Enumerable.Repeat(measured.StandardDeviation, measured.Counts.Length)]);
        }

        var attribute = (MergedAttribute)domain[set[0]];
        var values = measured.Counts.Select(count => (double)count).ToArray();
        var deviations = Enumerable.Range(0, attribute.Size).Select(cell => measured.StandardDeviation * Math.Sqrt(attribute.Parts(cell))).ToArray();
        if (measured.UnmeasuredCell >= 0)
        {
            // What was not counted is only bounded by the rest: it hardly weighs.
            values[measured.UnmeasuredCell] = attribute.FineWeights[measured.UnmeasuredCell];
            deviations[attribute.MergedCells[measured.UnmeasuredCell]] *= Math.Sqrt(values.Length);
        }

        return new Target(set, attribute.Merge(values), deviations);
    }

    private static ImmutableArray<double> Product(double[] first, double[] second, double rows) =>
        [.. first.SelectMany(a => second.Select(b => a * b / rows))];

    // Empty cells start at a tenth of a row: the fit can still raise them.
    private static double[] LogOf(double[] counts) => [.. counts.Select(count => Math.Log(Math.Max(count, 0.1)))];
}
