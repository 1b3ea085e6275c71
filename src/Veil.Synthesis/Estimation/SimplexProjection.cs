namespace Veil.Synthesis.Estimation;

/// <summary>The nearest non-negative counts with a given total.</summary>
/// <remarks>
/// Reference: Euclidean projection on a simplex by sorting (Held, Wolfe and Crowder 1974). Clipping negative counts at
/// zero instead would add mass to every empty cell of a large domain; here a common amount is taken from every cell.
/// Cost: O(n log n).
/// </remarks>
internal static class SimplexProjection
{
    /// <summary>Projects in place.</summary>
    /// <param name="counts">Counts, possibly negative; finite.</param>
    /// <param name="total">The sum that they should have, above 0.</param>
    public static void Project(Span<double> counts, double total)
    {
        if (counts.IsEmpty)
        {
            return;
        }

        var sorted = counts.ToArray();
        Array.Sort(sorted, (a, b) => b.CompareTo(a));
        double sum = 0, shift = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            sum += sorted[i];
            var candidate = (sum - total) / (i + 1);
            if (sorted[i] <= candidate)
            {
                break;
            }

            shift = candidate;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Math.Max(0, counts[i] - shift);
        }
    }
}
