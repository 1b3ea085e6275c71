namespace Veil.Evaluation.Fairness;

/// <summary>The rates of a binary prediction per group of rows.</summary>
internal sealed class GroupRates
{
    private readonly long[] _truePositives;
    private readonly long[] _falsePositives;
    private readonly long[] _positives;
    private readonly long[] _negatives;

    /// <summary>Counts the predictions.</summary>
    /// <param name="actual">Whether each row is of the class.</param>
    /// <param name="predicted">Whether it is predicted to be.</param>
    /// <param name="group">The group of each row; rows below 0 do not count.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="weights">The weight of each row; empty for weights of one.</param>
    public GroupRates(
        ReadOnlySpan<bool> actual, ReadOnlySpan<bool> predicted, ReadOnlySpan<int> group, int groups, ReadOnlySpan<int> weights = default)
    {
        (_truePositives, _falsePositives) = (new long[groups], new long[groups]);
        (_positives, _negatives) = (new long[groups], new long[groups]);
        for (var row = 0; row < group.Length; row++)
        {
            var (of, weight) = (group[row], weights.IsEmpty ? 1 : weights[row]);
            if (of >= 0)
            {
                (actual[row] ? _positives : _negatives)[of] += weight;
                if (predicted[row])
                {
                    (actual[row] ? _truePositives : _falsePositives)[of] += weight;
                }
            }
        }
    }

    /// <summary>The share of a group's rows that are predicted to be of the class; null without rows.</summary>
    public double? SelectionRate(int group) =>
        Share(_truePositives[group] + _falsePositives[group], _positives[group] + _negatives[group]);

    /// <summary>The true-positive rate of a group; null without rows of the class.</summary>
    public double? TruePositiveRate(int group) => Share(_truePositives[group], _positives[group]);

    /// <summary>The false-positive rate of a group; null without other rows.</summary>
    public double? FalsePositiveRate(int group) => Share(_falsePositives[group], _negatives[group]);

    /// <summary>The largest minus the smallest selection rate: demographic parity. Null when fewer than two groups have one.</summary>
    public double? ParityGap => Gap(SelectionRate);

    /// <summary>The largest minus the smallest true-positive rate: equal opportunity.</summary>
    public double? OpportunityGap => Gap(TruePositiveRate);

    /// <summary>
    /// The larger of the gaps of true and of false positive rates: equalised odds. Groups without rows of the class, or
    /// without others, do not count for the one or the other.
    /// </summary>
    /// <remarks>Reference: Hardt, Price and Srebro 2016.</remarks>
    public double? OddsGap => (OpportunityGap, Gap(FalsePositiveRate)) switch
    {
        ({ } opportunity, { } falsely) => Math.Max(opportunity, falsely),
        var (opportunity, falsely) => opportunity ?? falsely,
    };

    private double? Gap(Func<int, double?> rate) => Defined(rate) is { Count: > 1 } rates ? rates.Max() - rates.Min() : null;

    private List<double> Defined(Func<int, double?> rate) =>
        [.. Enumerable.Range(0, _positives.Length).Select(rate).OfType<double>()];

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
