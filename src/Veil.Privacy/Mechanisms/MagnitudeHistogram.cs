using Veil.Privacy.Counting;
using Bounds = Veil.Data.Schemas.Bounds;

namespace Veil.Privacy.Mechanisms;

/// <summary>Bounds of a column of numbers or dates from a noisy histogram; everything after the noise is post-processing.</summary>
internal static class MagnitudeHistogram
{
    // Chance that noise alone keeps any empty bin: such a bin would stretch the domain beyond use.
    private const double FalseBinRate = 1e-4;

    /// <summary>Charges, counts and releases bounds.</summary>
    public static Bounds Learn(MechanismContext context, string column, double step, double cost)
    {
        var type = context.RequireMagnitudes(column);
        var paid = context.Charge(cost, context.L1, context.L2, $"range of '{column}'");
        var counts = context.Counts.Magnitudes(column, step);
        paid.Release(counts, context.Answers);
        var threshold = paid.Noise.Quantile(FalseBinRate / counts.Length);
        var first = Array.FindIndex(counts, count => count >= threshold);
        var last = Array.FindLastIndex(counts, count => count >= threshold);
        if (first < 0)
        {
            // Nothing stands out, as in a column without values: the highest bin is as good as any.
            first = last = Array.IndexOf(counts, counts.Max());
        }

        return new Bounds(MagnitudeBins.Lower(first, type, step), MagnitudeBins.Upper(last, type, step));
    }
}
