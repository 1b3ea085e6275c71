using Veil.Data.Domains;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Marginals;

namespace Veil.Synthesis.Methods.Correlated;

/// <summary>
/// Grows a Bayesian network: column after column joins with the parents given which the model so far is most wrong about
/// it, and each family, a column with its parents, is counted.
/// </summary>
/// <remarks>
/// Reference: the greedy network of PrivBayes (Zhang et al. 2014), with the error of a released belief for a score, as in MST
/// and AIM (McKenna et al. 2021, 2022). Privacy: one choice by the exponential mechanism per column, and the counts of the
/// families. Cost: one pass over the rows for each candidate that was not seen before, and one fit of the model per round.
/// </remarks>
internal sealed class NetworkGrowth
{
    // A part of the budget that is left after single columns.
    internal const double ShareOfChoice = 0.15;

    /// <summary>The most parents by default.</summary>
    internal const int DefaultDegree = 3;

    /// <summary>The megabytes of the junction tree by default: beyond it the error falls little and the time grows.</summary>
    internal const double DefaultMegabytes = 1;

    // Part of its budget that a family gets at once, so that the next choice knows of it; the rest is divided in the end,
    // when the sizes of all families are known.
    private const double FirstShare = 0.25;

    // The part of the noise of a counted cell that remains after the fit: most of the cells of a large table are empty, and it
    // learns that.
    private const double NoiseLeft = 0.2;

    // The loss at which the model of a round is accepted, relative to that of the truth.
    private const double RoundLevel = 0.95;

    // The most candidates of one round; choices among more would cost memory and time for little gain.
    private const int MostCandidates = 4000;
    private const double MostCandidateCells = 1 << 22;

    private readonly GraphicalFit _fit;
    private readonly int _degree;
    private readonly double _leastUse;
    private readonly double _mostCells;
    private readonly double _noise;
    private readonly double _choiceCost;
    private readonly double _first;
    private readonly double _budget;
    private readonly List<AttributeSet> _families = [];

    /// <summary>Prepares the growth.</summary>
    /// <param name="fit">Two columns or more, each measured.</param>
    /// <param name="options">The most parents, the usefulness of a table, and the size of the model.</param>
    public NetworkGrowth(GraphicalFit fit, CorrelatedOptions options)
    {
        var accountant = fit.Table.Accountant;
        var rounds = fit.Sizes.Length - 1;
        _fit = fit;
        _degree = options.Degree ?? DefaultDegree;
        _choiceCost = accountant.Remaining * ShareOfChoice / rounds;
        _budget = accountant.Remaining * (1 - ShareOfChoice);
        _noise = MeanNoise.Of(fit.Table, _budget / rounds);
        _mostCells = (options.MaxModelMegabytes ?? DefaultMegabytes) * (1 << 20) / sizeof(double);

        // The error that is removed is hardly ever more than all rows; a table whose noise weighs more cannot win.
        _leastUse = Math.Max(options.Usefulness ?? 0, NoiseLeft);

        // Two Gaussian measurements are together worth one of their whole price; two of Laplace are worth less.
        _first = accountant.Rule == CompositionRule.PureEpsilon ? 1 : FirstShare;
    }

    /// <summary>Chooses and counts families until every column has joined, or none can, and the budget is spent.</summary>
    /// <param name="report">Receives the part that is done.</param>
    /// <param name="cancellationToken">Checked in every round.</param>
    public void Grow(Action<double> report, CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, _fit.Sizes.Length).ToList();
        var each = _budget / (open.Count - 1);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report(1 - (open.Count / (double)_fit.Sizes.Length));
            var candidates = Candidates(open);
            if (candidates.Count == 0)
            {
                break;
            }

