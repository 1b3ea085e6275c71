namespace Veil.Evaluation.Fidelity;

/// <summary>
/// How much of what occurs in a real column the synthetic one reaches, 0 to 1. Missing values are left out; null where the
/// real column has nothing to reach.
/// </summary>
/// <remarks>
/// The measures of that name of SDMetrics. They reward the extremes and the rare categories that belong to single people,
/// which a private table is meant to lack: larger is not better on the whole, and they have no place in a total score.
/// </remarks>
internal static class Coverage
{
    /// <summary>
    /// The share of the real range that lies between the smallest and the largest synthetic value; null without two distinct
    /// real values, 0 without a synthetic one.
    /// </summary>
    public static double? OfRange(Summary real, Summary synthetic)
    {
        if (real.Maximum - real.Minimum is not ({ } range and > 0))
        {
            return null;
        }

        var below = Math.Max(0, (synthetic.Minimum - real.Minimum ?? range) / range);
        var above = Math.Max(0, (real.Maximum - synthetic.Maximum ?? range) / range);
        return Math.Max(0, 1 - below - above);
    }

    /// <summary>The share of the categories of the real column that the synthetic one has; null without a real one.</summary>
    /// <param name="real">How often each category occurs in the real column.</param>
    /// <param name="synthetic">How often it does in the synthetic one.</param>
    public static double? OfCategories(ReadOnlySpan<int> real, ReadOnlySpan<int> synthetic)
    {
        var (occurring, reached) = (0, 0);
        for (var category = 0; category < real.Length; category++)
        {
            if (real[category] > 0)
            {
                occurring++;
                reached += synthetic[category] > 0 ? 1 : 0;
            }
        }

        return occurring == 0 ? null : (double)reached / occurring;
    }
}
