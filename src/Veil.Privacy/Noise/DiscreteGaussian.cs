using System.Numerics;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Noise;

/// <summary>Integer noise x with probability exactly proportional to <c>exp(-x^2 / (2 sigma^2))</c>.</summary>
/// <remarks>
/// Reference: Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy", NeurIPS 2020.
/// Privacy: added to a vector of integers of L2 sensitivity s it is <c>s^2 / (2 sigma^2)</c>-zCDP.
/// Cost: one random word per draw up to sigma 256, three above. Building takes about a millisecond; an instance is
/// immutable and can be shared by threads.
/// </remarks>
internal sealed class DiscreteGaussian
{
    private readonly TwoSidedSampler _sampler;

    /// <summary>Makes the distribution with <c>sigma^2 = numerator / denominator</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The ratio is not positive or sigma is outside what <see cref="PrivacyChecks.NoiseScale"/> allows.
    /// </exception>
    public DiscreteGaussian(BigInteger numerator, BigInteger denominator)
        : this(new Rational(numerator, denominator))
    {
    }

    private DiscreteGaussian(Rational sigmaSquared, int? tableBits = null)
    {
        SigmaSquared = sigmaSquared;
        Sigma = PrivacyChecks.NoiseScale(RootDown(sigmaSquared), nameof(Sigma));
        var rate = new Rational(sigmaSquared.Denominator, 2 * sigmaSquared.Numerator);
        _sampler = tableBits is { } bits
            ? new TwoSidedSampler(rate, Decay.Quadratic, Sigma, bits)
            : new TwoSidedSampler(rate, Decay.Quadratic, Sigma);
    }

    /// <summary>The exact sigma^2 of the draws.</summary>
    public Rational SigmaSquared { get; }

    /// <summary>Sigma as a double that is not above the exact value: accounting with it can only overstate the loss.</summary>
    public double Sigma { get; }

    /// <summary>The distribution with exactly this sigma: a double is a ratio of integers, so nothing needs rounding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Sigma is not a number, or outside what <see cref="PrivacyChecks.NoiseScale"/> allows.
    /// </exception>
    public static DiscreteGaussian FromSigmaAtLeast(double sigma) => FromSigma(sigma, tableBits: null);

    /// <summary>The same with a coarse table, so that tests reach the refinement that otherwise never runs.</summary>
    internal static DiscreteGaussian WithTableBits(double sigma, int tableBits) => FromSigma(sigma, tableBits);

    /// <summary>One draw.</summary>
    public long Sample(RandomSource random) => _sampler.Sample(random);

    /// <summary>Adds an independent draw to each value, saturating at the ends of the 64-bit range.</summary>
    public void AddTo(Span<long> values, RandomSource random) => _sampler.AddTo(values, random);

    /// <summary>An upper bound of the probability that a draw is at least <paramref name="t"/>.</summary>
    public double TailAtLeast(long t) => TailBounds.Gaussian(Sigma, SigmaSquared.ToDoubleUp(), t);

    private static DiscreteGaussian FromSigma(double sigma, int? tableBits)
    {
        var exact = Rational.FromDouble(PrivacyChecks.NoiseScale(sigma, nameof(sigma)));
        return new DiscreteGaussian(exact * exact, tableBits);
    }

    private static double RootDown(Rational square)
    {
        var root = Math.Sqrt(square.ToDoubleDown());
        if (!double.IsNormal(root))
            return 0;
        while (true)
        {
            var exact = Rational.FromDouble(root);
            if ((exact * exact).CompareTo(square) <= 0)
                return root;
            root = Math.BitDecrement(root);
        }
    }
}
