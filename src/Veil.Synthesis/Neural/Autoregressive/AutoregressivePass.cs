namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>The state of a network for some records at a time while it walks along their columns.</summary>
internal sealed class AutoregressivePass
{
    private readonly int _unitsOfRecord;
    private readonly int _logitsOfRecord;
    private readonly float[] _units;
    private readonly float[] _logits;

    /// <summary>Allocates memory.</summary>
    /// <param name="network">The network.</param>
    /// <param name="capacity">The most records at a time.</param>
    public AutoregressivePass(AutoregressiveNetwork network, int capacity)
    {
        (_unitsOfRecord, _logitsOfRecord) = (network.Units, network.Logits);
        _units = new float[capacity * network.Units];
        _logits = new float[capacity * network.Logits];
        Count = capacity;
    }

    /// <summary>The number of records; at most the capacity.</summary>
    public int Count { get; set; }

    /// <summary>Hidden units of all records: inputs of those that are not final, outputs of those that are.</summary>
    public Span<float> AllUnits => _units;

    /// <summary>Logits of all records.</summary>
    public Span<float> AllLogits => _logits;

    /// <summary>Hidden units of a record.</summary>
    public Span<float> Units(int record) => _units.AsSpan(record * _unitsOfRecord, _unitsOfRecord);

    /// <summary>Logits of a record.</summary>
    public Span<float> Logits(int record) => _logits.AsSpan(record * _logitsOfRecord, _logitsOfRecord);

    /// <summary>Removes the records.</summary>
    public void Clear()
    {
        Array.Clear(_units);
        Array.Clear(_logits);
    }
}
