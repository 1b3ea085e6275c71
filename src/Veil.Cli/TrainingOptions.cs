using System.CommandLine;
using Veil.Sql.Ledger;
using Veil.Synthesis.Models;
using Veil.Workflows.Budgets;
using Veil.Workflows.Training;

namespace Veil.Cli;

/// <summary>The options of a training: the table, its schema, the method, the guarantee, and how the table is read.</summary>
internal sealed class TrainingOptions
{
    private readonly MethodChoice _method = new();
    private readonly PrivacyOptions _privacy = new();
    private readonly ReadingOptions _reading = new(isRelease: true);

    private readonly Option<string?> _account = Account();

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
        _privacy.AddTo(command, _account);
        _reading.AddTo(command);
    }

    /// <summary>The training that is asked for.</summary>
    public TrainRequest Request(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var known = _privacy.WithUnit(parsed, Options.LoadSchema(parsed.GetValue(Schema)));
        var request = new TrainRequest
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
        return WithLedger(request, parsed.GetValue(_account), terminal);
    }

    /// <summary>The account that a run charges.</summary>
    public static Option<string?> Account() => Options.Account(
        "Charge this account, and refuse what does not fit. Default: books without a limit, which have the name of the file.");

    /// <summary>The training, charged to an account; without a guarantee there is nothing to charge.</summary>
    public static TrainRequest WithLedger(TrainRequest request, string? account, Terminal terminal) =>
        request with { Ledger = LedgerOf(request, account, terminal) };

    private static AccountLedger? LedgerOf(TrainRequest request, string? account, Terminal terminal) =>
        terminal.Ledger is not { } ledger ? null
        : account is not null ? new AccountLedger(ledger, account)
        : request is { Mode: StatementMode.Release, Privacy: not null } ? HomeLedger.OnlyBooks(ledger, request.Input)
        : null;
}
