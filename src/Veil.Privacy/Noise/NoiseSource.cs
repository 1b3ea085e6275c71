namespace Veil.Privacy.Noise;

/// <summary>The source of noise. There are two kinds, and only one of them protects anyone.</summary>
public sealed class NoiseSource
{
    private readonly Func<IAnswerJournal?, AnswerGate> _open;
    private readonly IAnswerJournal? _journal;

    private NoiseSource(Func<IAnswerJournal?, AnswerGate> open, IAnswerJournal? journal = null) => (_open, _journal) = (open, journal);

    /// <summary>The operating system's cryptographic generator: no one can repeat or predict its draws.</summary>
    public static NoiseSource Secure { get; } = Of(() => new SecureRandomSource());

    /// <summary>
    /// Repeatable noise for research and tests: whoever knows the seed can subtract the noise, so nothing made with it
    /// is private, and everything made with it is stamped so.
    /// </summary>
    public static NoiseSource SeededForResearch(ulong seed) => Of(() => new SeededRandomSource(seed));

    /// <summary>
    /// The same noise for a run that stores its answers: those that an earlier process of it stored are given again, under their terms
    /// alone, and noise is drawn after the last of them.
    /// </summary>
    /// <param name="journal">The answers of one run.</param>
    public NoiseSource StoredIn(IAnswerJournal journal) => new(_open, journal);

    /// <summary>A gate of a test's in the place of noise, which stores nothing.</summary>
    internal static NoiseSource Through(Func<AnswerGate> gate) => new(_ => gate());

    /// <summary>The gate that a table's answers pass through.</summary>
    internal AnswerGate Open() => _open(_journal);

    private static NoiseSource Of(Func<RandomSource> draws) =>
        new(journal => journal is null ? new AnswerGate(draws()) : new JournalGate(draws(), journal));
}
