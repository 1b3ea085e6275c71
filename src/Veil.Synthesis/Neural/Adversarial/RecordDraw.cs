using Veil.Data.Numerics;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>Numbers that look random and are a function of a key and of a record's cells alone.</summary>
internal ref struct RecordDraw
{
    private ulong _state;

    /// <summary>Begins the numbers of a record.</summary>
    public RecordDraw(ulong key, ReadOnlySpan<ushort> cells)
    {
        _state = key;
        foreach (var cell in cells)
        {
            _state = (_state ^ cell) * 0xD6E8FEB86659FD93;
            _state ^= _state >> 32;
        }
    }

    /// <summary>A whole number below a bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number from 0 to 1.</summary>
    public float Uniform() => (Next() >> 40) * (1f / (1 << 24));

    private ulong Next() => SplitMix64.Next(ref _state);
}
