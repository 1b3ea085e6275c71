namespace Veil.Data.Errors;

/// <summary>The kind of a fault, which decides the exit code of the command line and the status of the web API.</summary>
public enum FaultKind
{
    /// <summary>The request itself is wrong: an option, a name, a combination.</summary>
    Usage,

    /// <summary>An input file cannot be read or has invalid content.</summary>
    BadInput,

    /// <summary>The job could not finish because of memory, disk or permissions.</summary>
    CannotFinish,

    /// <summary>The job would violate a privacy rule.</summary>
    PrivacyRefusal,

    /// <summary>A file is not what it says: a hash, a signature or a sum is wrong.</summary>
    VerificationFailed,
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
    /// <param name="message">The fault and its place; no value of the table.</param>
    /// <param name="wayOut">The fix, as a sentence.</param>
    /// <param name="inner">The cause; it is not shown by default.</param>
    public VeilException(FaultKind kind, string code, string message, string wayOut, Exception? inner = null)
        : base(FaultText.Plain(message), inner)
    {
        Kind = kind;
        Code = code;
        (_message, _wayOut) = (message, wayOut);
    }

    /// <summary>The kind of the fault.</summary>
    public FaultKind Kind { get; }

    /// <summary>The stable identifier of the fault.</summary>
    public string Code { get; }

    /// <summary>The way out: what to do about it.</summary>
    public string WayOut => FaultText.Plain(_wayOut);

    /// <summary>The message and the way out in the words of a front end.</summary>
    /// <param name="setting">The words for the setting of a name, such as <c>--epsilon</c>.</param>
    /// <param name="job">The words for the job of a name, such as <c>'veil fake'</c>.</param>
    public (string Message, string WayOut) Worded(Func<string, string> setting, Func<string, string> job) =>
        (FaultText.Of(_message, setting, job), FaultText.Of(_wayOut, setting, job));
}
