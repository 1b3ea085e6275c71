namespace Veil.Privacy.Mechanisms;

/// <summary>
/// The one place where code outside the kernel is handed rows to learn weights from: it computes a sum of clipped
/// gradients, and nothing else of a batch may outlive the call. Every implementation is listed in docs/privacy.md and
/// tested against gradients that are computed one record at a time.
/// </summary>
/// <remarks>
/// Privacy rests on this: what a record adds does not depend on the other records of the batch, is longer than the bound by
/// at most one part in 4096, and the sum is plain float arithmetic in any order.
/// </remarks>
internal interface IPerExampleGradient
{
    /// <summary>The number of weights.</summary>
    int Count { get; }

    /// <summary>Adds the gradient of every record of a batch, scaled down to a Euclidean norm of at most the bound, to a sum.</summary>
    /// <param name="batch">
    /// At most <see cref="RecordBatch.Capacity"/> records. Whatever state the call changes must not depend on them.
    /// </param>
    /// <param name="bound">The largest norm of one record's contribution.</param>
    /// <param name="sum">One entry per weight.</param>
    void AddClipped(RecordBatch batch, float bound, Span<float> sum);
}

/// <summary>Some records as cells, row-major, on loan for one call.</summary>
internal readonly ref struct RecordBatch
{
    /// <summary>The most records of a batch that a gradient is asked for.</summary>
    public const int Capacity = 256;

    /// <summary>
    /// The part of the bound that the noise allows for the rounding of float sums, twice the worst for one term per record of a
    /// full batch; a gradient whose terms are more or longer keeps the rest of its bound free.
    /// </summary>
    public const double RoundingAllowance = 2.0 * Capacity * (Capacity + 1) / (1 << 24);

    private readonly ReadOnlySpan<ushort> _cells;

    /// <summary>Wraps cells that the caller has.</summary>
    /// <param name="cells">The cells of one record after those of the other.</param>
    /// <param name="attributes">Cells per record; at least one.</param>
    public RecordBatch(ReadOnlySpan<ushort> cells, int attributes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attributes);
        _cells = cells;
        Attributes = attributes;
    }

    /// <summary>The number of attributes.</summary>
    public int Attributes { get; }

    /// <summary>The number of records.</summary>
    public int Count => _cells.Length / Attributes;

    /// <summary>The cells of a record, one per attribute.</summary>
    public ReadOnlySpan<ushort> this[int record] => _cells.Slice(record * Attributes, Attributes);
}
