using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// Integer noise for a vector of counts, as strong as a cost in the budget's currency demands: discrete Laplace under
/// pure epsilon, rounded Gaussian under Gaussian differential privacy. The one place where a cost becomes noise.
/// </summary>
internal sealed class CountNoise
{
    private readonly Func<long, double> _tailAtLeast;

    private CountNoise(PrivacyEvent cost, NoiseKind kind, double deviation, AddNoise addTo, Func<long, double> tailAtLeast)
    {
        Event = cost;
        Kind = kind;
        StandardDeviation = deviation;
        AddTo = addTo;
        _tailAtLeast = tailAtLeast;
    }

    /// <summary>The cost of drawing this noise.</summary>
    public PrivacyEvent Event { get; }

    /// <summary>Kind of the noise.</summary>
    public NoiseKind Kind { get; }

    /// <summary>Standard deviation of the noise.</summary>
    public double StandardDeviation { get; }

    /// <summary>Noise for a vector whose sensitivities are given, at a cost in the currency of the rule.</summary>
    public static CountNoise For(CompositionRule rule, double cost, double l1, double l2) =>
        rule switch
        {
            CompositionRule.PureEpsilon => Laplace(LaplaceEvent.Within(rule, cost, l1)),
            CompositionRule.GaussianDp => Gaussian(GaussianEvent.Within(rule, cost, l2)),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };

    /// <summary>
    /// The standard deviation of the noise at a cost: infinite at a cost too small for any noise, and zero at one that no budget allows.
    /// </summary>
    public static double StandardDeviationAt(CompositionRule rule, double cost, double l1, double l2)
    {
        var isPure = rule == CompositionRule.PureEpsilon;
        if (cost > (isPure ? PrivacyChecks.LargestEpsilon : PrivacyChecks.LargestRho))
        {
            return 0;
        }

        var scale = isPure ? l1 / cost : l2 / Math.Sqrt(2 * cost);
        return cost > 0 && scale < PrivacyChecks.LargestScale / 2 ? For(rule, cost, l1, l2).StandardDeviation : double.PositiveInfinity;
    }

    /// <summary>Adds a draw to each count.</summary>
    public AddNoise AddTo { get; }

    /// <summary>An upper bound of the probability that one draw is <paramref name="t"/> or more.</summary>
    public double TailAtLeast(long t) => _tailAtLeast(t);

    /// <summary>The smallest t such that one draw is t or more with at most the given probability.</summary>
    public long Quantile(double probability)
    {
        long low = 0, high = 1;
        while (!(TailAtLeast(high) <= probability))
        {
            high = checked(high * 2);
        }

        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            if (TailAtLeast(middle) <= probability)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return high;
    }

    private static CountNoise Laplace(LaplaceEvent cost)
    {
        var laplace = DiscreteLaplace.FromScaleAtLeast(cost.Scale);
        return new CountNoise(cost, NoiseKind.Laplace, laplace.StandardDeviation, laplace.AddTo, laplace.TailAtLeast);
    }

    private static CountNoise Gaussian(GaussianEvent cost)
    {
        var gaussian = new RoundedGaussian(cost.Sigma);
        return new CountNoise(cost, NoiseKind.Gaussian, gaussian.StandardDeviation, gaussian.AddTo, gaussian.TailAtLeast);
    }
}
