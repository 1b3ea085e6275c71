
namespace Veil.Synthesis.Sampling;

/// <summary>Draws synthetic records from a fitted model: post-processing, free of privacy cost.</summary>
public interface IRecordSampler
{
    /// <summary>Draws records.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="random">Repeatable random numbers.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    /// <returns>The cells of each attribute of the model's domain, one a row.</returns>
    ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken);
}
