using Veil.Data.Domains;

namespace Veil.Synthesis.Marginals;

/// <summary>
/// The model's marginals over the attributes of candidates, kept between rounds: those that are far from a change are computed
/// again only now and then. Any estimate will do for a private choice as long as it is computed from released results; an old
/// one only makes the choice a little worse.
/// </summary>
internal sealed class RoundBeliefs(GraphicalFit fit)
{
    // Rounds after which an estimate is too old.
    private const int MostRounds = 6;

    private readonly Dictionary<AttributeSet, (double[] Counts, int Round)> _known = [];
    private int _round;

    /// <summary>Brings what is kept up to date for a round.</summary>
    /// <param name="sets">Sets of attributes that may be requested.</param>
    /// <param name="changed">Attributes of the last measurement.</param>
    public void Refresh(IReadOnlyList<AttributeSet> sets, AttributeSet changed)
    {
        _round++;
        var stale = sets.Where(set => !_known.TryGetValue(set, out var known)
            || known.Round <= _round - MostRounds
            || set.Any(changed.Contains)).ToList();
        var fresh = new double[stale.Count][];
        Parallel.For(0, stale.Count, i => fresh[i] = fit.Estimate(stale[i])!);
        for (var i = 0; i < stale.Count; i++)
        {
            // A marginal whose computation takes too much memory stays as it was.
            if ((fresh[i] ?? _known.GetValueOrDefault(stale[i]).Counts) is { } counts)
            {
                _known[stale[i]] = (counts, _round);
            }
        }
    }

    /// <summary>The current estimate over some nodes; null when nothing is known.</summary>
    public double[]? Of(RoundCandidate candidate) =>
        _known.TryGetValue(candidate.Attributes, out var known) ? fit.Sum(known.Counts, candidate.Nodes) : null;
}
