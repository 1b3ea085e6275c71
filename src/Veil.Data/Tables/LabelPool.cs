using System.Text;

namespace Veil.Data.Tables;

/// <summary>
/// Distinct labels, stored as one run of UTF-8 bytes: a million different values cost their bytes and four more each,
/// not a million string objects. Immutable; made by <see cref="LabelPoolBuilder"/>.
/// </summary>
public sealed class LabelPool
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    internal LabelPool(byte[] bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>The number of labels.</summary>
    public int Count => _ends.Length;

    /// <summary>The label of a code.</summary>
    public string this[int code] => Encoding.UTF8.GetString(Utf8(code));

    /// <summary>A pool of the given labels, codes in the given order.</summary>
    /// <exception cref="ArgumentException">A label occurs twice.</exception>
    public static LabelPool Of(IEnumerable<string> labels)
    {
        var builder = new LabelPoolBuilder();
        foreach (var label in labels)
        {
            var expected = builder.Count;
            if (builder.GetOrAdd(Encoding.UTF8.GetBytes(label)) != expected)
            {
                throw new ArgumentException("A label occurs twice.", nameof(labels));
            }
        }

        return builder.Build();
    }

    /// <summary>The UTF-8 bytes of the label of a code.</summary>
    public ReadOnlySpan<byte> Utf8(int code)
    {
        var start = code == 0 ? 0 : _ends[code - 1];
        return _bytes.AsSpan(start, _ends[code] - start);
    }

    /// <summary>All labels as strings, in the order of their codes.</summary>
    public string[] ToArray()
    {
        var labels = new string[Count];
        for (var code = 0; code < labels.Length; code++)
        {
            labels[code] = this[code];
        }

        return labels;
    }
}
