namespace Veil.Privacy.Accounting;

/// <summary>Finds where a monotone claim about a positive number begins or ceases to hold.</summary>
/// <remarks>What is returned is an end at which the claim was checked, so that rounding inside the claim does no harm.</remarks>
internal static class Bisection
{
    /// <summary>The least number at which a claim holds, up to the precision of the search.</summary>
    /// <param name="low">Below it; the claim need not hold here.</param>
    /// <param name="high">A number at which the claim holds.</param>
    /// <param name="holds">The claim; it holds for all numbers that are large enough.</param>
    public static double Least(double low, double high, Func<double, bool> holds)
    {
        for (var i = 0; i < 100 && high - low > 1e-14 * high; i++)
        {
            var middle = 0.5 * (low + high);
            if (holds(middle))
                high = middle;
            else
                low = middle;
        }

        return high;
    }

    /// <summary>The largest number at which a claim holds, up to the precision of the search.</summary>
    /// <param name="low">A number at which the claim holds.</param>
    /// <param name="high">Above it; the claim need not hold here.</param>
    /// <param name="holds">The claim; it holds for all numbers that are small enough.</param>
    public static double Largest(double low, double high, Func<double, bool> holds)
    {
        for (var i = 0; i < 100 && high - low > 1e-14 * high; i++)
        {
            var middle = 0.5 * (low + high);
            if (holds(middle))
                low = middle;
            else
                high = middle;
        }

        return low;
    }
}
