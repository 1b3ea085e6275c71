using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>How much chance there is in a number, told from its values without each group of rows in turn.</summary>
/// <remarks>
/// Reference: delete-a-group jackknife (Kott 2001) with Student's distribution. Resampling rows instead would draw some twice,
/// and so move every distance of two distributions away from 0.
/// </remarks>
internal static class Jackknife
{
    // The 97.5 % quantile of Student's distribution with one degree of freedom less than there are groups.
    private const double Quantile = 2.0930240544082634;

    /// <summary>Gives a finding the interval of its value.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="without">Its value without each group; empty for no interval.</param>
    public static Finding WithInterval(this Finding finding, IReadOnlyList<double> without)
    {
        if (finding.Value is not { } value || without.Count == 0)
        {
            return finding;
        }

        var mean = without.Average();
        var squares = without.Sum(other => (other - mean) * (other - mean));
        var margin = Quantile * Math.Sqrt((without.Count - 1) * squares / without.Count);
        return finding with
        {
            Low = Math.Max(finding.Least ?? double.NegativeInfinity, value - margin),
            High = Math.Min(finding.Most ?? double.PositiveInfinity, value + margin),
            Interval = $"95 %, jackknife over {without.Count} groups of rows",
        };
    }
}
