using System.Security.Cryptography;
using Veil.Data.Errors;

namespace Veil.Data.Tables;

/// <summary>Collects distinct labels and gives each a code, in order of first appearance.</summary>
public sealed class LabelPoolBuilder
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;

    // A per-process key, so that no file can be prepared whose labels all collide.
    private static readonly ulong s_key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[16];
    private uint[] _hashes = new uint[16];
    private int[] _slots = new int[32];
    private int _used;

    // Keeps the prefetching from being optimised away.
    private uint _touched;

    /// <summary>The number of labels so far.</summary>
    public int Count { get; private set; }

    /// <summary>The code of a label, a new one if it was not seen before.</summary>
    /// <exception cref="VeilException">The labels together are longer than 2 GiB.</exception>
    public int GetOrAdd(ReadOnlySpan<byte> utf8) => GetOrAdd(utf8, Hash(utf8));

    /// <summary>The code of a label whose <see cref="Hash"/> is known.</summary>
    internal int GetOrAdd(ReadOnlySpan<byte> utf8, uint hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)(hash & (uint)mask); ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot] - 1;
            if (code < 0)
            {
                return Add(utf8, hash, slot);
            }

            if (_hashes[code] == hash && Label(code).SequenceEqual(utf8))
            {
                return code;
            }
        }
    }

    /// <summary>
    /// Prefetches the memory that looking up some labels will need. One look-up in a large pool waits for the memory three
    /// or four times in sequence; prefetched together, those of many labels wait at the same time.
    /// </summary>
    /// <param name="hashes">At most 128 hashes.</param>
    internal void Warm(ReadOnlySpan<uint> hashes)
    {
        Span<int> places = stackalloc int[128];
        var mask = (uint)_slots.Length - 1;
        for (var i = 0; i < hashes.Length; i++)
        {
            places[i] = Math.Max(_slots[hashes[i] & mask] - 1, 0);
        }

        uint sum = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            sum += _hashes[places[i]];
            places[i] = places[i] == 0 ? 0 : _ends[places[i] - 1];
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            sum += _bytes[Math.Min(places[i], _bytes.Length - 1)];
        }

        _touched = sum;
    }

    /// <summary>The labels collected so far; the builder may continue.</summary>
    public LabelPool Build() => new(_bytes.AsSpan(0, _used).ToArray(), _ends.AsSpan(0, Count).ToArray());

    /// <summary>The hash by which labels are found; differs from process to process.</summary>
    internal static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = s_key ^ ((ulong)utf8.Length * Prime1);
        while (utf8.Length >= 8)
        {
            hash = Mix(hash, BitConverter.ToUInt64(utf8));
            utf8 = utf8[8..];
        }

        ulong tail = 0;
        foreach (var b in utf8)
        {
            tail = (tail << 8) | b;
        }

        hash = Mix(hash, tail);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        var high = Math.BigMul(hash ^ word ^ Prime2, Prime1, out var low);
        return high ^ low;
    }

    private ReadOnlySpan<byte> Label(int code)
    {
        var start = code == 0 ? 0 : _ends[code - 1];
        return _bytes.AsSpan(start, _ends[code] - start);
    }

    private int Add(ReadOnlySpan<byte> utf8, uint hash, int slot)
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        if (_used + utf8.Length > _bytes.Length)
        {
            var wanted = Math.Max((long)_used + utf8.Length, _bytes.Length * 2L);
            if ((long)_used + utf8.Length > Array.MaxLength)
            {
                throw new VeilException(
                    FaultKind.CannotFinish,
                    "labels-too-long",
                    "The distinct values of one column are longer than 2 GiB together.",
                    "Give the column the role 'text' or 'drop' in the schema.");
            }

            Array.Resize(ref _bytes, (int)Math.Min(wanted, Array.MaxLength));
        }

        utf8.CopyTo(_bytes.AsSpan(_used));
        _used += utf8.Length;
        _ends[Count] = _used;
        _hashes[Count] = hash;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var code = 0; code < Count; code++)
        {
            var slot = (int)(_hashes[code] & (uint)mask);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = code + 1;
        }
    }
}
