namespace Veil.Evaluation.Learners;

/// <summary>The softmax function.</summary>
internal static class Softmax
{
    /// <summary>Replaces each number by its exponential's share of the sum.</summary>
    public static void Apply(Span<double> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        var sum = 0.0;
        foreach (ref var value in values)
        {
            value = Math.Exp(value - largest);
            sum += value;
        }

        foreach (ref var value in values)
        {
            value /= sum;
        }
    }
}
