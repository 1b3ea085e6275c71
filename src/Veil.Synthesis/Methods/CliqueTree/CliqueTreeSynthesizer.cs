using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.CliqueTree;

/// <summary>
/// A tree of cliques in one shot, for tables of up to some hundred columns: single columns are measured first, then how far
/// pairs are from independence, then all at once the pairs that repay their noise and whose cliques form a tree of bounded
/// size. One fit, no rounds.
/// </summary>
/// <remarks>
/// Reference: SWIFT of dpsynth (McKenna 2026). It differs in thinning many pairs by the exponential mechanism before errors are
/// measured, in growing the tree by chordal steps (Deshpande, Garofalakis and Jordan 2001), and in where the fit stops.
/// Privacy: the cost of the measurements; where pairs are few all noise is Gaussian. Cost: one pass over the rows for each
/// pair of columns, and a fit over the cliques.
/// </remarks>
public sealed class CliqueTreeSynthesizer : ISynthesizer
{
    // Chosen by experiments on Adult, COMPAS and wide tables of known structure; docs/methods.md says how much they matter.
    private const double ShareOfColumns = 1 / 3.0;

    // A part of the budget that is left after single columns.
    private const double ShareOfSelection = 0.15;

    // The effect of noise on a fitted model, as a part of its effect on the counts that are measured.
    private const double NoiseThatStays = 0.7;

    private const double DefaultMegabytes = 256;

    private const int MostColumns = 4000;

    // Larger cliques take time and add little.
    private const double MostCliqueCells = 1 << 14;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "clique-tree",
        "One-shot clique tree",
        "Keeps single columns and the strongest relations between pairs of columns, chosen all at once; good for hundreds of columns.",
        ReadsData: true)
    {
        Options = CliqueTreeOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        if (columns < 2)
        {
            return DomainPlan.Steps(schema, total, rule);
        }

        var left = 1 - ShareOfColumns;
        List<PlannedStep> steps = [.. DomainPlan.Steps(schema, total, rule, ShareOfColumns)];
        steps.AddRange(new PairScreening(columns, rule).Steps(left * ShareOfSelection));
        steps.Add(new PlannedStep($"counts of about {columns - 1} pairs of columns", left * (1 - ShareOfSelection), null)
        {
            Parts = columns - 1,
        });
        return steps;
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var mostMegabytes = MethodOptions.Of<CliqueTreeOptions>(options.Method).MaxModelMegabytes ?? DefaultMegabytes;
        var mostCells = mostMegabytes * (1 << 20) / sizeof(double);
        RefuseTooMuch(schema, mostCells);
        var fit = new GraphicalFit(session, session.Columns < 2 ? 1 : ShareOfColumns);
        session.Report(FitStage.ChoosingPairs, 0.35);
        var pairs = Choose(fit, mostCells, cancellationToken);
        session.Report(FitStage.CountingPairs, 0.5);
        if (pairs.Count > 0)
        {
            foreach (var (pair, cost) in pairs.Zip(fit.Table.Accountant.Split([.. pairs.Select(pair => pair.Weight)])))
            {
                fit.Measure(new AttributeSet(pair.First, pair.Second), cost);
            }
        }

        fit.Finish(part => session.Report(FitStage.Fitting, 0.6 + (0.4 * part)));
        return fit.Build(
            $"Of the relations between columns, those between {pairs.Count} measured pairs are kept; "
                + "others only as far as they follow from them.");
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => GraphicalFit.Sampler(model);

    // Before anything is paid: pairs must be few enough to list, and single columns must fit, whatever pairs are chosen.
    private static void RefuseTooMuch(Schema schema, double mostCells)
    {
        if (DomainPlan.Used(schema).Skip(MostColumns).Any())
        {
            throw new VeilException(
                FaultKind.Usage,
                "too-many-columns",
                $"The method looks at all pairs of columns, which are too many for more than {MostColumns} columns.",
                "Use the method 'independent', or leave out columns.");
        }

        var cells = DomainPlan.Used(schema).Sum(column =>
            DomainPlan.IsNumeric(column) || !AttributeFactory.IsDeclared(column) ? 1.0 : AttributeFactory.Create(column).Size);
        if (cells > mostCells)
        {
            throw new VeilException(
                FaultKind.Usage,
                "model-too-large",
                "The tables of single columns alone would be larger than the model may be.",
                "Allow a larger model with ‹max-model-size›, or leave out columns with many categories.");
        }
    }

    private static IReadOnlyList<ScoredPair> Choose(GraphicalFit fit, double mostCells, CancellationToken cancellationToken)
    {
        var mostCliqueCells = Math.Min(mostCells, MostCliqueCells);
        var accountant = fit.Table.Accountant;
        var selection = accountant.Remaining * ShareOfSelection;
        var counting = accountant.Remaining - selection;

        // The noise is computed as if a tree of pairs were measured.
        var noise = NoiseThatStays * MeanNoise.Of(fit.Table, counting / (fit.Sizes.Length - 1));
        var scored = PairScreening.Run(
            fit.Table, fit.Attributes, fit.Singles, fit.Rows, mostCliqueCells, selection, noise, cancellationToken);
        return new PairChoice(fit.Sizes, mostCells, mostCliqueCells, NoiseThatStays * MeanNoise.Of(fit.Table, counting), accountant.Rule)
            .Choose(scored);
    }
}
