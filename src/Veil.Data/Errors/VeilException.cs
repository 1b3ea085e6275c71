namespace Veil.Data.Errors;

/// <summary>Why a job could not be done: it decides the exit code of the command line and the status of the web API.</summary>
public enum FaultKind
{
    /// <summary>The request itself is wrong: an option, a name, a combination.</summary>
    Usage,

    /// <summary>A file that was given cannot be read or does not hold what it must.</summary>
    BadInput,

    /// <summary>The machine could not finish: memory, disk, permissions.</summary>
    CannotFinish,

    /// <summary>Doing it would break a privacy rule.</summary>
    PrivacyRefusal,
}

/// <summary>
/// A fault that the user can correct. The message is one sentence that says what is wrong and where (file, line, column, setting),
/// followed by the way out; it never holds a value of the table. Both name settings and jobs as <see cref="FaultText"/> does, so
/// that each front end can word them.
/// </summary>
public sealed class VeilException : Exception
{
    private readonly string _message;
    private readonly string _wayOut;

    /// <summary>Makes the exception.</summary>
    /// <param name="kind">Whose mistake it is.</param>
    /// <param name="code">Stable identifier such as <c>csv-ragged-row</c>, for scripts and documentation.</param>
    /// <param name="message">What is wrong and where; no value of the table.</param>
    /// <param name="wayOut">What to do about it.</param>
    /// <param name="inner">What caused it; shown to nobody by default.</param>
    public VeilException(FaultKind kind, string code, string message, string wayOut, Exception? inner = null)
        : base(FaultText.Plain(message), inner)
    {
        Kind = kind;
        Code = code;
        (_message, _wayOut) = (message, wayOut);
    }

    /// <summary>Whose mistake it is.</summary>
    public FaultKind Kind { get; }

    /// <summary>Stable identifier of the fault.</summary>
    public string Code { get; }

    /// <summary>What to do about it.</summary>
    public string WayOut => FaultText.Plain(_wayOut);

    /// <summary>The message and the way out in the words of a front end.</summary>
    /// <param name="setting">The words for the setting of a name, such as <c>--epsilon</c>.</param>
    /// <param name="job">The words for the job of a name, such as <c>'veil fake'</c>.</param>
    public (string Message, string WayOut) Worded(Func<string, string> setting, Func<string, string> job) =>
        (FaultText.Of(_message, setting, job), FaultText.Of(_wayOut, setting, job));
}
