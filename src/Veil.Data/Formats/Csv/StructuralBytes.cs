using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Veil.Data.Formats.Csv;

/// <summary>Finds the bytes that structure a delimited file, 64 at a time.</summary>
internal static class StructuralBytes
{
    /// <summary>Bytes that are looked at together; buffers are this much longer than what they hold.</summary>
    public const int Block = 64;

    /// <summary>A bit for each of 64 bytes: whether it is a delimiter, a line end or a quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mask(ref byte first, Vector256<byte> delimiter, Vector256<byte> quote)
    {
        var low = Match(Vector256.LoadUnsafe(ref first), delimiter, quote);
        var high = Match(Vector256.LoadUnsafe(ref first, 32), delimiter, quote);
        return low | ((ulong)high << 32);
    }

    /// <summary>The block of a buffer that begins at an index; the buffer holds at least 64 bytes from there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte At(byte[] buffer, int index) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Match(Vector256<byte> bytes, Vector256<byte> delimiter, Vector256<byte> quote)
    {
        var found = Vector256.Equals(bytes, delimiter)
            | Vector256.Equals(bytes, quote)
            | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\r'));
        return found.ExtractMostSignificantBits();
    }
}
