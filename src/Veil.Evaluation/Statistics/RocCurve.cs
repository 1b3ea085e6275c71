using Veil.Data.Numerics;

namespace Veil.Evaluation.Statistics;

/// <summary>The ROC curve of scores of members against non-members.</summary>
internal sealed class RocCurve
{
    private readonly double[] _members;
    private readonly double[] _others;
    private readonly double _variance;

    /// <summary>Ranks scores.</summary>
    /// <param name="members">The scores of members; at least one, none NaN.</param>
    /// <param name="others">The scores of non-members; at least one.</param>
    public RocCurve(double[] members, double[] others)
    {
        (_members, _others) = ([.. members.Order()], [.. others.Order()]);
        var all = (double[])[.. _members.Concat(_others).Order()];
        var above = Array.ConvertAll(_members, score => (MidRank(all, score) - MidRank(_members, score)) / _others.Length);
        var below = Array.ConvertAll(_others, score => 1 - ((MidRank(all, score) - MidRank(_others, score)) / _members.Length));
        Auc = above.Average();
        _variance = (Variance(above, Auc) / above.Length) + (Variance(below, Auc) / below.Length);
    }

    /// <summary>The probability that a member scores above another, ties counting half.</summary>
    public double Auc { get; }

    /// <summary>The interval of <see cref="Auc"/>.</summary>
    /// <param name="alpha">The error probability.</param>
    /// <remarks>
    /// Reference: DeLong, DeLong and Clarke-Pearson 1988, with limits on the logit scale; where all members score above all
    /// others, or the other way round, the exact interval of the smaller of the two numbers; where all scores are tied, what
    /// the rule of three leaves open.
    /// </remarks>
    public Limits Interval(double alpha)
    {
        if (Auc is 0 or 1)
        {
            var fewest = Math.Min(_members.Length, _others.Length);
            return Proportion.ClopperPearson(Auc == 0 ? 0 : fewest, fewest, alpha);
        }

        if (_variance == 0)
        {
            var margin = 3.0 / Math.Min(_members.Length, _others.Length);
            return new Limits(Math.Max(0, Auc - margin), Math.Min(1, Auc + margin));
        }

        var (centre, deviation) = (Math.Log(Auc / (1 - Auc)), Math.Sqrt(_variance) / (Auc * (1 - Auc)));
        var half = deviation * StandardNormal.Quantile(1 - (alpha / 2));
        return new Limits(1 / (1 + Math.Exp(half - centre)), 1 / (1 + Math.Exp(-half - centre)));
    }

    /// <summary>The number of members above the threshold with a given false-positive rate.</summary>
    public int MembersAbove(double falsePositives)
    {
        var found = 0;
        foreach (var (member, other) in Steps())
        {
            if (other > falsePositives * _others.Length)
            {
                break;
            }

            found = member;
        }

        return found;
    }

    /// <summary>The curve from (0, 0) to (1, 1): false-positive and true-positive rates, thinned out.</summary>
    public (double[] Others, double[] Members) Points(int most = 200)
    {
        var steps = Steps().ToList();
        var every = Math.Max(1, steps.Count / most);
        int[] kept = [.. Enumerable.Range(0, steps.Count).Where(i => i % every == 0 || i == steps.Count - 1)];
        return (
            Array.ConvertAll(kept, i => (double)steps[i].Others / _others.Length),
            Array.ConvertAll(kept, i => (double)steps[i].Members / _members.Length));
    }

    /// <summary>Members and others at or above each score, from the highest down; first none.</summary>
    private IEnumerable<(int Members, int Others)> Steps()
    {
        var (member, other) = (_members.Length - 1, _others.Length - 1);
        yield return (0, 0);
        while (member >= 0 || other >= 0)
        {
            var score = Math.Max(
                member < 0 ? double.NegativeInfinity : _members[member], other < 0 ? double.NegativeInfinity : _others[other]);
            while (member >= 0 && _members[member] >= score)
            {
                member--;
            }

            while (other >= 0 && _others[other] >= score)
            {
                other--;
            }

            yield return (_members.Length - 1 - member, _others.Length - 1 - other);
        }
    }

    private static double Variance(double[] values, double mean) =>
        values.Length < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);

    /// <summary>The number of values below a score plus half of those equal to it.</summary>
    private static double MidRank(double[] sorted, double score) => (First(sorted, score, false) + First(sorted, score, true)) / 2.0;

    private static int First(double[] sorted, double score, bool above)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < score || (above && sorted[middle] == score) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
