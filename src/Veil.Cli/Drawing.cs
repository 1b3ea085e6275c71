using System.CommandLine;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;

namespace Veil.Cli;

/// <summary>The options for drawing rows from a model, and the drawing to a file or standard output.</summary>
internal sealed class Drawing
{
    private readonly Option<long?> _rows;
    private readonly Option<string[]> _conditions = Options.Conditions();
    private readonly Option<ulong?> _seed = Options.Seed();
    private readonly Option<long?> _firstId = Options.FirstId();
    private readonly Option<string?> _output;
    private readonly Option<bool> _force = Options.Force();
    private readonly Option<bool> _excelSafe = Options.ExcelSafe();
    private readonly Option<bool> _quiet = Options.Quiet();
    private readonly Option<bool> _json = Options.Json();
    private readonly Option<bool> _noColor = Options.NoColor();

    /// <summary>Makes the options.</summary>
    /// <param name="defaultRows">The default number of rows, in words.</param>
    /// <param name="output">The description of the output option.</param>
    public Drawing(string defaultRows, string output)
    {
        _rows = Options.Rows(defaultRows);
        _output = Options.Output(output);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(ExplainedCommand command)
    {
        foreach (var option in new Option[] { _rows, _conditions, _seed, _firstId, _output, _force, _excelSafe })
        {
            command.Add(option);
        }

        command.AddMessageOptions(_quiet, _json, _noColor);
    }

    /// <summary>Draws rows from a model and reports the result.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">The terminal for messages.</param>
    /// <param name="model">The model.</param>
    /// <param name="made">The file that it is made from; null for none.</param>
    /// <param name="cancellationToken">Stops it; no half-written file is left.</param>
    public int Run(
        ParseResult parsed,
        Terminal terminal,
        ModelSource model,
        string? made,
        CancellationToken cancellationToken)
    {
        var console = new ConsoleReporter(terminal, parsed.GetValue(_quiet), parsed.GetValue(_json), parsed.GetValue(_noColor));
        var files = new OutputFiles(parsed.GetValue(_output) ?? OutputFiles.StandardOutput, parsed.GetValue(_force));
        Options.RefuseTwoOutputs(files, parsed.GetValue(_json));
        var request = new SampleRequest
        {
            Model = model,
            Output = Options.Sink(files, terminal, parsed.GetValue(_excelSafe)),
            Rows = parsed.GetValue(_rows),
            Conditions = [.. parsed.GetValue(_conditions) ?? []],
            Seed = parsed.GetValue(_seed),
            FirstKey = parsed.GetValue(_firstId) ?? 1,
            AcceptDisk = room => Confirm(terminal, room),
            AlsoReads = Options.Given(made),
        };
        var sampled = console.Watch(progress => new SampleJob().Run(request, progress, cancellationToken));
        ResultText.Tell(console, null, sampled);
        if (parsed.GetValue(_json))
        {
            terminal.Print(ResultText.Json(null, sampled));
        }

        return ExitCodes.Done;
    }

    // In a script there is no one to answer, and the rows would fill the disk.
    private static bool Confirm(Terminal terminal, DiskRoom room)
    {
        if (!terminal.IsErrorInteractive || !terminal.IsInputInteractive)
        {
            return false;
        }

        terminal.Error.Write($"{room.InWords}. Continue anyway? [y/N] ");
        using var reader = new StreamReader(terminal.Input, leaveOpen: true);
        return reader.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
