using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.Aim;

/// <summary>
/// Measures, round after round, what is expected to improve the model most: the marginals of one to three columns that
/// it gets most wrong, at the resolution at which they stand out of the noise.
/// </summary>
/// <remarks>
/// Reference: McKenna, Mullins, Sheldon and Miklau, "AIM: an adaptive and iterative mechanism", 2022. It differs in what a
/// candidate is worth (what measuring it is expected to gain, when two uncertain estimates are combined), in coarser views
/// of ordered columns, in dividing the budget evenly between rounds, and in fits that stop before they follow the noise.
/// Privacy: the cost of the measurements and of a choice by the exponential mechanism a round. Cost: one pass over the rows
/// for each candidate, a fit a round.
/// </remarks>
public sealed class AimSynthesizer : ISynthesizer
{
    // Of each round.
    private const double ShareOfChoice = 0.06;

    // What a choice costs in the original, and what its rounds are planned for: sixteen a column.
    private const double OriginalShareOfChoice = 0.1;
    private const double OriginalRounds = 16;

    // Single columns get what makes their noise a small part of the table, within limits.
    private const double LeastShareOfColumns = 0.15;
    private const double MostShareOfColumns = 0.5;
    private const double RowsOverNoiseOfColumns = 134;

    // The noise of a round shall be about this part of the table, so that there are as many rounds as stand out of it.
    private const double RowsOverNoiseOfRounds = 120;
    private const int FewestRounds = 3;
    private const int MostRoundsPerColumn = 4;

    // Fits within rounds stop at this part of the loss that the truth would have.
    private const double Level = 0.9;

    // Below this many cells the risk of the final fit is watched closely.
    private const double SmallModel = 40_000;

