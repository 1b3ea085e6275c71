using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// Integer noise for a vector of counts, as strong as a cost in the budget's currency demands: discrete Laplace under
/// pure epsilon, discrete Gaussian under zero-concentrated accounting. The one place where a cost becomes noise.
/// </summary>
internal sealed class CountNoise
{
    private readonly DiscreteGaussian? _gaussian;
    private readonly DiscreteLaplace? _laplace;

    private CountNoise(PrivacyEvent cost, DiscreteGaussian? gaussian, DiscreteLaplace? laplace)
    {
        Event = cost;
        _gaussian = gaussian;
        _laplace = laplace;
    }

    /// <summary>What drawing this noise costs.</summary>
    public PrivacyEvent Event { get; }

    /// <summary>Kind of the noise.</summary>
    public NoiseKind Kind => _gaussian is null ? NoiseKind.Laplace : NoiseKind.Gaussian;

    /// <summary>Standard deviation of the noise.</summary>
    public double StandardDeviation => _gaussian?.Sigma ?? LaplaceDeviation(_laplace!.Scale);

    /// <summary>Noise for a vector whose sensitivities are given, at a cost in the currency of the rule.</summary>
    public static CountNoise For(CompositionRule rule, double cost, double l1, double l2)
    {
        if (rule == CompositionRule.PureEpsilon)
        {
            var laplace = LaplaceEvent.Within(rule, cost, l1);
            return new CountNoise(laplace, null, DiscreteLaplace.FromScaleAtLeast(laplace.Scale));
        }

        var gaussian = GaussianEvent.Within(cost, l2);
        return new CountNoise(gaussian, DiscreteGaussian.FromSigmaAtLeast(gaussian.Sigma), null);
    }

    /// <summary>Adds a draw to each count.</summary>
    public void AddTo(Span<long> counts, RandomSource random)
    {
        if (_gaussian is not null)
        {
            _gaussian.AddTo(counts, random);
        }
        else
        {
            _laplace!.AddTo(counts, random);
        }
    }

    /// <summary>An upper bound of the probability that one draw is <paramref name="t"/> or more.</summary>
    public double TailAtLeast(long t) => _gaussian?.TailAtLeast(t) ?? _laplace!.TailAtLeast(t);

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

    // The variance is 2q/(1-q)^2 with q = e^(-1/b).
    private static double LaplaceDeviation(double scale)
    {
        // sqrt(2q)/(1-q) = 1 / (sqrt(2) sinh(1/2b)), which loses no digits for a large scale.
        return 1 / (Math.Sqrt(2) * Math.Sinh(0.5 / scale));
    }
}
