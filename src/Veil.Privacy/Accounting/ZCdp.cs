namespace Veil.Privacy.Accounting;

/// <summary>Conversions between rho of zero-concentrated differential privacy and (epsilon, delta).</summary>
/// <remarks>
/// Reference: Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy", 2020, corollary 13:
/// <c>delta = min over a > 1 of exp((a-1)(a rho - epsilon)) / (a-1) * (1 - 1/a)^a</c>.
/// Privacy: every a gives a valid delta, so an imperfect minimum costs accuracy and never privacy; the logarithm is widened
/// by more than its rounding error. <see cref="Epsilon"/> and <see cref="Rho"/> return a point at which
/// <see cref="Delta"/> has been checked.
/// Cost: microseconds for <see cref="Delta"/>, below a millisecond for the other two.
/// </remarks>
internal static class ZCdp
{
    /// <summary>The smallest delta, rounded up, such that rho-zCDP implies (epsilon, delta)-differential privacy.</summary>
    /// <param name="rho">The privacy loss; positive.</param>
    /// <param name="epsilon">At least zero.</param>
    /// <returns>A number in (0, 1].</returns>
    public static double Delta(double rho, double epsilon)
    {
        PrivacyChecks.Rho(rho);
        if (epsilon != 0)
            PrivacyChecks.EventEpsilon(epsilon);
        return DeltaUnchecked(rho, epsilon);
    }

    /// <summary>The smallest epsilon, rounded up, such that rho-zCDP implies (epsilon, delta)-differential privacy.</summary>
    /// <param name="rho">The privacy loss; positive.</param>
    /// <param name="delta">Above zero and below one.</param>
    public static double Epsilon(double rho, double delta)
    {
        PrivacyChecks.Rho(rho);
        PrivacyChecks.EventDelta(delta);
        if (DeltaUnchecked(rho, 0) <= delta)
            return 0;
        var high = rho + 2 * Math.Sqrt(rho * -Math.Log(delta)) + PrivacyChecks.SmallestEpsilon;
        while (!(DeltaUnchecked(rho, high) <= delta))
            high *= 2;
        return Bisection.Least(0, high, epsilon => DeltaUnchecked(rho, epsilon) <= delta);
    }

    /// <summary>The largest rho, rounded down, that implies (epsilon, delta)-differential privacy.</summary>
    /// <param name="epsilon">Positive.</param>
    /// <param name="delta">Above zero and below one.</param>
    public static double Rho(double epsilon, double delta)
    {
        PrivacyChecks.EventEpsilon(epsilon);
        PrivacyChecks.EventDelta(delta);

        // The textbook conversion epsilon = rho + 2 sqrt(rho log(1/delta)) is valid and a good start from below.
        var log = -Math.Log(delta);
        var root = epsilon / (Math.Sqrt(epsilon + log) + Math.Sqrt(log));
        var low = root * root;
        while (!(DeltaUnchecked(low, epsilon) <= delta))
            low /= 2;
        var high = Math.Max(2 * low, epsilon + log);
        while (DeltaUnchecked(high, epsilon) <= delta)
            high *= 2;
        return Bisection.Largest(low, high, rho => DeltaUnchecked(rho, epsilon) <= delta);
    }

    private static double DeltaUnchecked(double rho, double epsilon)
    {
        // With b = a - 1 the slope of log delta is (1 + 2b) rho - epsilon - log(1 + 1/b), which grows with b. It is negative
        // at the lower end and positive at the upper one. Bisection is on log b, which spans many orders of magnitude.
        var low = epsilon > rho ? Math.Log((epsilon / rho - 1) / 2) : Math.Log(0.5) - (3 * rho - epsilon);
        if (low < -700)
            return 1;
        var high = Math.Log((epsilon + 1) / (2 * rho) + 2);
        for (var i = 0; i < 60; i++)
        {
            var middle = 0.5 * (low + high);
            var b = Math.Exp(middle);
            if ((1 + 2 * b) * rho - epsilon - Log1P(1 / b) < 0)
                low = middle;
            else
                high = middle;
        }

        return DeltaAt(rho, epsilon, Math.Exp(0.5 * (low + high)));
    }

    private static double DeltaAt(double rho, double epsilon, double b)
    {
        var loss = b * (1 + b) * rho;
        var gain = b * epsilon;
        var first = b * Log1P(1 / b);
        var second = Log1P(b);
        var log = loss - gain - first - second;

        // Each term carries a relative error of a few 2^-53; 2^-48 of their absolute sum is more than all of it.
        var margin = (loss + gain + first + second) * Math.ScaleB(1, -48);
        var delta = Math.Exp(log + margin) * (1 + 1e-12);
        return delta <= 1 ? Math.Max(delta, double.Epsilon) : 1;
    }

    // The platform's log(1 + x) loses small x; this identity keeps it (Kahan).
    private static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? Math.Log(double.MaxValue) + 1 : Math.Log(sum) * (x / (sum - 1));
    }
}