    private const double DefaultMegabytes = 4;
    private const double UnknownRows = 10_000;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "aim",
        "Adaptive iterative mechanism",
        "Measures, round after round, the relations that the model so far gets most wrong.",
        ReadsData: true)
    {
        Options = MethodOption.Variant | MethodOption.Workload | MethodOption.MaxModelSize,
        IsGaussian = true,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions options)
    {
        var columns = DomainPlan.Used(schema).Count();
        var share = ShareOfColumns(options.Variant, columns, schema.Rows?.Value, total);
        var choice = options.Variant == MethodVariant.Original ? OriginalShareOfChoice : ShareOfChoice;
        return columns < 2 ? DomainPlan.Steps(schema, total, rule) :
        [
            .. DomainPlan.Steps(schema, total, rule).Select(step => step with { Share = step.Share * share }),
            new PlannedStep("choices of what to count next", (1 - share) * choice, null) { IsChoice = true },
            new PlannedStep("counts of what was chosen", (1 - share) * (1 - choice), null)
            {
                Parts = (int)Math.Ceiling(Rounds(options.Variant, columns, schema.Rows?.Value ?? UnknownRows, (1 - share) * total)),
            },
        ];
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => GraphicalFit.Sampler(model);

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema,
        PrivateTable? table,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = DomainPlan.Used(schema).Count();
        var share = columns < 2 ? 1 : ShareOfColumns(options.Method.Variant, columns, options.Rows?.Rows, table.Accountant.Total);
        var fit = new GraphicalFit(Info, schema, table, options, share, progress, cancellationToken);
        if (fit.Sizes.Length > 1)
        {
            Improve(fit, options.Method, (stage, part) => progress?.Report(new FitProgress(stage, 0.3 + (0.6 * part))));
        }

        if (fit.Model.Calibration.Tree.Cells <= SmallModel)
        {
            fit.Finish(part => progress?.Report(new FitProgress("fitting", 0.9 + (0.1 * part))));
        }
        else
        {
            fit.Refine(Level);
        }

        return fit.Build(this, "Relations between columns are kept as far as measuring them was expected to improve the model; others only as far as they follow.");
    }

    private static double ShareOfColumns(MethodVariant variant, int columns, double? rows, double total)
    {
        if (variant == MethodVariant.Original)
        {
            // Each column is measured as a round's marginal is.
            return (1 - OriginalShareOfChoice) / OriginalRounds;
        }

        var noise = (rows ?? UnknownRows) / RowsOverNoiseOfColumns;
        return Math.Clamp(columns / (2 * total * noise * noise), LeastShareOfColumns, MostShareOfColumns);
    }

    private static double Rounds(MethodVariant variant, int columns, double rows, double budget)
    {
        var noise = rows / RowsOverNoiseOfRounds;
        return variant == MethodVariant.Original
            ? OriginalRounds * columns
            : Math.Clamp(2 * budget * noise * noise, FewestRounds, MostRoundsPerColumn * columns);
    }

    private static void Improve(GraphicalFit fit, MethodOptions options, Action<string, double> report)
    {
        var isOriginal = options.Variant == MethodVariant.Original;
        var shareOfChoice = isOriginal ? OriginalShareOfChoice : ShareOfChoice;
        var candidates = AimWorkload.Candidates(fit, options, usesViews: !isOriginal);
        AttributeSet[] sets = [.. candidates.Select(candidate => candidate.Attributes).Distinct()];
        var beliefs = new AimBeliefs(fit);
        var accountant = fit.Table.Accountant;
        var budget = accountant.Remaining;
        var round = budget / Rounds(options.Variant, fit.Sizes.Length, fit.Rows, budget);
        var mostCells = (options.MaxModelMegabytes ?? DefaultMegabytes) * (1 << 20) / sizeof(double);
        var changed = new AttributeSet();
        for (var isLast = false; !isLast;)
        {
            // What is left after this round must pay for another.
            var left = accountant.Remaining;
            isLast = left < 2 * round;
            round = isLast ? left : round;
            report("measuring relations", 1 - (left / budget));
            beliefs.Refresh(sets, changed);
            var noise = Noise(accountant.Rule, round * (1 - shareOfChoice));
            var open = Open(fit, candidates, mostCells * (1 - ((left - round) / budget)));
            var marginals = new MarginalCandidate?[open.Count];
            Parallel.For(0, open.Count, i => marginals[i] = Marginal(fit, open[i], beliefs.Of(open[i]), noise, isOriginal));
            open = [.. open.Where((_, i) => marginals[i] is not null)];
            var chosen = fit.Table.Select([.. marginals.OfType<MarginalCandidate>()], round * shareOfChoice);
            var before = beliefs.Of(open[chosen])!;
            fit.Measure(open[chosen].Nodes, isLast ? accountant.Remaining : round * (1 - shareOfChoice));
            changed = open[chosen].Attributes;
            if (isLast)
            {
                return;
            }

            fit.Refine(Level);

            // The original spends four times as much once a round has changed less than its noise.
            if (isOriginal && fit.Estimate(changed) is { } after && Distance(fit.Sum(after, open[chosen].Nodes), before) <= noise * before.Length)
            {
                round *= 4;
            }
        }
    }

    // What fits the model's memory: the ceiling is looked at before anything is paid.
    private static List<AimCandidate> Open(GraphicalFit fit, IReadOnlyList<AimCandidate> candidates, double mostCells)
    {
        var cliques = fit.Model.Calibration.Tree.Cliques;
        var isOpen = new bool[candidates.Count];
        Parallel.For(0, candidates.Count, i =>
        {
            // Marginals of three columns cost too much to look at everywhere: those that the model holds already are free.
            var nodes = candidates[i].Nodes;
            isOpen[i] = cliques.Any(clique => nodes.All(node => Array.BinarySearch(clique, node) >= 0))
                || (nodes.Count < 3 && fit.ModelCellsWith(nodes) <= mostCells);
        });
        var open = candidates.Where((_, i) => isOpen[i]).ToList();

        // Single columns always fit.
        return open.Count > 0 ? open : [.. candidates.Where(candidate => candidate.Nodes.Count == 1)];
    }

    private static MarginalCandidate? Marginal(GraphicalFit fit, AimCandidate candidate, double[]? belief, double noise, bool isOriginal)
    {
        if (belief is null)
        {
            return null;
        }

        // Noise does no harm in a cell below what the cell holds: the fit keeps counts above zero.
        return isOriginal
            ? fit.Candidate(candidate.Nodes, belief, noise * belief.Length, candidate.Weight)
            : fit.Candidate(candidate.Nodes, belief, 0, candidate.Weight) with { Noise = Math.Max(1, belief.Sum(count => Math.Min(noise, Math.Max(0, count)))) };
    }

    // The expected absolute value of the noise of a count.
    private static double Noise(CompositionRule rule, double cost) =>
        rule == CompositionRule.PureEpsilon ? 1 / cost : Math.Sqrt(1 / (Math.PI * cost));

    private static double Distance(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Sum();
}
