using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>The number of rows, with noise; public, exact and free when one-row units are replaced.</summary>
internal static class RowCounting
{
    /// <summary>Charges, counts and releases.</summary>
    public static NoisyCount Measure(MechanismContext context, double cost)
    {
        double sensitivity = Sensitivities.RowCount(context.Unit, context.Neighbours);
        return sensitivity == 0 ? Public(context) : Release(context, context.Charge(cost, sensitivity, sensitivity, "number of rows"));
    }

    /// <summary>The same before delta is fixed, as a pure prelude.</summary>
    public static NoisyCount MeasureFirst(MechanismContext context, double epsilon)
    {
        if (ChargeFirst(context.Accountant, context.Unit, context.Neighbours, epsilon) is not { } paid)
        {
            return Public(context);
        }

        return Release(context, paid);
    }

    /// <summary>Charges for the prelude; null where the number of rows is public and costs nothing.</summary>
    public static PaidNoise? ChargeFirst(PrivacyAccountant accountant, PrivacyUnit unit, Neighbours neighbours, double epsilon)
    {
        double sensitivity = Sensitivities.RowCount(unit, neighbours);
        if (sensitivity == 0)
        {
            return null;
        }

        const string Purpose = "number of rows, for delta";
        var noise = CountNoise.For(CompositionRule.PureEpsilon, epsilon, sensitivity, sensitivity);
        accountant.ChargePrelude(noise.Event, Purpose);
        return new PaidNoise(noise, new AnswerTerms(noise.Event, Purpose, sensitivity, sensitivity));
    }

    private static NoisyCount Release(MechanismContext context, PaidNoise paid)
    {
        Span<long> count = [context.Counts.RowCount];
        paid.Release(count, context.Answers);
        return new NoisyCount(count[0], paid.Noise.StandardDeviation);
    }

    // One unit moves it by nothing, so it is free: it goes through the gate all the same.
    private static NoisyCount Public(MechanismContext context)
    {
        Span<long> count = [context.Counts.RowCount];
        context.Answers.Numbers(count, new AnswerTerms(null, "public number of rows", 0, 0), static (_, _) => { });
        return new NoisyCount(count[0], 0);
    }
}
