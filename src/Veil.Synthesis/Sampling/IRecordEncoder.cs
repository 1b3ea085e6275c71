namespace Veil.Synthesis.Sampling;

/// <summary>
/// A sampler whose model also maps records to points. The map is part of a private model and costs nothing to use; the point of
/// a real record is that record in another notation, and as private.
/// </summary>
public interface IRecordEncoder
{
    /// <summary>The number of coordinates of a point.</summary>
    int Width { get; }

    /// <summary>The points of some records.</summary>
    /// <param name="cells">The cells of each attribute of the model's domain, one per record.</param>
    /// <param name="points">Filled with one point per record, row-major.</param>
    void Encode(IReadOnlyList<ushort[]> cells, Span<float> points);
}
