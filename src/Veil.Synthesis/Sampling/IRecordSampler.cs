namespace Veil.Synthesis.Sampling;

/// <summary>Draws synthetic records from a fitted model: post-processing, free of privacy cost.</summary>
public interface IRecordSampler
{
    /// <summary>Draws records.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="random">Repeatable random numbers.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    /// <returns>The cells of each attribute of the model's domain, one per row.</returns>
    ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken);

    /// <summary>The sampler of the model's exact conditional distribution given evidence.</summary>
    /// <param name="evidence">For each attribute the part of the rows of each cell that is left, 0 to 1; null for all of them.</param>
    /// <param name="cancellationToken">Stops a search for rows that are left.</param>
    ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken);
}

/// <summary>A sampler of the rows that some evidence leaves.</summary>
/// <param name="Sampler">The sampler; of no use when nothing is left.</param>
/// <param name="Probability">The part of the model's rows that is left.</param>
public sealed record ConditionalSampler(IRecordSampler Sampler, double Probability);
