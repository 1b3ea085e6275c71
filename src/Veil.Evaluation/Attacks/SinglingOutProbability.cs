namespace Veil.Evaluation.Attacks;

/// <summary>
/// How often a predicate fits exactly one of n people drawn independently, if all that is known of it is its weight: the
/// probability w that it fits one of them. What somebody reaches who knows nothing of the table.
/// </summary>
/// <remarks>
/// Reference: Cohen and Nissim 2020. From 0 to 1, largest at w = 1/n, where it falls towards 1/e as n grows. An attack says
/// something about a table only by succeeding more often.
/// </remarks>
internal static class SinglingOutProbability
{
    /// <summary>The probability n w (1 - w)^(n - 1) of fitting exactly one; 0 without people.</summary>
    /// <param name="people">How many people there are.</param>
    /// <param name="weight">The probability that the predicate fits one of them, 0 to 1.</param>
    public static double At(int people, double weight)
    {
        Check(people, weight);
        return people == 0 ? 0 : people * weight * Math.Pow(1 - weight, people - 1);
    }

    /// <summary>
    /// The integral of the probability over weights; over the width of their range it is the success of predicates whose
    /// weights are spread evenly over it.
    /// </summary>
    /// <param name="people">How many people there are.</param>
    /// <param name="least">The smallest weight.</param>
    /// <param name="most">The largest weight, not below the smallest.</param>
    public static double Integral(int people, double least, double most)
    {
        Check(people, least);
        Check(people, most);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return (Above(people, least) - Above(people, most)) / (people + 1.0);
    }

    // n + 1 times the integral from a weight to 1.
    private static double Above(int people, double weight) => ((people * weight) + 1) * Math.Pow(1 - weight, people);

    private static void Check(int people, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(people);
        if (!(weight is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight is a probability.");
        }
    }
}
