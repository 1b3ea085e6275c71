using System.Collections.Immutable;

namespace Veil.Data.Domains;

/// <summary>The finite, discretised view of a table: its attributes in order.</summary>
public sealed class Domain
{
    private readonly Dictionary<string, int> _index;

    /// <summary>Creates a domain of the given attributes.</summary>
    /// <exception cref="ArgumentException">Two attributes share a name.</exception>
    public Domain(IEnumerable<Attribute> attributes)
    {
        Attributes = [.. attributes];
        _index = new Dictionary<string, int>(Attributes.Length, StringComparer.Ordinal);
        for (var i = 0; i < Attributes.Length; i++)
        {
            if (!_index.TryAdd(Attributes[i].Name, i))
            {
                throw new ArgumentException($"Two attributes are named '{Attributes[i].Name}'.", nameof(attributes));
            }
        }
    }

    /// <summary>The attributes, in order.</summary>
    public ImmutableArray<Attribute> Attributes { get; }

    /// <summary>The number of attributes.</summary>
    public int Count => Attributes.Length;

    /// <summary>The attribute at an index.</summary>
    public Attribute this[int index] => Attributes[index];

    /// <summary>The index of the attribute of a name, or -1.</summary>
    public int IndexOf(string name) => _index.TryGetValue(name, out var index) ? index : -1;

    /// <summary>The number of cells of the marginal over a set of attributes, as a double because it may be huge.</summary>
    public double SizeOf(AttributeSet attributes)
    {
        double size = 1;
        foreach (var attribute in attributes)
        {
            size *= Attributes[attribute].Size;
        }

        return size;
    }
}
