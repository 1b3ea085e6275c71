using Veil.Privacy.Accounting;

namespace Veil.Auditing;

/// <summary>Whether the books of a run fit what it promised.</summary>
public static class Ledger
{
    // The conversion from what was spent back to an epsilon may round a little above what was promised.
    private const double Rounding = 1 + 1e-6;

    /// <summary>What is wrong with the books: answers that nobody charged for, and charges that the promise does not cover.</summary>
    /// <param name="recording">What was asked.</param>
    /// <param name="promised">What the statement promises.</param>
    /// <param name="rule">How its costs add up.</param>
    /// <param name="charges">What the statement lists; the costs written in it are not believed.</param>
    public static IReadOnlyList<string> Alarms(
        Recording recording, PrivacyGuarantee promised, CompositionRule rule, IReadOnlyList<Charge> charges)
    {
        var unpaid = recording.Unpaid(charges);
        var spent = PrivacyAccountant.Replay(charges, rule, promised.Delta, promised.Unit, promised.Neighbours).Epsilon;
        return spent <= promised.Epsilon * Rounding
            ? unpaid
            : [.. unpaid, $"The charges are worth an epsilon of {spent:R}, more than the {promised.Epsilon:R} that is promised."];
    }
}
