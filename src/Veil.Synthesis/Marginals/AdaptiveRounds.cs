using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Marginals;

/// <summary>The plan of a method that measures in rounds.</summary>
/// <param name="Rounds">The number of rounds that the budget is planned for.</param>
/// <param name="ShareOfChoice">Part of each round for the choice.</param>
/// <param name="IsOriginal">
/// True when the score of a candidate is its error less the noise of measuring it, as in the published methods; else the score
/// is the expected gain of measuring it, and ordered columns are also considered in coarser views.
/// </param>
/// <param name="SmallestSet">The fewest columns of a candidate.</param>
/// <param name="MostMegabytes">The most megabytes that the tables of the model may take at the end.</param>
internal sealed record RoundPlan(double Rounds, double ShareOfChoice, bool IsOriginal, int SmallestSet, double MostMegabytes)
{
    /// <summary>The factor by which the cost of rounds grows once one has changed the model less than its noise.</summary>
    public double Annealing { get; init; } = 1;
}

/// <summary>
/// Spends what is left of a budget in rounds: chooses privately what to measure next, measures it, and fits the model again.
/// </summary>
internal static class AdaptiveRounds
{
    /// <summary>Fits within rounds stop at this part of the loss that the truth would have.</summary>
    public const double Level = 0.85;

    /// <summary>Runs the rounds.</summary>
    /// <param name="fit">Two columns or more, each measured.</param>
    /// <param name="workload">The marginals that should be accurate.</param>
    /// <param name="plan">The plan of the rounds.</param>
    /// <param name="report">Receives the part of the budget that is spent.</param>
    public static void Run(GraphicalFit fit, Workload workload, RoundPlan plan, Action<double> report)
    {
        var candidates = WorkloadCandidates.Candidates(fit, workload, usesViews: !plan.IsOriginal)
            .Where(candidate => candidate.Nodes.Count >= plan.SmallestSet).ToList();
        AttributeSet[] sets = [.. candidates.Select(candidate => candidate.Attributes).Distinct()];
        var beliefs = new RoundBeliefs(fit);
        var accountant = fit.Table.Accountant;
        var budget = accountant.Remaining;
        var round = budget / plan.Rounds;
        var mostCells = plan.MostMegabytes * (1 << 20) / sizeof(double);
        var changed = new AttributeSet();
        for (var isLast = false; !isLast;)
        {
            // The budget that is left after this round must pay for another.
            var left = accountant.Remaining;
            isLast = left < 2 * round;
            round = isLast ? left : round;
            report(1 - (left / budget));
            beliefs.Refresh(sets, changed);
            var noise = MeanNoise.Of(fit.Table, round * (1 - plan.ShareOfChoice));
            var open = Open(fit, candidates, mostCells * (1 - ((left - round) / budget)));
            if (open.Count == 0)
            {
                // The ceiling rises with what is spent, so that early rounds do not use it up: no reason to measure nothing.
                open = Open(fit, candidates, mostCells);
            }

            var marginals = new MarginalCandidate?[open.Count];
            Parallel.For(0, open.Count, i => marginals[i] = Marginal(fit, open[i], beliefs.Of(open[i]), noise, plan.IsOriginal));
            open = [.. open.Where((_, i) => marginals[i] is not null)];
            if (open.Count == 0)
            {
                // No candidate fits the model's memory: the remaining budget is not spent on marginals that are already known.
                return;
            }

            var chosen = open[fit.Table.Select([.. marginals.OfType<MarginalCandidate>()], round * plan.ShareOfChoice)];
            var before = beliefs.Of(chosen)!;
            fit.Measure(chosen.Nodes, isLast ? accountant.Remaining : round * (1 - plan.ShareOfChoice));
            changed = chosen.Attributes;
            if (isLast)
            {
                return;
            }

            fit.Refine(Level);
            if (plan.Annealing > 1 && fit.Estimate(changed) is { } after
                && Distance(fit.Sum(after, chosen.Nodes), before) <= noise * before.Length)
            {
                round *= plan.Annealing;
            }
        }
    }

    // The candidates that fit the model's memory: the ceiling is checked before anything is paid.
    private static List<RoundCandidate> Open(GraphicalFit fit, List<RoundCandidate> candidates, double mostCells)
    {
        var cliques = fit.Model.Calibration.Tree.Cliques;
        var isOpen = new bool[candidates.Count];
        Parallel.For(0, candidates.Count, i =>
        {
            // Marginals of three columns cost too much to consider everywhere: those that the model already holds are free.
            var nodes = candidates[i].Nodes;
            isOpen[i] = nodes.Count == 1
                || cliques.Any(clique => nodes.All(node => Array.BinarySearch(clique, node) >= 0))
                || (nodes.Count < 3 && fit.ModelCellsWith(nodes) <= mostCells);
        });
        return [.. candidates.Where((_, i) => isOpen[i])];
    }

    private static MarginalCandidate? Marginal(GraphicalFit fit, RoundCandidate candidate, double[]? belief, double noise, bool isOriginal)
    {
        if (belief is null)
        {
            return null;
        }

        // Noise does no harm in a cell below what the cell holds: the fit keeps counts above zero.
        return isOriginal
            ? fit.Candidate(candidate.Nodes, belief, noise * belief.Length, candidate.Weight)
            : fit.Candidate(candidate.Nodes, belief, 0, candidate.Weight) with
            {
                Noise = Math.Max(1, belief.Sum(count => Math.Min(noise, Math.Max(0, count)))),
            };
    }

    private static double Distance(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Sum();
}
