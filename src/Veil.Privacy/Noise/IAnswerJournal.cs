namespace Veil.Privacy.Noise;

/// <summary>A durable list of the answers that a run was given, from which a run that broke off goes on.</summary>
/// <remarks>
/// Privacy: it is handed noisy answers alone, each of which was charged for. What it hands back is taken for an answer that was released
/// before: docs/privacy.md, "Runs that are continued". Calls take turns.
/// </remarks>
public interface IAnswerJournal
{
    /// <summary>Its name in messages.</summary>
    string Name { get; }

    /// <summary>The next answer that an earlier process stored; null after the last one.</summary>
    byte[]? Next();

    /// <summary>Stores an answer. When it returns, no crash can lose the answer any more.</summary>
    /// <exception cref="Data.Errors.VeilException">It cannot be stored, so that it is not released, and no other can be.</exception>
    void Append(ReadOnlySpan<byte> answer);

    /// <summary>Ends the journal for ever: nobody can go on from it, and nothing more can be stored.</summary>
    void Abandon();
}
