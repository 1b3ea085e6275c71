using System.Collections.Concurrent;
using Veil.Data.Domains;
using Veil.Data.Marginals;

namespace Veil.Privacy.Counting;

/// <summary>
/// The exact counts of marginals, kept because methods ask for the same ones in every round. They never leave the kernel.
/// Safe for several threads.
/// </summary>
internal sealed class ExactCounts
{
    // 128 MB. What does not fit is counted again.
    private const long MostCells = 1 << 25;

    private readonly ConcurrentDictionary<Key, int[]> _kept = new();
    private long _cells;

    /// <summary>The counts over some attributes, row-major. Not to be written to.</summary>
    public int[] Of(Attribute[] attributes, Func<Attribute, CodeColumn> encoded, int rows)
    {
        var key = new Key(attributes);
        if (_kept.TryGetValue(key, out var known))
        {
            return known;
        }

        var counts = MarginalCounter.Count([.. attributes.Select(encoded)], [.. attributes.Select(attribute => attribute.Size)], rows);
        if (Interlocked.Add(ref _cells, counts.Length) <= MostCells)
        {
            _kept.TryAdd(key, counts);
        }

        return counts;
    }

    /// <summary>Forgets everything: the rows have changed.</summary>
    public void Clear()
    {
        _kept.Clear();
        _cells = 0;
    }

    // Attributes of the same name may cut a column differently: they are told apart by reference.
    private readonly struct Key(Attribute[] attributes) : IEquatable<Key>
    {
        private readonly Attribute[] _attributes = attributes;

        public bool Equals(Key other) =>
            _attributes.Length == other._attributes.Length
                && _attributes.Zip(other._attributes).All(pair => ReferenceEquals(pair.First, pair.Second));

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var attribute in _attributes)
            {
                hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(attribute));
            }

            return hash.ToHashCode();
        }
    }
}
