using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;

namespace Veil.Synthesis.Models;

/// <summary>One fact about a column and where it comes from.</summary>
/// <param name="Fact">The kind of fact: type, role, bounds, categories …</param>
/// <param name="Source">Its provenance.</param>
public sealed record StatedFact(string Fact, Provenance Source);

/// <summary>The treatment of a column, and the provenance of each fact about it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Role">Its role.</param>
/// <param name="Facts">The facts that were used.</param>
public sealed record StatedColumn(string Name, ColumnRole Role, ImmutableArray<StatedFact> Facts);

/// <summary>The kinds of statements.</summary>
public enum StatementMode
{
    /// <summary>The guarantee holds.</summary>
    Release,

    /// <summary>A fact was copied from the data, or the noise can be repeated.</summary>
    Research,

    /// <summary>The rows were read without any protection, because their owner asked for it.</summary>
    Unprotected,
}

/// <summary>The drawing of the rows beside a statement from the model: post-processing, free of privacy cost.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Seed">The seed, with which every holder of the model can draw the same rows.</param>
public sealed record StatedSample(long Rows, ulong Seed)
{
    /// <summary>The conditions that all rows satisfy, as they were written; empty for rows of the whole model.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [];

    /// <summary>The part of the model's rows for which the conditions hold.</summary>
    public double Probability { get; init; } = 1;
}

/// <summary>
/// The privacy statement: the guarantee and its unit of privacy, the budget that was spent on each measurement, and the
/// provenance of every fact that was used. It is for the people who must decide whether a synthetic table may be released, and
/// holds nothing that was not public or paid for.
/// </summary>
public sealed record PrivacyStatement
{
    /// <summary>The version of the statement format that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>The guarantee that was fixed before anything was read; null when no data were read at all.</summary>
    public PrivacyGuarantee? Guarantee { get; init; }

    /// <summary>The rule by which costs add up; null when no data were read.</summary>
    public CompositionRule? Rule { get; init; }

    /// <summary>The whole budget in the currency of the rule: epsilon, rho or mu^2/2.</summary>
    public double Total { get; init; }

    /// <summary>The part of it that was spent.</summary>
    public double Spent { get; init; }

    /// <summary>Each charge and the measurement that it paid for.</summary>
    public ImmutableArray<Charge> Charges { get; init; } = [];

    /// <summary>Each column of the schema.</summary>
    public ImmutableArray<StatedColumn> Columns { get; init; } = [];

    /// <summary>
    /// Facts about the table as a whole, but for the number of rows; empty in statements of versions that did not list them.
    /// </summary>
    public ImmutableArray<StatedFact> TableFacts { get; init; } = [];

    /// <summary>The limitations that a user of the rows should know, in sentences.</summary>
    public ImmutableArray<string> Limitations { get; init; } = [];

    /// <summary>
    /// One sentence on the columns that were hardly learnt, with what would help, for whoever trained the model; null where there are
    /// none. Files hold the limitations that it sums up.
    /// </summary>
    public string? Doubts { get; init; }

    /// <summary>True when noise came from the operating system's generator.</summary>
    public bool SecureNoise { get; init; } = true;

    /// <summary>The reason for which an epsilon above the usual limit was accepted; null when it was not above.</summary>
    public string? AcceptedBecause { get; init; }

    /// <summary>The reason for which a delta above the usual limit was accepted; null when it was not above.</summary>
    public string? AcceptedDeltaBecause { get; init; }

    /// <summary>
    /// True when rows that could not be read would have been left out; whether there were any is not published.
    /// </summary>
    public bool BadRowsMayBeLeftOut { get; init; }

    /// <summary>The provenance of the number of rows: declared, or measured privately. Null when no data were read.</summary>
    public Provenance? RowsSource { get; init; }

    /// <summary>Facts about the table as a whole, the number of rows among them.</summary>
    public IEnumerable<StatedFact> AllTableFacts =>
        RowsSource is { } source ? [.. TableFacts, new StatedFact("number of rows", source)] : TableFacts;

    /// <summary>
    /// True when the number of rows was counted without noise, because the guarantee compares tables of the same number only.
    /// </summary>
    public bool RowsAreExact { get; init; }

    /// <summary>
    /// Names the training that spent the budget: 128 random bits in hexadecimal digits. Models of the same run that were
    /// finished from copies of one checkpoint have it in common, and their costs add up. Null when no budget was spent, or by a
    /// version that gave none.
    /// </summary>
    public string? RunId { get; init; }

    /// <summary>The steps after which the training was resumed from a checkpoint, one entry for each time.</summary>
    public ImmutableArray<int> ResumedAfterSteps { get; init; } = [];

