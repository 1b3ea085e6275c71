using System.Collections.Immutable;

namespace Veil.Data.Domains;

/// <summary>Neighbouring values of an attribute, both ends included.</summary>
/// <param name="First">Grid index of a numeric value, or cell of a label.</param>
/// <param name="Last">Not below <paramref name="First"/>.</param>
public readonly record struct ValueRange(long First, long Last);

/// <summary>
/// A set of values of an attribute: grid indexes of a numeric column, cells of labels (<em>other</em> among them),
/// and possibly <em>missing</em>.
/// </summary>
public sealed class ValueSet
{
    /// <summary>Creates a set.</summary>
    /// <param name="ranges">The values, in any order.</param>
    /// <param name="hasMissing">True when the missing value is in it.</param>
    public ValueSet(IEnumerable<ValueRange> ranges, bool hasMissing)
    {
        HasMissing = hasMissing;
        var joined = new List<ValueRange>();
        foreach (var range in ranges.Where(range => range.First <= range.Last).OrderBy(range => range.First))
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last + 1)
            {
                joined[^1] = joined[^1] with { Last = Math.Max(joined[^1].Last, range.Last) };
            }
            else
            {
                joined.Add(range);
            }
        }

        Ranges = [.. joined];
    }

    /// <summary>The values, in increasing order; no two ranges touch.</summary>
    public ImmutableArray<ValueRange> Ranges { get; }

    /// <summary>True when the missing value is in the set.</summary>
    public bool HasMissing { get; }

    /// <summary>True when a value is in the set.</summary>
    public bool Contains(long index) => Ranges.Any(range => range.First <= index && index <= range.Last);

    /// <summary>The values that are in both sets.</summary>
    public ValueSet Intersect(ValueSet other) =>
        new(Ranges.SelectMany(range => other.Within(range)), HasMissing && other.HasMissing);

    /// <summary>The values that are in either set.</summary>
    public ValueSet Union(ValueSet other) => new(Ranges.Concat(other.Ranges), HasMissing || other.HasMissing);

    /// <summary>The part of the set that lies in a range.</summary>
    public IEnumerable<ValueRange> Within(ValueRange bounds) => Ranges
        .Select(range => new ValueRange(Math.Max(range.First, bounds.First), Math.Min(range.Last, bounds.Last)))
        .Where(range => range.First <= range.Last);
}

/// <summary>An attribute that is restricted to some of its values.</summary>
/// <param name="Attribute">The attribute with the same cells; decoding draws only the remaining values.</param>
/// <param name="Shares">The remaining fraction of the rows of each cell, 0 to 1.</param>
public sealed record NarrowedAttribute(Attribute Attribute, double[] Shares);
