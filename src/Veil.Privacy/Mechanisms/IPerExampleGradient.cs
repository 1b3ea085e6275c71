namespace Veil.Privacy.Mechanisms;

/// <summary>
/// The one place where code outside the kernel is handed rows: it computes a sum of clipped gradients, and nothing else
/// of a batch may outlive the call. Every implementation is listed in docs/privacy.md and tested against gradients that
/// are computed one record at a time.
/// </summary>
public interface IPerExampleGradient
{
    /// <summary>The number of weights.</summary>
    int Count { get; }

    /// <summary>Adds the gradient of every record of a batch, scaled down to a Euclidean norm of at most the bound, to a sum.</summary>
    /// <param name="batch">The records. Whatever state the call changes must not depend on them.</param>
    /// <param name="bound">The largest norm of one record's contribution.</param>
    /// <param name="sum">One entry a weight.</param>
    void AddClipped(RecordBatch batch, float bound, Span<float> sum);
}

/// <summary>Some rows of a private table as cells, on loan for one call.</summary>
public readonly ref struct RecordBatch
{
    private readonly ReadOnlySpan<ushort> _cells;

    internal RecordBatch(ReadOnlySpan<ushort> cells, int attributes)
    {
        _cells = cells;
        Attributes = attributes;
    }

    /// <summary>The number of attributes.</summary>
    public int Attributes { get; }

    /// <summary>The number of records.</summary>
    public int Count => _cells.Length / Attributes;

    /// <summary>The cells of a record, one an attribute.</summary>
    public ReadOnlySpan<ushort> this[int record] => _cells.Slice(record * Attributes, Attributes);
}
