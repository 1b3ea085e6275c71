namespace Veil.Evaluation.Statistics;

/// <summary>The interval of the area under a ROC curve.</summary>
internal static class AreaInterval
{
    private const double Failure = 0.05;

    /// <summary>The 95 % interval; null unless each side has two rows.</summary>
    /// <param name="scores">The score of each row.</param>
    /// <param name="positive">Whether each row is of the class that should score higher.</param>
    public static Limits? Of(double[] scores, bool[] positive)
    {
        double[] positives = [.. scores.Where((_, row) => positive[row])], negatives = [.. scores.Where((_, row) => !positive[row])];
        return positives.Length < 2 || negatives.Length < 2 ? null : new RocCurve(positives, negatives).Interval(Failure);
    }
}
