using System.Collections.Immutable;
using System.Collections;

namespace Veil.Data.Domains;

/// <summary>A set of attributes of a domain, by index, in increasing order; equal when the indexes are.</summary>
public readonly struct AttributeSet : IEquatable<AttributeSet>, IEnumerable<int>
{
    private readonly ImmutableArray<int> _indexes;

    /// <summary>The set of the given indexes, in any order.</summary>
    /// <exception cref="ArgumentException">An index is negative or occurs twice.</exception>
    public AttributeSet(params IEnumerable<int> indexes)
    {
        _indexes = [.. indexes.Order()];
        for (var i = 0; i < _indexes.Length; i++)
        {
            if (_indexes[i] < 0 || (i > 0 && _indexes[i] == _indexes[i - 1]))
            {
                throw new ArgumentException("Attribute indexes must be distinct and not negative.", nameof(indexes));
            }
        }
    }

    /// <summary>The number of attributes.</summary>
    public int Count => _indexes.IsDefault ? 0 : _indexes.Length;

    /// <summary>The index at a position of the increasing order.</summary>
    public int this[int position] => _indexes[position];

    /// <summary>True when two sets hold the same attributes.</summary>
    public static bool operator ==(AttributeSet left, AttributeSet right) => left.Equals(right);

    /// <summary>True when two sets differ.</summary>
    public static bool operator !=(AttributeSet left, AttributeSet right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(AttributeSet other) => this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AttributeSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var index in this)
        {
            hash.Add(index);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() =>
        (_indexes.IsDefault ? Enumerable.Empty<int>() : _indexes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
