using System.Collections.Immutable;

namespace Veil.Privacy.Mechanisms;

/// <summary>The kind of noise in a measurement.</summary>
public enum NoiseKind
{
    /// <summary>Gaussian, rounded or, in old models, discrete: its standard deviation describes it completely.</summary>
    Gaussian,

    /// <summary>Discrete Laplace.</summary>
    Laplace,
}

/// <summary>
/// Counts over some attributes with noise already in them, and how much noise that is: safe to keep, show and ship.
/// Counts are row-major over the attributes in the order given and may be negative.
/// </summary>
/// <param name="Attributes">Names of the attributes.</param>
/// <param name="Counts">One noisy count per cell.</param>
/// <param name="Noise">Kind of the noise, independent in every cell.</param>
/// <param name="StandardDeviation">Standard deviation of the noise in each cell, in rows.</param>
public sealed record NoisyMarginal(
    ImmutableArray<string> Attributes, ImmutableArray<long> Counts, NoiseKind Noise, double StandardDeviation)
{
    /// <summary>Cell that was not measured and holds 0: the <em>other</em> cell of categories learnt privately. Or -1.</summary>
    public int UnmeasuredCell { get; init; } = -1;

    /// <summary>
    /// The groups of cells of the model that were counted together: for each attribute the group of each of its cells. Empty where every
    /// cell was counted by itself.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Groups { get; init; } = [];
}

/// <summary>A number of rows with noise in it.</summary>
/// <param name="Value">The noisy count; may be negative.</param>
/// <param name="StandardDeviation">Standard deviation of the noise, in rows; 0 when the count is public.</param>
public sealed record NoisyCount(long Value, double StandardDeviation);
