namespace Veil.Data.Numerics;

/// <summary>Repeatable numbers that look random; never noise that protects anyone.</summary>
/// <remarks>Reference: SplitMix64 (Steele, Lea and Flood 2014).</remarks>
public static class SplitMix64
{
    /// <summary>The next 64 bits.</summary>
    /// <param name="state">The state, of any value at first.</param>
    public static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
