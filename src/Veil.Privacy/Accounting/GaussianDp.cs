namespace Veil.Privacy.Accounting;

/// <summary>
/// Conversions between Gaussian differential privacy and (epsilon, delta). The currency is <c>mu^2 / 2</c>, which adds up
/// and is what a Gaussian event costs in rho, too; it buys more here because nothing is lost in the conversion.
/// </summary>
/// <remarks>
/// Reference: Dong, Roth and Su, "Gaussian differential privacy", 2022, corollary 1 (Balle and Wang 2018, theorem 8):
/// <c>delta = Phi(-epsilon/mu + mu/2) - exp(epsilon) Phi(-epsilon/mu - mu/2)</c>. With <c>a = epsilon/mu - mu/2</c>,
/// <c>b = epsilon/mu + mu/2</c>, the normal density phi and <see cref="MillsRatio"/> M it is <c>phi(a) (M(a) - M(b))</c>,
/// in which nothing overflows. See docs/privacy.md, "Gaussian differential privacy".
/// Privacy: every operation rounds towards more loss, and the exponential is widened by more than its error.
/// <see cref="Epsilon"/> and <see cref="HalfMuSquared"/> return a point at which <see cref="Delta"/> has been checked.
/// Cost: microseconds for <see cref="Delta"/>, below a millisecond for the other two.
/// </remarks>
public static class GaussianDp
{
    // The doubles on either side of 1 / sqrt(2 pi).
    private const double DensityAtZeroDown = 0.39894228040143265;
    private const double DensityAtZeroUp = 0.3989422804014327;

    // The platform's exp is taken to be good to this.
    private const double Margin = 1e-12;

    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>The smallest delta, rounded up, such that mu-GDP implies (epsilon, delta)-differential privacy.</summary>
    /// <param name="halfMuSquared">The privacy loss <c>mu^2 / 2</c>; positive.</param>
    /// <param name="epsilon">At least zero.</param>
    /// <returns>A number in (0, 1].</returns>
    public static double Delta(double halfMuSquared, double epsilon)
    {
        PrivacyChecks.Rho(halfMuSquared);
        if (epsilon != 0)
            PrivacyChecks.EventEpsilon(epsilon);
        return DeltaUnchecked(MuUp(halfMuSquared), epsilon);
    }

    /// <summary>The smallest epsilon, rounded up, such that mu-GDP implies (epsilon, delta)-differential privacy.</summary>
    /// <param name="halfMuSquared">The privacy loss <c>mu^2 / 2</c>; positive.</param>
    /// <param name="delta">Above zero and below one.</param>
    public static double Epsilon(double halfMuSquared, double delta)
    {
        PrivacyChecks.Rho(halfMuSquared);
        PrivacyChecks.EventDelta(delta);
        var mu = MuUp(halfMuSquared);
        if (DeltaUnchecked(mu, 0) <= delta)
            return 0;

        // Gaussian differential privacy implies the zero-concentrated one of the same number.
        var high = ZCdp.Epsilon(halfMuSquared, delta) + PrivacyChecks.SmallestEpsilon;
        while (!(DeltaUnchecked(mu, high) <= delta))
            high *= 2;
        return Bisection.Least(0, high, epsilon => DeltaUnchecked(mu, epsilon) <= delta);
    }

    /// <summary>The largest <c>mu^2 / 2</c>, rounded down, that implies (epsilon, delta)-differential privacy.</summary>
    /// <param name="epsilon">Positive.</param>
    /// <param name="delta">Above zero and below one.</param>
    public static double HalfMuSquared(double epsilon, double delta)
    {
        PrivacyChecks.EventEpsilon(epsilon);
        PrivacyChecks.EventDelta(delta);
        var low = Math.Sqrt(2 * ZCdp.Rho(epsilon, delta));
        while (!(DeltaUnchecked(low, epsilon) <= delta))
            low /= 2;
        var high = 2 * low;
        while (DeltaUnchecked(high, epsilon) <= delta)
            high *= 2;
        var mu = Bisection.Largest(low, high, mu => DeltaUnchecked(mu, epsilon) <= delta);
        return DirectedRounding.MultiplyDown(mu, mu) / 2;
    }

