using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Veil.Privacy.Noise;

namespace Veil.Auditing;

/// <summary>
/// Draws that belong to units instead of places: a unit that two tables share has the same draws in both, wherever its rows
/// stand. They are a function of a key and of what the unit's rows hold; of equal units the first, the second and so on are told apart.
/// A unit that stands in another's place has the other's draws.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="recorded">
/// The units of each table of the recorded run, in the order in which draws were made for them; null while it is recorded.
/// </param>
internal sealed class CoupledDraws(ulong key, IReadOnlyList<ulong[]>? recorded = null)
{
    private readonly ConditionalWeakTable<IDrawnRows, UnitKeys> _known = [];

    /// <summary>The units of each table that draws were made for.</summary>
    public List<ulong[]> Seen { get; } = [];

    /// <summary>A uniform number for a text and a place.</summary>
    public ulong Of(ReadOnlySpan<byte> text, ulong place)
    {
        var hash = Mix(key ^ place);
        foreach (var value in text)
            hash = Mix(hash ^ value);
        return hash;
    }

    /// <summary>A uniform number for a unit.</summary>
    public ulong OfUnit(IDrawnRows rows, int unit, ulong purpose) => Mix(Keys(rows).PlaceOf(unit) ^ Mix(key ^ purpose));

    /// <summary>A uniform number for a row.</summary>
    public ulong OfRow(IDrawnRows rows, int row, ulong purpose) => Mix(Keys(rows).Rows[row] ^ Mix(key ^ purpose));

    /// <summary>Whether a unit is not in the recorded table; false while it is recorded.</summary>
    public bool IsAlone(IDrawnRows rows, int unit) => recorded is not null && Keys(rows).IsAlone(unit);

    /// <summary>A uniform number as an index below a bound, without a bias that matters here.</summary>
    public static ulong Below(ulong uniform, ulong bound) => Math.BigMul(uniform, bound, out _);

    /// <summary>A finaliser that spreads every bit over all.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private UnitKeys Keys(IDrawnRows rows)
    {
        if (!_known.TryGetValue(rows, out var keys))
        {
            keys = new UnitKeys(rows);
            if (recorded is not null)
                keys.Compare(Seen.Count < recorded.Count ? recorded[Seen.Count] : []);
            _known.Add(rows, keys);
            Seen.Add(keys.Units);
        }

        return keys;
    }

    private sealed class UnitKeys
    {
        // For each unit that the recorded table has not: the one in whose place it stands, or itself.
        private readonly Dictionary<ulong, ulong> _alone = [];

        public UnitKeys(IDrawnRows rows)
        {
            Units = new ulong[rows.UnitCount];
            var times = new Dictionary<ulong, ulong>();
            var ofUnit = new List<int>();
            var cells = new ushort[rows.Attributes];
            for (var unit = 0; unit < Units.Length; unit++)
            {
                ofUnit.Clear();
                rows.AddRowsOf(unit, ofUnit);
                var hashes = ofUnit.ConvertAll(row =>
                {
                    rows.Gather([row], cells);
                    return cells.Aggregate(0UL, (hash, cell) => Mix(hash ^ cell));
                });

                // The rows of a unit in an order that does not depend on the table's.
                var order = Enumerable.Range(0, hashes.Count).OrderBy(i => hashes[i]).ToList();
                var whole = order.Aggregate((ulong)order.Count, (hash, i) => Mix(hash ^ hashes[i]));
                ref var time = ref CollectionsMarshal.GetValueRefOrAddDefault(times, whole, out _);
                Units[unit] = Mix(whole ^ time++);
                for (var i = 0; i < order.Count; i++)
                    Rows[ofUnit[order[i]]] = Mix(Units[unit] ^ Mix((ulong)i));
            }
        }

        public ulong[] Units { get; }

        public Dictionary<int, ulong> Rows { get; } = [];

        public bool IsAlone(int unit) => _alone.ContainsKey(Units[unit]);

        public ulong PlaceOf(int unit) => _alone.GetValueOrDefault(Units[unit], Units[unit]);

        public void Compare(ulong[] recorded)
        {
            var missing = recorded.Except(Units).ToList();
            foreach (var (i, unit) in Units.Except(recorded).Index())
                _alone.Add(unit, i < missing.Count ? missing[i] : unit);
        }
    }
}