            var (child, parents) = Choose(candidates);
            open.Remove(child);
            open.RemoveAll(column => parents.Contains(column));
            _families.Add(new AttributeSet(parents.Append(child)));
            _fit.Measure(_families[^1], Math.Min(_first * each, _fit.Table.Accountant.Remaining));
            if (open.Count > 0)
            {
                _fit.Refine(RoundLevel);
            }
        }

        CountAgain(_first * each);
    }

    // The error of n noisy cells grows with n * sigma: rho in proportion to n^(2/3) makes their sum least. What a family
    // lacks of that is measured now. Without families, single columns are all there is to know better.
    private void CountAgain(double paid)
    {
        var accountant = _fit.Table.Accountant;
        if (accountant.Remaining < 1e-3 * _budget)
        {
            return;
        }

        List<AttributeSet> sets = _families.Count > 0 ? _families
            : [.. Enumerable.Range(0, _fit.Sizes.Length).Select(column => new AttributeSet(column))];
        var weights = sets.ConvertAll(set => DomainPlan.Weight(checked((int)_fit.CellsOf(set)), isNumeric: false, accountant.Rule));
        var total = accountant.Remaining + (paid * _families.Count);
        var lacks = sets
            .Select((set, i) => (Set: set, Lack: (total * weights[i] / weights.Sum()) - (_families.Count > 0 ? paid : 0)))
            .Where(pair => pair.Lack > 0)
            .ToList();
        var costs = accountant.Split([.. lacks.Select(pair => pair.Lack)]);
        for (var i = 0; i < costs.Length; i++)
        {
            _fit.Measure(lacks[i].Set, costs[i]);
        }
    }

    // At first the candidates are all pairs; then any open column with parents that have joined. Pairs always take part, and
    // larger families as long as their junction tree and the round stay within limits, those that need no new connections
    // first.
    private List<(int Child, AttributeSet Parents)> Candidates(List<int> open)
    {
        if (_families.Count == 0)
        {
            return [.. open.SelectMany(a => open.Where(b => b > a && Fits(new AttributeSet(a), b)).Select(b => (b, new AttributeSet(a))))];
        }

        int[] joined = [.. Enumerable.Range(0, _fit.Sizes.Length).Except(open)];
        var candidates = joined.SelectMany(
            parent => open.Where(child => Fits(new AttributeSet(parent), child))
                .Select(child => (child, new AttributeSet(parent)))).ToList();
        var cells = candidates.Sum(candidate => Cells(candidate.child, candidate.Item2));
        foreach (var parents in ParentSets(joined))
        {
            if (candidates.Count + open.Count > MostCandidates || !(cells <= MostCandidateCells))
            {
                break;
            }

            var tree = Elimination.Cells(_fit.Sizes, [.. _families, parents]);
            foreach (var child in open.Where(child => tree + Cells(child, parents) <= _mostCells && IsUseful(Cells(child, parents))))
            {
                candidates.Add((child, parents));
                cells += Cells(child, parents);
            }
        }

        return candidates;
    }

    private IEnumerable<AttributeSet> ParentSets(int[] joined) =>
        Enumerable.Range(2, Math.Max(0, Math.Min(_degree, joined.Length) - 1))
            .SelectMany(count => Subsets(joined, count))
            .Take(MostCandidates)
            .Select(attributes => new AttributeSet(attributes))
            .OrderBy(set => _families.Exists(family => set.All(family.Contains)) ? 0 : 1)
            .ThenBy(_fit.CellsOf);

    private bool Fits(AttributeSet parents, int child) => Cells(child, parents) <= _mostCells;

    private double Cells(int child, AttributeSet parents) => _fit.CellsOf(parents) * _fit.Sizes[child];

    private bool IsUseful(double cells) => _fit.Rows >= _leastUse * cells * _noise;

    private (int Child, AttributeSet Parents) Choose(List<(int Child, AttributeSet Parents)> candidates)
    {
        var beliefs = candidates.Select(candidate => candidate.Parents).Distinct()
            .ToDictionary(parents => parents, parents => _fit.Model.Marginal(parents));
        var possible = candidates.Where(candidate => beliefs[candidate.Parents] is not null).ToList();
        var known = new MarginalCandidate[possible.Count];
        Parallel.For(0, known.Length, i => known[i] = Candidate(possible[i].Child, possible[i].Parents, beliefs[possible[i].Parents]!));
        return possible[_fit.Table.Select(known, _choiceCost)];
    }

    // A column that has not joined is independent of those that have.
    private MarginalCandidate Candidate(int child, AttributeSet parents, double[] belief)
    {
        var size = _fit.Sizes[child];
        var inner = parents.Where(parent => parent > child).Aggregate(1, (cells, parent) => cells * _fit.Sizes[parent]);
        double[] shares = [.. _fit.Singles[child].Select(count => count / _fit.Rows)];
        var estimate = new double[belief.Length * size];
        for (int outer = 0, at = 0; outer < belief.Length; outer += inner)
        {
            foreach (var share in shares)
            {
                for (var i = 0; i < inner; i++)
                {
                    estimate[at++] = belief[outer + i] * share;
                }
            }
        }

        return _fit.Candidate(new AttributeSet(parents.Append(child)), estimate, NoiseLeft * _noise * estimate.Length, weight: 1);
    }

    /// <summary>All subsets of a size.</summary>
    internal static IEnumerable<int[]> Subsets(int[] of, int count) =>
        count == 0
            ? [[]]
            : Enumerable.Range(0, Math.Max(0, of.Length - count + 1))
                .SelectMany(first => Subsets(of[(first + 1)..], count - 1).Select(rest => (int[])[of[first], .. rest]));
}
