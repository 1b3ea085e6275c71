using System.Runtime.CompilerServices;

namespace Veil.Privacy.Noise;

/// <summary>Sums that stop at the ends of the 64-bit range: post-processing of the exact sum.</summary>
internal static class Saturating
{
    /// <summary>The sum of two numbers, or the end of the range that it is beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(long value, long noise)
    {
        var sum = unchecked(value + noise);

        // It is beyond the range if its sign differs from both parts'.
        return ((value ^ sum) & (noise ^ sum)) >= 0 ? sum : noise < 0 ? long.MinValue : long.MaxValue;
    }
}
