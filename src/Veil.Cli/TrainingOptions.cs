using System.CommandLine;
using Veil.Workflows.Training;

namespace Veil.Cli;

/// <summary>The options of a training: the table, its schema, the method, the guarantee, and how the table is read.</summary>
internal sealed class TrainingOptions
{
    private readonly MethodChoice _method = new();
    private readonly PrivacyOptions _privacy = new();
    private readonly ReadingOptions _reading = new(isRelease: true);

    /// <summary>The table.</summary>
    public Argument<string> Input { get; } = Options.Input();

    /// <summary>Its schema.</summary>
    public Option<string?> Schema { get; } = Options.Schema();

    /// <summary>Whether an interrupted run must go on.</summary>
    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Only go on with a run of the same command that was interrupted; refuse when there is none. Without it such a run is "
            + "resumed as well, and where there is none one begins.",
    };

    /// <summary>Adds the groups of options to a command.</summary>
    public void AddTo(ExplainedCommand command)
    {
        _method.AddTo(command);
        _privacy.AddTo(command);
        _reading.AddTo(command);
    }

    /// <summary>The training that is asked for.</summary>
    public TrainRequest Request(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var known = _privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(Schema)));
        return new TrainRequest
        {
            Input = _reading.OpenForRelease(parsed, parsed.GetValue(Input)!, terminal, cancellationToken),
            Schema = known,
            Method = _method.Name(parsed),
            Options = _method.Read(parsed),
            Privacy = _privacy.Read(parsed, terminal, _method.ReadsData(parsed, known)),
            Unprotected = _privacy.Unprotected(parsed),
            Journals = terminal.Runs,
            MustResume = parsed.GetValue(Resume),
            StopEarly = terminal.Stop.Token,
            Noise = terminal.Noise,
            RunId = terminal.RunId,
            AlsoReads = Options.Given(parsed.GetValue(Schema)),
        };
    }
}
