using Veil.Privacy.Accounting;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Marginals;

namespace Veil.Synthesis.Methods.CliqueTree;

/// <summary>
/// Chooses the pairs that are measured from released errors: as many as repay their noise, and so that their cliques form a
/// tree of bounded size.
/// </summary>
/// <remarks>
/// Reference: the closed form and the penalties are those of dpsynth's SWIFT. Pairs whose budgets are divided by their
/// weights y bring noise of <c>c (sum y)^p</c> rows; one more pair brings <c>c p (sum y)^(p - 1) y</c>, so pairs are added in
/// the order of their errors less a multiple of y. Of several multiples the one whose pairs repay most is kept.
/// Privacy: post-processing.
/// </remarks>
internal sealed class PairChoice
{
    // Assumed numbers of pairs, relative to the number of columns, for each of which the fitting multiple of the weight is tried.
    private static readonly double[] s_loads = [0.03, 0.06, 0.12, 0.25, 0.5, 1, 1.5, 2, 3];

    private readonly int[] _sizes;
    private readonly double _mostCells;
    private readonly double _mostCliqueCells;
    private readonly double _noise;
    private readonly double _power;

    /// <summary>Prepares choices.</summary>
    /// <param name="sizes">The number of cells of each column.</param>
    /// <param name="mostCells">The most cells of the model.</param>
    /// <param name="mostCliqueCells">The most cells of one clique.</param>
    /// <param name="noise">The rows of noise that a table of one cell would bring for the whole budget.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    public PairChoice(int[] sizes, double mostCells, double mostCliqueCells, double noise, CompositionRule rule)
    {
        _sizes = sizes;
        _mostCells = mostCells;
        _mostCliqueCells = mostCliqueCells;
        _noise = noise;
        _power = rule == CompositionRule.PureEpsilon ? 2 : 1.5;
    }

    /// <summary>The pairs to measure.</summary>
    public IReadOnlyList<ScoredPair> Choose(IReadOnlyList<ScoredPair> pairs)
    {
        if (pairs.Count == 0)
        {
            return [];
        }

        var average = pairs.Average(pair => pair.Weight);
        var choices = new (List<ScoredPair> Pairs, double Gain)[s_loads.Length];
        Parallel.For(0, choices.Length, i =>
        {
            var load = s_loads[i] * _sizes.Length * average;
            var multiple = _noise * _power * Math.Pow(load, _power - 1);
            var chosen = Grow(pairs, multiple);
            choices[i] = (chosen, chosen.Sum(pair => pair.Error) - (_noise * Math.Pow(chosen.Sum(pair => pair.Weight), _power)));
        });
        return choices.MaxBy(choice => choice.Gain).Pairs;
    }

    private List<ScoredPair> Grow(IReadOnlyList<ScoredPair> pairs, double multiple)
    {
        var forest = new CliqueForest(_sizes, _mostCells, _mostCliqueCells);
        var added = new List<ScoredPair>();
        var open = pairs.Where(pair => pair.Error > multiple * pair.Weight)
            .OrderByDescending(pair => pair.Error - (multiple * pair.Weight)).ToList();
        for (var before = -1; added.Count > before;)
        {
            before = added.Count;
            var later = new List<ScoredPair>();
            foreach (var pair in open)
            {
                switch (forest.TryAdd(pair.First, pair.Second))
                {
                    case CliqueForest.Outcome.Added:
                        added.Add(pair);
                        break;
                    case CliqueForest.Outcome.NotYet:
                        later.Add(pair);
                        break;
                }
            }

            open = later;
        }

        return added;
    }
}
