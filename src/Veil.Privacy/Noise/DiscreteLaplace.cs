using System.Numerics;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Noise;

/// <summary>Integer noise x with probability exactly proportional to <c>exp(-|x| / b)</c>.</summary>
/// <remarks>
/// Reference: Ghosh, Roughgarden and Sundararajan, "Universally utility-maximizing privacy mechanisms", 2009 (the
/// two-sided geometric distribution).
/// Privacy: added to a vector of integers of L1 sensitivity s it is <c>s / b</c>-differentially private.
/// Cost: one random word per draw up to scale 64, three above. An instance is immutable and can be shared by threads.
/// </remarks>
internal sealed class DiscreteLaplace
{
    private readonly TwoSidedSampler _sampler;

    /// <summary>Makes the distribution with scale <c>b = numerator / denominator</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The ratio is not positive or outside what <see cref="PrivacyChecks.NoiseScale"/> allows.
    /// </exception>
    public DiscreteLaplace(BigInteger numerator, BigInteger denominator)
        : this(new Rational(numerator, denominator))
    {
    }

    private DiscreteLaplace(Rational scale, int? tableBits = null)
    {
        ExactScale = scale;
        Scale = PrivacyChecks.NoiseScale(scale.ToDoubleDown(), nameof(Scale));
        var rate = new Rational(scale.Denominator, scale.Numerator);
        _sampler = tableBits is { } bits
            ? new TwoSidedSampler(rate, Scale, bits)
            : new TwoSidedSampler(rate, Scale);
    }

    /// <summary>The exact scale of the draws.</summary>
    public Rational ExactScale { get; }

    /// <summary>The scale as a double that is not above the exact value: accounting with it can only overstate the loss.</summary>
    public double Scale { get; }

    /// <summary>Standard deviation of the draws.</summary>
    /// <remarks>
    /// The variance is 2q/(1-q)^2 with q = e^(-1/b); sqrt(2q)/(1-q) = 1 / (sqrt(2) sinh(1/2b)) loses no digits for a large scale.
    /// </remarks>
    public double StandardDeviation => 1 / (Math.Sqrt(2) * Math.Sinh(0.5 / Scale));

    /// <summary>The distribution with exactly this scale: a double is a ratio of integers, so nothing needs rounding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The scale is not a number, or outside what <see cref="PrivacyChecks.NoiseScale"/> allows.
    /// </exception>
    public static DiscreteLaplace FromScaleAtLeast(double scale) => FromScale(scale, tableBits: null);

    /// <summary>The same with a coarse table, so that tests reach the refinement that otherwise never runs.</summary>
    internal static DiscreteLaplace WithTableBits(double scale, int tableBits) => FromScale(scale, tableBits);

    /// <summary>One draw.</summary>
    public long Sample(RandomSource random) => _sampler.Sample(random);

    /// <summary>Adds an independent draw to each value, saturating at the ends of the 64-bit range.</summary>
    public void AddTo(Span<long> values, RandomSource random) => _sampler.AddTo(values, random);

    /// <summary>An upper bound of the probability that a draw is at least <paramref name="t"/>.</summary>
    public double TailAtLeast(long t) => TailBounds.Laplace(ExactScale.ToDoubleUp(), t);

    private static DiscreteLaplace FromScale(double scale, int? tableBits) =>
        new(Rational.FromDouble(PrivacyChecks.NoiseScale(scale, nameof(scale))), tableBits);
}
