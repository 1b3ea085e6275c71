using System.Runtime.CompilerServices;

namespace Veil.Data.Cells;

/// <summary>Spaces around numbers and dates, which do not change their value.</summary>
internal static class Spaces
{
    /// <summary>The text without spaces and tabs around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) =>
        text.Length > 0 && (text[0] <= ' ' || text[^1] <= ' ') ? text.Trim(" \t"u8) : text;
}