    /// <summary>
    /// The promise of all releases of the account that the run was charged to; null where it was charged to none that has a limit.
    /// </summary>
    public AccountStanding? Account { get; init; }

    /// <summary>True when the rows were read without any protection, because their owner asked for it.</summary>
    public bool IsUnprotected { get; init; }

    /// <summary>True when the run was for research, whatever it copied: its outputs are stamped.</summary>
    public bool IsResearch { get; init; }

    /// <summary>The drawing of the rows beside this statement; null in a model file.</summary>
    public StatedSample? Sample { get; init; }

    /// <summary>Version of the program.</summary>
    public string Program { get; init; } = CurrentProgram;

    /// <summary>The runtime it ran on.</summary>
    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    /// <summary>True when the statement holds a guarantee; if not, everything that is made from the model is stamped.</summary>
    public StatementMode Mode =>
        IsUnprotected ? StatementMode.Unprotected
        : IsResearch || !SecureNoise || AllTableFacts.Concat(Columns.SelectMany(column => column.Facts))
            .Any(fact => fact.Source == Provenance.Data) ? StatementMode.Research
        : StatementMode.Release;

    /// <summary>The facts that the guarantee does not cover; null when it covers all that was used, and where there is none.</summary>
    public FactsAfterLooking? NotCovered => Mode == StatementMode.Release ? FactsAfterLooking.Of(this) : null;

    /// <summary>The provenance of the number of rows; null when no data were read.</summary>
    public RowCountOrigin? RowsOrigin => RowsSource is { } source ? RowCount.Of(source, RowsAreExact) : null;

    /// <summary>The provenance of the number of rows, in a few words.</summary>
    public string RowsInShort => (Guarantee, RowsOrigin) switch
    {
        ({ } guarantee, { } origin) => new RowCount(origin, guarantee).Short,
        (null, not null) => "copied from the data",
        _ => "no data were read",
    };

    /// <summary>The guarantee for units and for the number of rows, in sentences; null when no data were read.</summary>
    public string? InWords => Guarantee is not { } guarantee ? null
        : RowsOrigin is { } origin ? $"{guarantee.InWords()} {new RowCount(origin, guarantee).InWords}"
        : guarantee.InWords();

    /// <summary>The stamp of a result without a guarantee; null for a release.</summary>
    public string? Warning => Mode switch
    {
        StatementMode.Research =>
            "RESEARCH MODE: facts were copied from the data, or the noise can be repeated. Nobody in the table is protected. Do not share.",
        StatementMode.Unprotected =>
            "NO PRIVACY: this was made from the real rows without any protection, and may repeat them. Do not share.",
        _ => null,
    };

    /// <summary>The name and version of this program, as statements name it.</summary>
    public static string CurrentProgram { get; } =
        "Veil " + typeof(PrivacyStatement).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The statement of a model that was fitted through a private table.</summary>
    public static PrivacyStatement Of(string method, Schema schema, PrivateTable table) => new()
    {
        Method = method,
        Guarantee = table.Accountant.Promised(table.Unit, table.Neighbours),
        Rule = table.Accountant.Rule,
        Total = table.Accountant.Total,
        Spent = table.Accountant.Spent,
        Charges = [.. table.Accountant.Charges],
        Columns = ColumnsOf(schema),
        TableFacts = TableFactsOf(schema, null),
        SecureNoise = table.IsSecure,
    };

    /// <summary>The statement of a model that was fitted to rows without protection.</summary>
    public static PrivacyStatement Unprotected(string method, Schema schema) =>
        new() { Method = method, IsUnprotected = true, Columns = ColumnsOf(schema), TableFacts = TableFactsOf(schema, null) };

    /// <summary>The statement of a model that read no data.</summary>
    public static PrivacyStatement WithoutData(string method, Schema schema) =>
        new() { Method = method, Columns = ColumnsOf(schema), TableFacts = TableFactsOf(schema, null) };

    internal static ImmutableArray<StatedColumn> ColumnsOf(Schema schema) =>
        [.. schema.Columns.Select(column => new StatedColumn(
            column.Name, column.Role.Value, [.. ColumnFact.Of(column).Select(fact => new StatedFact(fact.Fact.Words, fact.Source))]))];

    internal static ImmutableArray<StatedFact> TableFactsOf(Schema schema, Provenance? rows) =>
    [
        .. schema.Dialect is { } dialect ? [new StatedFact("dialect", dialect.Source)] : ImmutableArray<StatedFact>.Empty,
        new StatedFact("missing codes", schema.MissingCodes.Source),
        .. rows is { } source ? [new StatedFact("number of rows", source)] : ImmutableArray<StatedFact>.Empty,
    ];
}
