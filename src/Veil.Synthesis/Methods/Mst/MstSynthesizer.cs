using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Mst;

/// <summary>
/// A tree of pairs: single columns are measured first, then the pairs that differ most from independence are chosen so
/// that they form a tree, measured, and fitted together.
/// </summary>
/// <remarks>
/// Reference: McKenna, Miklau and Sheldon, "Winning the NIST contest", 2021. It differs in how the budget is divided, in where
/// the fit stops, and in undoing merged cells by their known counts.
/// Privacy: the cost of the measurements and of d - 1 choices by the exponential mechanism over L1 errors against a
/// released model. Cost: one pass over the rows for each pair of columns.
/// </remarks>
public sealed class MstSynthesizer : ISynthesizer
{
    private const double UsualShareOfColumns = 1 / 3.0;

    // A part of the budget that is left after single columns.
    private const double ShareOfChoice = 0.15;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "mst",
        "Maximum spanning tree",
        "Keeps single columns and the strongest relations between pairs of columns that form a tree.",
        ReadsData: true);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        if (columns < 2)
        {
            return DomainPlan.Steps(schema, total, rule);
        }

        var share = DomainPlan.ShareWhereLearnt(schema, UsualShareOfColumns);
        return
        [
            .. DomainPlan.Steps(schema, total, rule, share),
            new PlannedStep($"choice of {columns - 1} pairs of columns", (1 - share) * ShareOfChoice, null) { IsChoice = true },
            new PlannedStep($"counts of {columns - 1} pairs of columns", (1 - share) * (1 - ShareOfChoice), null) { Parts = columns - 1 },
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var fit = new GraphicalFit(session, session.Columns < 2 ? 1 : DomainPlan.ShareWhereLearnt(schema, UsualShareOfColumns));
        session.Report(FitStage.ChoosingPairs, 0.4);
        var pairs = Choose(fit, cancellationToken);
        session.Report(FitStage.CountingPairs, 0.6);
        Measure(fit, pairs);
        fit.Finish(part => session.Report(FitStage.Fitting, 0.7 + (0.3 * part)));
        return fit.Build(
            "Of the relations between columns, those between the measured pairs are kept; others only as far as they follow from them.");
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => GraphicalFit.Sampler(model);

    // Kruskal's algorithm with private choices: each joins two parts of the forest.
    private static List<AttributeSet> Choose(GraphicalFit fit, CancellationToken cancellationToken)
    {
        var count = fit.Sizes.Length;
        var pairs = new List<AttributeSet>();
        if (count < 2)
        {
            return pairs;
        }

        var part = Enumerable.Range(0, count).ToArray();
        var cost = fit.Table.Accountant.Remaining * ShareOfChoice / (count - 1);
        var noise = NoiseOfPair(fit.Table, count - 1);
        var candidates = Enumerable.Range(0, count)
            .SelectMany(a => Enumerable.Range(a + 1, count - a - 1).Select(b => (First: a, Second: b)))
            .ToDictionary(pair => pair, pair => fit.Candidate(
                new AttributeSet(pair.First, pair.Second),
                Product(fit.Singles[pair.First], fit.Singles[pair.Second], fit.Rows),
                noise * fit.Sizes[pair.First] * fit.Sizes[pair.Second],
                weight: 1));
        for (var round = 1; round < count; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var open = candidates.Keys.Where(pair => part[pair.First] != part[pair.Second]).ToList();
            var chosen = open[fit.Table.Select([.. open.Select(pair => candidates[pair])], cost)];
            pairs.Add(new AttributeSet(chosen.First, chosen.Second));
            var (from, to) = (part[chosen.Second], part[chosen.First]);
            part = [.. part.Select(p => p == from ? to : p)];
        }

        return pairs;
    }

    // The error that measuring a pair would add to each of its cells: a pair that differs from independence by less than its
    // own noise is not worth measuring.
    private static double NoiseOfPair(PrivateTable table, int pairs) =>
        MeanNoise.Of(table, table.Accountant.Remaining * (1 - ShareOfChoice) / pairs);

    // The error of n noisy cells grows with n * sigma: rho in proportion to n^(2/3) makes their sum least.
    private static void Measure(GraphicalFit fit, List<AttributeSet> pairs)
    {
        var accountant = fit.Table.Accountant;
        var costs = pairs.Count == 0 ? [] : accountant.Split(
            [.. pairs.Select(pair => DomainPlan.Weight(checked((int)fit.CellsOf(pair)), isNumeric: false, accountant.Rule))]);
        for (var i = 0; i < pairs.Count; i++)
        {
            fit.Measure(pairs[i], costs[i]);
        }
    }

    private static double[] Product(double[] first, double[] second, double rows) =>
        [.. first.SelectMany(a => second.Select(b => a * b / rows))];
}