    /// <summary>The least <c>mu^2 / 2</c>, rounded up, of a pure mechanism: <c>mu = 2 Phi^-1(e^epsilon / (1 + e^epsilon))</c>.</summary>
    /// <param name="epsilon">Positive.</param>
    internal static double OfPure(double epsilon)
    {
        // Both are above half of mu; see docs/privacy.md, "Accounts: filters over releases".
        var linear = Math.Sqrt(Math.PI / 8) * PrivacyChecks.EventEpsilon(epsilon);
        var high = Math.Min(linear, Math.Sqrt(2 * epsilon)) * (1 + 1e-15);
        if (epsilon < 0.01)
        {
            return 2 * DirectedRounding.MultiplyUp(high, high);
        }

        var tail = DirectedRounding.DivideDown(1, 1 + (Math.Exp(epsilon) * (1 + Margin)));
        var half = Bisection.Least(high / 2, high, x => DirectedRounding.MultiplyUp(DensityUp(x), MillsRatio.Of(x).High) <= tail);
        return 2 * DirectedRounding.MultiplyUp(half, half);
    }

    // A square root is correctly rounded, so the next double is above it.
    private static double MuUp(double halfMuSquared) => Math.BitIncrement(Math.Sqrt(2 * halfMuSquared));

    private static double DeltaUnchecked(double mu, double epsilon)
    {
        var half = mu / 2;
        var ratio = DirectedRounding.DivideDown(epsilon, mu);
        var ratioUp = DirectedRounding.DivideUp(epsilon, mu);
        var a = DirectedRounding.SubtractDown(ratio, half);
        var b = DirectedRounding.AddDown(ratio, half);
        var aUp = DirectedRounding.AddUp(ratioUp, -half);
        var bUp = DirectedRounding.AddUp(ratioUp, half);
        var delta = a >= 0 ? BeyondBoth(mu, a, b, bUp) : BelowOne(-a, Math.Max(-a, aUp), bUp);
        return Math.Clamp(delta, SmallestNormal, 1);
    }

    // phi(a) (M(a) - M(b)), which falls with a. M(a) - M(b) is the integral from a to b of 1 - x M(x), which falls and is
    // convex, so it is also below mu times the mean of its ends: the better bound when mu is small and the difference
    // loses its digits.
    private static double BeyondBoth(double mu, double a, double b, double bUp)
    {
        var atA = MillsRatio.Of(a);
        var atB = MillsRatio.Of(bUp).Low;
        var slopeAtA = DirectedRounding.AddUp(1, -DirectedRounding.MultiplyDown(a, atA.Low));
        var slopeAtB = DirectedRounding.AddUp(1, -DirectedRounding.MultiplyDown(b, atB));
        var trapezium = DirectedRounding.MultiplyUp(mu / 2, DirectedRounding.AddUp(slopeAtA, slopeAtB));
        var difference = DirectedRounding.AddUp(atA.High, -atB);
        return DirectedRounding.MultiplyUp(DensityUp(a), Math.Min(difference, trapezium));
    }

    // For a < 0: 1 - Phi(a) - phi(a) M(b), where Phi(a) = phi(a) M(-a).
    private static double BelowOne(double minusA, double largestMinusA, double bUp)
    {
        var tail = DirectedRounding.MultiplyDown(DensityDown(minusA), MillsRatio.Of(minusA).Low);
        var other = DirectedRounding.MultiplyDown(DensityDown(largestMinusA), MillsRatio.Of(bUp).Low);
        return DirectedRounding.AddUp(DirectedRounding.AddUp(1, -tail), -other);
    }

    private static double DensityUp(double x) =>
        Math.Exp(-0.5 * DirectedRounding.MultiplyDown(x, x)) * DensityAtZeroUp * (1 + Margin);

    private static double DensityDown(double x) =>
        Math.Exp(-0.5 * DirectedRounding.MultiplyUp(x, x)) * DensityAtZeroDown * (1 - Margin);
}
