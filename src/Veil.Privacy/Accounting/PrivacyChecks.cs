using System.Runtime.CompilerServices;
using Veil.Data.Errors;

namespace Veil.Privacy.Accounting;

/// <summary>
/// The constraints on each number of a privacy computation: one method per rule. Every comparison is written so that a
/// number that is not a number fails it. A method returns the value it has checked.
/// </summary>
internal static class PrivacyChecks
{
    /// <summary>The smallest epsilon that means anything: 2^-50.</summary>
    public const double SmallestEpsilon = 1.0 / (1L << 50);

    /// <summary>The largest epsilon that the arithmetic is meant for; policies set their own, far lower.</summary>
    public const double LargestEpsilon = 1e6;

    /// <summary>The smallest rho that the conversions handle.</summary>
    public const double SmallestRho = SmallestEpsilon * SmallestEpsilon * SmallestEpsilon * SmallestEpsilon;

    /// <summary>The largest rho that the conversions handle.</summary>
    public const double LargestRho = 1e12;

    /// <summary>The smallest noise scale: 2^-32, which is no noise at all.</summary>
    public const double SmallestScale = 1.0 / (1L << 32);

    /// <summary>The largest noise scale: 2^40.</summary>
    public const double LargestScale = 1L << 40;

    /// <summary>The least chance of a unit to be in a sample: 2^-32.</summary>
    public const double SmallestRate = 1.0 / (1L << 32);

    /// <summary>The least noise multiplier of a training: the standard deviation of the noise over the most that a unit can do.</summary>
    public const double SmallestMultiplier = 1.0 / 16;

    /// <summary>
    /// The largest noise multiplier of a training, the standard deviation of the noise over the most that a unit can do:
    /// 2^20.
    /// </summary>
    public const double LargestMultiplier = 1 << 20;

    /// <summary>The most steps of a training.</summary>
    public const int LargestSteps = 10_000_000;

    /// <summary>The epsilon of a request.</summary>
    /// <exception cref="VeilException">Code <c>epsilon-out-of-range</c>.</exception>
    public static double BudgetEpsilon(double epsilon) =>
        IsEpsilon(epsilon)
            ? epsilon
            : throw new VeilException(
                FaultKind.Usage,
                "epsilon-out-of-range",
                "Epsilon must be a number above zero, and no larger than a million.",
                "Give an epsilon such as 1; smaller means more privacy, and zero cannot be reached.");

    /// <summary>The delta of a request; zero asks for pure differential privacy.</summary>
    /// <exception cref="VeilException">Code <c>delta-out-of-range</c>.</exception>
    public static double BudgetDelta(double delta) =>
        delta == 0 || IsPositiveDelta(delta)
            ? delta
            : throw new VeilException(
                FaultKind.Usage,
                "delta-out-of-range",
                "Delta must be zero, or a number above zero and below one.",
                "Give a delta well below one divided by the number of people, such as 1e-9.");

    /// <summary>The epsilon of one event or conversion.</summary>
    public static double EventEpsilon(double epsilon, [CallerArgumentExpression(nameof(epsilon))] string? name = null) =>
        IsEpsilon(epsilon) ? epsilon : throw OutOfRange(name, "must be between 2^-50 and a million");

    /// <summary>The positive delta of one event or conversion.</summary>
    public static double EventDelta(double delta, [CallerArgumentExpression(nameof(delta))] string? name = null) =>
        IsPositiveDelta(delta) ? delta : throw OutOfRange(name, "must be above zero and below one");

    /// <summary>A positive rho of zero-concentrated differential privacy, or mu^2/2 of the Gaussian one.</summary>
    public static double Rho(double rho, [CallerArgumentExpression(nameof(rho))] string? name = null) =>
        rho >= SmallestRho && rho <= LargestRho ? rho : throw OutOfRange(name, "must be between 2^-200 and 10^12");

    /// <summary>The scale of a noise distribution: sigma, or the b of a Laplace.</summary>
    public static double NoiseScale(double scale, [CallerArgumentExpression(nameof(scale))] string? name = null) =>
        scale >= SmallestScale && scale <= LargestScale ? scale : throw OutOfRange(name, "must be between 2^-32 and 2^40");

    /// <summary>A sensitivity: how far one unit can move what is measured.</summary>
    public static double Sensitivity(double sensitivity, [CallerArgumentExpression(nameof(sensitivity))] string? name = null) =>
        IsNormalPositive(sensitivity) && sensitivity <= LargestScale
            ? sensitivity
            : throw OutOfRange(name, "must be above zero and at most 2^40");

    /// <summary>A share or weight of a split.</summary>
    public static double Weight(double weight, [CallerArgumentExpression(nameof(weight))] string? name = null) =>
        IsNormalPositive(weight) && weight <= LargestScale ? weight : throw OutOfRange(name, "must be above zero and finite");

    /// <summary>The chance of a unit to be in a sample.</summary>
    public static double Rate(double rate, [CallerArgumentExpression(nameof(rate))] string? name = null) =>
        rate >= SmallestRate && rate <= 1 ? rate : throw OutOfRange(name, "must be between 2^-32 and one");

    /// <summary>Standard deviation of noise over the most that a unit can do.</summary>
    public static double NoiseMultiplier(double multiplier, [CallerArgumentExpression(nameof(multiplier))] string? name = null) =>
        multiplier >= SmallestMultiplier && multiplier <= LargestMultiplier
            ? multiplier
            : throw OutOfRange(name, "must be between 1/16 and 2^20");

    /// <summary>The number of steps of a training.</summary>
    public static int Steps(int steps, [CallerArgumentExpression(nameof(steps))] string? name = null) =>
        steps is >= 1 and <= LargestSteps ? steps : throw OutOfRange(name, "must be between one and ten million");

    /// <summary>A belief that is neither impossible nor certain.</summary>
    public static double Probability(double probability, [CallerArgumentExpression(nameof(probability))] string? name = null) =>
        probability > 0 && probability < 1 ? probability : throw OutOfRange(name, "must be above zero and below one");

    /// <summary>True when a number is positive, finite and not denormal.</summary>
    public static bool IsNormalPositive(double value) => value > 0 && double.IsNormal(value);

    private static bool IsEpsilon(double epsilon) => epsilon >= SmallestEpsilon && epsilon <= LargestEpsilon;

    private static bool IsPositiveDelta(double delta) => IsNormalPositive(delta) && delta < 1;

    private static ArgumentOutOfRangeException OutOfRange(string? name, string rule) => new(name, $"The value {rule}.");
}
