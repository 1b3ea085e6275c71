namespace Veil.Privacy.Noise;

/// <summary>Where noise is drawn from. There are two kinds, and only one of them protects anybody.</summary>
public sealed class NoiseSource
{
    private readonly ulong? _seed;

    private NoiseSource(ulong? seed) => _seed = seed;

    /// <summary>The operating system's cryptographic generator: nobody can repeat or predict its draws.</summary>
    public static NoiseSource Secure { get; } = new(null);

    /// <summary>
    /// Repeatable noise for research and tests: whoever knows the seed can subtract the noise, so nothing made with it
    /// is private, and everything made with it is stamped so.
    /// </summary>
    public static NoiseSource SeededForResearch(ulong seed) => new(seed);

    internal RandomSource Open() => _seed is { } seed ? new SeededRandomSource(seed) : new SecureRandomSource();
}
