using System.CommandLine;
using System.Runtime.InteropServices;
using Veil.Cli.Commands;
using Veil.Data.Errors;

namespace Veil.Cli;

/// <summary>The commands, one line each, and what happens to whatever goes wrong in them.</summary>
internal static class CommandLine
{
    /// <summary>Runs the program.</summary>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return Run(args, terminal, cancellation.Token);

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancellation.Cancel();
        }
    }

    /// <summary>Runs the program under a cancellation of the caller's.</summary>
    public static int Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        var root = Root(terminal, cancellationToken);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            terminal.Error.WriteLine($"veil: {parsed.Errors[0].Message}");
            terminal.Error.WriteLine("  Way out: 'veil --help' lists the commands, 'veil COMMAND --help' the options of one.");
            return ExitCodes.Usage;
        }

        try
        {
            using var help = new StringWriter();
            var exit = parsed.Invoke(new InvocationConfiguration
            {
                Output = help,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            terminal.Print(help.ToString());
            return exit;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Error.WriteLine("veil: cancelled; no half-written file was left.");
            return ExitCodes.Cancelled;
        }
        catch (VeilException fault)
        {
            terminal.Error.WriteLine($"veil: {fault.Message}");
            terminal.Error.WriteLine($"  Way out: {fault.WayOut}");
            terminal.Error.WriteLine($"  code: {fault.Code}");
            return ExitCodes.Of(fault.Kind);
        }
        catch (OutOfMemoryException)
        {
            terminal.Error.WriteLine("veil: the machine has not enough memory for this table.");
            terminal.Error.WriteLine("  Way out: declare a schema (raw text needs more room), drop columns, or use a larger machine.");
            return ExitCodes.CannotFinish;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Messages of the system name a file, never what is in it.
            terminal.Error.WriteLine($"veil: {fault.Message}");
            return ExitCodes.CannotFinish;
        }
        catch (Exception fault)
        {
            // The message of an unforeseen fault might hold a value of the table: only its kind is told.
            terminal.Error.WriteLine($"veil: an unforeseen fault ({fault.GetType().Name}). This is a mistake in Veil, not in your data; please report it.");
            return ExitCodes.Bug;
        }
    }

    private static RootCommand Root(Terminal terminal, CancellationToken cancellationToken) =>
        new("Veil turns a sensitive table into a synthetic one with a proven privacy guarantee.")
        {
            SynthCommand.Create(terminal, cancellationToken),
            TrainCommand.Create(terminal, cancellationToken),
            SampleCommand.Create(terminal, cancellationToken),
            FakeCommand.Create(terminal, cancellationToken),
            PlanCommand.Create(terminal),
            InspectCommand.Create(terminal, cancellationToken),
            SchemaCommand.Create(terminal, cancellationToken),
            ModelCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
}
