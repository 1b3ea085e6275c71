using System.Numerics;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Noise;

/// <summary>Chooses a candidate with a high score, with exactly the probabilities of the textbook.</summary>
/// <remarks>
/// Reference: McSherry and Talwar, "Mechanism design via differential privacy", 2007. It is drawn by exact coins
/// <c>exp(-epsilon (max - score) / (2 sensitivity))</c>.
/// Privacy: epsilon-differentially private, and <c>epsilon^2 / 8</c>-zCDP because the
/// privacy loss has a range of epsilon. Scores are integers in a unit that the caller chooses, so no rounding can differ
/// between neighbouring tables.
/// Cost: at most one coin per candidate on average, about a third of a microsecond each.
/// </remarks>
internal static class ExponentialMechanism
{
    /// <summary>An index drawn with probability proportional to <c>exp(epsilon * score / (2 * sensitivity))</c>.</summary>
    /// <param name="scores">A score for each candidate; at least one.</param>
    /// <param name="sensitivity">By how much one score can change between neighbouring tables, in the unit of the scores.</param>
    /// <param name="epsilon">The privacy parameter of the choice; taken as the exact value of the double.</param>
    /// <param name="random">The source of the bits.</param>
    public static int Select(ReadOnlySpan<long> scores, long sensitivity, double epsilon, RandomSource random)
    {
        var rate = Rate(scores, sensitivity, epsilon);
        var best = Best(scores);
        while (true)
        {
            var candidate = (int)random.NextBelow((ulong)scores.Length);
            if (Accept(scores[candidate], best, rate, random))
                return candidate;
        }
    }

    private static bool Accept(long score, long best, Rational rate, RandomSource random)
    {
        // The difference of two longs always fits an unsigned one.
        var gap = unchecked((ulong)best - (ulong)score);
        return gap == 0 || ExactBernoulli.Exp(rate, gap, random.NextUInt64(), random);
    }

    private static Rational Rate(ReadOnlySpan<long> scores, long sensitivity, double epsilon)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("There must be a candidate to choose.", nameof(scores));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sensitivity);
        var exact = Rational.FromDouble(PrivacyChecks.EventEpsilon(epsilon, nameof(epsilon)));
        return exact / new Rational(2 * (BigInteger)sensitivity, BigInteger.One);
    }

    private static long Best(ReadOnlySpan<long> scores)
    {
        var best = scores[0];
        foreach (var score in scores)
            best = Math.Max(best, score);
        return best;
    }
}
