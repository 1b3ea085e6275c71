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
}

/// <summary>
/// A fault that the user can fix. The message is one sentence that says what is wrong and where
/// (file, line, column, option), followed by the fix; it never contains a value of the table.
/// </summary>
public sealed class VeilException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The kind of the fault.</param>
    /// <param name="code">Stable identifier such as <c>csv-ragged-row</c>, for scripts and documentation.</param>
    /// <param name="message">What is wrong and where; no value of the table.</param>
    /// <param name="wayOut">The fix, as a sentence.</param>
    /// <param name="inner">The cause; it is not shown by default.</param>
    public VeilException(FaultKind kind, string code, string message, string wayOut, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Code = code;
        WayOut = wayOut;
    }

    /// <summary>The kind of the fault.</summary>
    public FaultKind Kind { get; }

    /// <summary>The stable identifier of the fault.</summary>
    public string Code { get; }

    /// <summary>The fix, as a sentence.</summary>
    public string WayOut { get; }
}
