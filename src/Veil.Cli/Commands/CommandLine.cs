using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Veil.Data.Errors;
using Veil.Workflows.Guardrails;

namespace Veil.Cli.Commands;

/// <summary>The list of commands, and the handling of every fault that they raise.</summary>
internal static class CommandLine
{
    // SIGXFSZ, which has no name in .NET, on Linux and macOS.
    private const int FileTooLarge = 25;

    /// <summary>How arguments are read: one that begins with @ is a value like any other, and names no file of arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs the program.</summary>
    public static int Run(IReadOnlyList<string> args)
    {
        using var cancellation = new CancellationTokenSource();
        var terminal = Terminal.OfProcess(cancellation.Token);
        using var stop = terminal.Stop;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

        // A file that grows beyond what the account may write ends a native program by a signal; as a fault it has a way out.
        using var tooLarge = OperatingSystem.IsWindows()
            ? null
            : PosixSignalRegistration.Create((PosixSignal)FileTooLarge, signal => signal.Cancel = true);
        return Run(args, terminal, cancellation.Token);

        void Cancel(PosixSignalContext signal)
        {
            if (signal.Signal == PosixSignal.SIGINT && terminal.Stop.Take())
            {
                signal.Cancel = true;
                return;
            }

            // The first signal lets the run clean up; a second one ends it at once.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }
    }

    /// <summary>Runs the program with the caller's cancellation token.</summary>
    public static int Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var root = Root(terminal, cancellationToken);
            var parsed = root.Parse(args, Parsing);
            if (IsGroupAlone(parsed))
            {
                terminal.Print(HelpText.Of(parsed.CommandResult.Command));
                return ExitCodes.Done;
            }

            if (UsageFaults.Of(parsed) is { } usage)
            {
                return Report(terminal, usage);
            }

            using var text = new StringWriter();
            var exit = parsed.Invoke(new InvocationConfiguration
            {
                Output = text,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            terminal.Print(text.ToString());
            return exit;
        }
        catch (Exception fault) when (Terminal.IsClosedPipe(fault))
        {
            return ExitCodes.Done;
        }
        catch (Exception fault)
        {
            return Report(terminal, fault, cancellationToken);
        }
    }

    /// <summary>All commands and options.</summary>
    public static RootCommand Root(Terminal terminal, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Veil turns a sensitive table into a synthetic one with a proven privacy guarantee.")
        {
            SynthCommand.Create(terminal, cancellationToken),
            TrainCommand.Create(terminal, cancellationToken),
            SampleCommand.Create(terminal, cancellationToken),
            EmbedCommand.Create(terminal, cancellationToken),
            FakeCommand.Create(terminal, cancellationToken),
            PlanCommand.Create(terminal, cancellationToken),
            BudgetCommand.Create(terminal, cancellationToken),
            SplitCommand.Create(terminal, cancellationToken),
            EvaluateCommand.Create(terminal, cancellationToken),
            InspectCommand.Create(terminal, cancellationToken),
            SchemaCommand.Create(terminal, cancellationToken),
            ModelCommand.Create(terminal, cancellationToken),
            ReleaseCommand.Create(terminal, cancellationToken),
            VerifyCommand.Create(terminal, cancellationToken),
            KeygenCommand.Create(terminal, cancellationToken),
            DoctorCommand.Create(terminal, cancellationToken),
        };
        HelpText.UseIn(root);
        return root;
    }

    // 'veil' and 'veil schema' alone show their help.
    private static bool IsGroupAlone(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count > 0
        && parsed.UnmatchedTokens.Count == 0
        && parsed.CommandResult.Children.OfType<OptionResult>().All(option => option.Implicit);

    private static int Report(Terminal terminal, Exception fault, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                terminal.Error.WriteLine("veil: cancelled; no half-written file was left.");
                return ExitCodes.Cancelled;
            case VeilException known:
                return Report(terminal, known);
            case OutOfMemoryException:
                return Report(terminal, new VeilException(
                    FaultKind.CannotFinish,
                    "memory-full",
                    "The machine does not have enough memory for this table.",
                    "Declare a schema (raw text needs more room), drop columns, or use a larger machine."));
            case IOException or UnauthorizedAccessException:
                // Messages of the system name a file, never its contents.
                return Report(terminal, new VeilException(
                    FaultKind.CannotFinish, "system-refused", fault.Message, "Check the path, its permissions and the disk."));
            default:
                // The message of an unexpected fault might hold a value of the table: only its type is printed.
                terminal.Error.WriteLine("veil: an unexpected fault. This is a bug in Veil, not in your data.");
                terminal.Error.WriteLine($"{ResultText.Internal}{fault.GetType().Name}");
                foreach (var frame in new StackTrace(fault).GetFrames().Take(8))
                {
                    var method = DiagnosticMethodInfo.Create(frame);
                    terminal.Error.WriteLine($"{ResultText.Internal}at {method?.DeclaringTypeName}.{method?.Name}");
                }

                terminal.Error.WriteLine(
                    "  Fix: reproduce it on made-up rows and report it, or show the lines above only to whoever may see the table.");
                return ExitCodes.Bug;
        }
    }

    private static int Report(Terminal terminal, VeilException fault)
    {
        var (message, wayOut) = fault.Worded(OptionText.OfSetting, OptionText.OfJob);
        if (GuardrailCatalog.Of(fault.Code) is { } rule)
        {
            message = $"{message.TrimEnd('.')} (rule {rule.Id}).";
        }

        terminal.Error.WriteLine($"veil: {message}");
        terminal.Error.WriteLine($"  Fix: {wayOut}");
        terminal.Error.WriteLine($"  code: {fault.Code}");
        return ExitCodes.Of(fault.Kind);
    }
}
