namespace Veil.Privacy.Noise;

/// <summary>The source of noise. There are two kinds, and only one of them protects anyone.</summary>
public sealed class NoiseSource
{
    private readonly Func<AnswerGate> _open;

    private NoiseSource(Func<AnswerGate> open) => _open = open;

    /// <summary>The operating system's cryptographic generator: no one can repeat or predict its draws.</summary>
    public static NoiseSource Secure { get; } = new(() => new AnswerGate(new SecureRandomSource()));

    /// <summary>
    /// Repeatable noise for research and tests: whoever knows the seed can subtract the noise, so nothing made with it
    /// is private, and everything made with it is stamped so.
    /// </summary>
    public static NoiseSource SeededForResearch(ulong seed) => new(() => new AnswerGate(new SeededRandomSource(seed)));

    /// <summary>A gate of a test's in the place of noise.</summary>
    internal static NoiseSource Through(Func<AnswerGate> gate) => new(gate);

    /// <summary>The gate that a table's answers pass through.</summary>
    internal AnswerGate Open() => _open();
}
