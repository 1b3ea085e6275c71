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
/// A mistake that the person at the keyboard can mend. The message is one sentence that says what is wrong and where
/// (file, line, column, option), followed by the way out; it never holds a value of the table.
/// </summary>
public sealed class VeilException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">Whose mistake it is.</param>
    /// <param name="code">Stable identifier such as <c>csv-ragged-row</c>, for scripts and documentation.</param>
    /// <param name="message">What is wrong and where; no value of the table.</param>
    /// <param name="wayOut">What to do about it.</param>
    /// <param name="inner">What caused it; shown to nobody by default.</param>
    public VeilException(FaultKind kind, string code, string message, string wayOut, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Code = code;
        WayOut = wayOut;
    }

    /// <summary>Whose mistake it is.</summary>
    public FaultKind Kind { get; }

    /// <summary>Stable identifier of the fault.</summary>
    public string Code { get; }

    /// <summary>What to do about it.</summary>
    public string WayOut { get; }
}
