using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>The number of rows, with noise; public, exact and free when one-row units are replaced.</summary>
internal static class RowCounting
{
    /// <summary>Charges, counts and releases.</summary>
    public static NoisyCount Measure(MechanismContext context, double cost)
    {
        double sensitivity = Sensitivities.RowCount(context.Unit, context.Neighbours);
        return sensitivity == 0
            ? Public(context.Counts, context.Answers)
            : Release(context.Counts, context.Answers, context.Charge(cost, sensitivity, sensitivity, "number of rows"));
    }

    /// <summary>The same before delta is fixed, as a pure prelude.</summary>
    /// <param name="counts">The exact counts.</param>
    /// <param name="answers">The gate through which the answer leaves.</param>
    /// <param name="paid">The noise that was charged for; null where the number of rows is public and costs nothing.</param>
    public static NoisyCount MeasureFirst(ISensitiveCounts counts, AnswerGate answers, PaidNoise? paid) =>
        paid is null ? Public(counts, answers) : Release(counts, answers, paid);

    /// <summary>Charges for the prelude; null where the number of rows is public and costs nothing.</summary>
    public static PaidNoise? ChargeFirst(BudgetPrelude budget, PrivacyUnit unit, Neighbours neighbours, double epsilon)
    {
        double sensitivity = Sensitivities.RowCount(unit, neighbours);
        if (sensitivity == 0)
        {
            return null;
        }

        const string Purpose = "number of rows, for delta";
        var noise = CountNoise.For(CompositionRule.PureEpsilon, epsilon, sensitivity, sensitivity);
        budget.Charge(noise.Event, Purpose);
        return new PaidNoise(noise, new AnswerTerms(noise.Event, Purpose, sensitivity, sensitivity));
    }

    private static NoisyCount Release(ISensitiveCounts counts, AnswerGate answers, PaidNoise paid)
    {
        Span<long> count = [counts.RowCount];
        paid.Release(count, answers);
        return new NoisyCount(count[0], paid.Noise.StandardDeviation);
    }

    // One unit moves it by nothing, so it is free: it goes through the gate all the same.
    private static NoisyCount Public(ISensitiveCounts counts, AnswerGate answers)
    {
        Span<long> count = [counts.RowCount];
        answers.Numbers(count, new AnswerTerms(null, "public number of rows", 0, 0), static (_, _) => { });
        return new NoisyCount(count[0], 0);
    }
}
