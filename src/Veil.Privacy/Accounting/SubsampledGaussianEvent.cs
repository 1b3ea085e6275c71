namespace Veil.Privacy.Accounting;

/// <summary>
/// A whole training: as many times as it has steps, a sample of the units with Gaussian noise on the sum of what each of
/// them gives.
/// </summary>
/// <remarks>
/// Reference: Abadi and others, "Deep learning with differential privacy", 2016. Privacy: none of the currencies can express
/// it; <see cref="SubsampledGaussian"/> composes it with what else was learnt, and a budget reserves it by
/// <see cref="BudgetTerms.Training"/>. Cost: none.
/// </remarks>
public sealed record SubsampledGaussianEvent : PrivacyEvent
{
    /// <summary>Describes the event.</summary>
    /// <param name="rate">The chance of a unit to be in the sample of a step, independently of the others; not below the true one.</param>
    /// <param name="noiseMultiplier">
    /// Standard deviation of the noise over the most that a unit can move the sum; not above the true one.
    /// </param>
    /// <param name="steps">Number of steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public SubsampledGaussianEvent(double rate, double noiseMultiplier, int steps)
    {
        Rate = PrivacyChecks.Rate(rate);
        NoiseMultiplier = PrivacyChecks.NoiseMultiplier(noiseMultiplier);
        Steps = PrivacyChecks.Steps(steps);
    }

    /// <summary>The chance of a unit to be in the sample of a step.</summary>
    public double Rate { get; }

    /// <summary>Standard deviation of the noise over the most that a unit can move the sum.</summary>
    public double NoiseMultiplier { get; }

    /// <summary>Number of steps.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    public override double Cost(CompositionRule rule) => double.PositiveInfinity;
}
