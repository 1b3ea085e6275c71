using System.Runtime.CompilerServices;
using System.Text;
using Veil.Data.Schemas;

namespace Veil.Data.Cells;

/// <summary>The texts that stand for a missing value in one column.</summary>
internal sealed class MissingCodes
{
    private readonly byte[][] _codes;
    private readonly ulong _lengths;

    private MissingCodes(IEnumerable<string> codes)
    {
        _codes = [.. codes.Select(Encoding.UTF8.GetBytes)];
        foreach (var code in _codes)
        {
            _lengths |= 1UL << Math.Min(code.Length, 63);
        }
    }

    /// <summary>No text at all.</summary>
    public static MissingCodes None { get; } = new([]);

    /// <summary>The code to write for a missing value.</summary>
    public byte[] First => _codes.Length == 0 ? [] : _codes[0];

    /// <summary>The codes of a column: its own, or else the table's.</summary>
    public static MissingCodes Of(Schema schema, ColumnSchema column) =>
        new(column.MissingCodes is { } own ? own.Value : schema.MissingCodes.Value);

    /// <summary>True when a text is one of the codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(ReadOnlySpan<byte> text) => ((_lengths >> Math.Min(text.Length, 63)) & 1) != 0 && Search(text);

    /// <summary>True when a text is one of the codes, or would be without the spaces around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ContainsTrimmed(ReadOnlySpan<byte> text) =>
        Contains(text) || (text.Length > 0 && (text[0] <= ' ' || text[^1] <= ' ') && Contains(Spaces.Trim(text)));

    private bool Search(ReadOnlySpan<byte> text)
    {
        foreach (var code in _codes)
        {
            if (text.SequenceEqual(code))
            {
                return true;
            }
        }

        return false;
    }
}
