using System.Text;
using Microsoft.Win32.SafeHandles;
using Veil.Data.Formats;
using Veil.Privacy.Noise;
using Veil.Sql.Ledger;
using Veil.Workflows.Budgets;
using Veil.Workflows.Machine;
using Veil.Workflows.Training;

namespace Veil.Cli;

/// <summary>The streams of the program: data go to standard output, messages go to standard error.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output, as bytes.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsErrorInteractive">True when a person sees standard error as it is written.</param>
/// <param name="IsInputInteractive">True when a person types standard input.</param>
internal sealed record Terminal(
    Stream Input, Stream Output, TextWriter Error, bool IsErrorInteractive, bool IsInputInteractive)
{
    /// <summary>The signal that stops a training early.</summary>
    public StopSignal Stop { get; init; } = new();

    /// <summary>The formats of tables that are read and written.</summary>
    public FormatCatalog Formats { get; init; } = FormatCatalog.Default;

    /// <summary>The folder of interrupted runs; null in tests that keep none.</summary>
    public string? Runs { get; init; }

    /// <summary>A test's gate in the place of noise; null outside tests.</summary>
    public NoiseSource? Noise { get; init; }

    /// <summary>The epsilon that no reason lifts; infinite in tests that look at files and not at privacy.</summary>
    public double LargestEpsilon { get; init; } = PrivacyRequest.MostEpsilon;

    /// <summary>The identifier of a run, for tests that compare runs; null for a fresh one.</summary>
    public string? RunId { get; init; }

    /// <summary>The ledger that budgets are taken from; null in tests that keep none.</summary>
    public ILedgerStore? Ledger { get; init; }

    // The error codes of a write to a closed pipe: EPIPE, and two of Windows.
    private static readonly int[] s_closedPipe = [32, unchecked((int)0x8007006D), unchecked((int)0x800700E8)];

    /// <summary>The terminal of this process; a cancelled run waits for neither end of its pipes.</summary>
    public static Terminal OfProcess(CancellationToken cancellationToken) => new(
        new CancellableStream(Console.OpenStandardInput, cancellationToken),
        OpenOutput(cancellationToken),
        Console.Error,
        !Console.IsErrorRedirected,
        !Console.IsInputRedirected)
    {
        Ledger = HomeLedger.Open(),
        Runs = VeilHome.Runs,
    };

    /// <summary>True when a question can be put to a user.</summary>
    public bool CanAsk => IsErrorInteractive && IsInputInteractive;

    /// <summary>A line that a person typed, and no byte beyond it; null when there is none.</summary>
    public string? ReadLine()
    {
        var line = new List<byte>();
        int next;
        while ((next = Input.ReadByte()) >= 0 && next != '\n')
        {
            line.Add((byte)next);
        }

        return next < 0 && line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
    }

    /// <summary>Writes text to standard output.</summary>
    public void Print(string text) => Output.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>True when a fault means that the reader of standard output, such as <c>head</c>, has closed the pipe.</summary>
    public static bool IsClosedPipe(Exception? fault) =>
        fault is not null && ((fault is IOException && s_closedPipe.Contains(fault.HResult)) || IsClosedPipe(fault.InnerException));

    private static Stream OpenOutput(CancellationToken cancellationToken)
    {
        // The console's own stream hides that a pipe was closed, and a long run would continue without a reader.
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        try
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? Console.OpenStandardOutput() : new CancellableStream(() => pipe, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput();
        }
    }
}
