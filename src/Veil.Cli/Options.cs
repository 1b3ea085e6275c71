using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Workflows.Files;
using Veil.Workflows.Schemas;
using Veil.Workflows.Training;

namespace Veil.Cli;

/// <summary>Options that several commands share, and their translation into requests of jobs.</summary>
internal static class Options
{
    /// <summary>The files that are read.</summary>
    public const string Tables = "a file of delimited text, JSON lines or an Excel workbook, possibly .gz or .zip";

    public static Argument<string> Input() =>
        new("INPUT") { Description = $"The sensitive table: {Tables}, or - for standard input." };

    public static Option<string?> Schema() => new("--schema", "-s")
    {
        HelpName = "FILE",
        Description = "The schema of the table (JSON). Without one everything is learnt privately, from the same budget.",
    };

    public static Option<string?> Output(string what) => new("--output", "-o") { HelpName = "FILE", Description = what };

    public static Option<string> Method() => new("--method", "-m")
    {
        HelpName = "NAME",
        Description = $"How to model the table: auto, {string.Join(", ", SynthesizerCatalog.All.Select(method => method.Info.Name))}. "
            + "Default: auto, which chooses and says why.",
        DefaultValueFactory = _ => AutomaticMethod.Name,
    };

    public static Option<long?> Rows(string otherwise) => new("--rows", "-n")
    {
        HelpName = "N",
        Description = $"How many rows to make. Default: {otherwise}.",
        CustomParser = Parse<long?>(ParseRows, "a whole number of 0 or more"),
    };

    public static Option<string[]> Conditions() => new("--where", "-w")
    {
        HelpName = "CONDITION",
        Description = "Only rows such as \"age>=65\", \"sex = Female\", \"city in (Rome, Oslo)\" or \"income is missing\"; may be given "
            + "several times, and all must hold.",
    };

    public static Option<ulong?> Seed() => Seed(
        "Draw the same rows as another run with this seed. Never seeds the noise. Default: a fresh seed, which the statement records.");

    public static Option<ulong?> Seed(string description) => new("--seed")
    {
        HelpName = "N",
        Description = description,
        CustomParser = Parse<ulong?>(ParseSeed, "a whole number from 0 to 18446744073709551615"),
    };

    public static Option<string?> Account(string description) =>
        new("--account") { HelpName = "NAME", Description = description };

    public static Option<long?> FirstId() => new("--first-id")
    {
        HelpName = "N",
        Description = "The number in the made-up keys of the first row, so that rows that are drawn in several runs share none. "
            + "Default: 1.",
        CustomParser = Parse<long?>(
            text => ParseRows(text) is (true, >= 1 and <= 1_000_000_000_000_000 and var number) ? (true, number) : (false, null),
            "a whole number from 1 to 1000000000000000"),
    };

    public static Option<bool> Force() => new("--force", "-f") { Description = "Replace files that exist." };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Print errors and warnings only." };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON document on standard output." };

    public static Option<bool> NoColor() => new("--no-color") { Description = "Use no colours; NO_COLOR and TERM=dumb do the same." };

    public static Option<bool> ExcelSafe() =>
        new("--excel-safe") { Description = "Put an apostrophe before text that a spreadsheet would run as a formula." };

    public static Option<T> Parsed<T>(
        string name, string value, string description, Func<string, (bool Ok, T Value)> parse, string wanted) =>
        new(name) { HelpName = value, Description = description, CustomParser = Parse(parse, wanted) };

    public static Func<ArgumentResult, T> Parse<T>(Func<string, (bool Ok, T Value)> parse, string wanted) => result =>
    {
        var (ok, value) = parse(result.Tokens[0].Value);
        if (!ok)
        {
            result.AddError($"Option {(result.Parent as OptionResult)?.Option.Name} needs {wanted}.");
        }

        return value;
    };

    public static (bool Ok, double? Value) ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? (true, value) : (false, null);

    /// <summary>The schema of a path, or null when none was given.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static Schema? LoadSchema(string? path) => path is null
        ? null
        : new LoadSchemaJob().Run(new SchemaRequest { Schema = SchemaSource.FromFile(path) }, null, CancellationToken.None);

    /// <summary>The input of an argument.</summary>
    public static ByteInput OpenInput(string input, Terminal terminal, CancellationToken cancellationToken)
    {
        if (input == "-")
        {
            return ByteInput.FromStream(terminal.Input, "standard input");
        }

        // A named pipe has no length, and opening it may block.
        return File.Exists(input) && new FileInfo(input).Length == 0
            ? ByteInput.FromStream(new CancellableStream(() => OpenPipe(input), cancellationToken), Path.GetFileName(input))
            : ByteInput.FromFile(input);
    }

    /// <summary>The sink of a table: a file of the format that its name says, or standard output, in the first format.</summary>
    public static ITableSink Sink(OutputFiles files, Terminal terminal, bool excelSafe = false)
    {
        var options = new SinkOptions { ExcelSafe = excelSafe };
        return files.IsStandardOutput
            ? new StreamSink(terminal.Output, files.Table, terminal.Formats.Of(files.Table), options)
            : terminal.Formats.Sink(files.Table, files.Overwrite, options);
    }

    /// <summary>The files among some options that were given.</summary>
    public static IReadOnlyList<string> Given(params IReadOnlyList<string?> paths) => [.. paths.OfType<string>()];

    /// <summary>Refuses rows and the JSON result on the same standard output.</summary>
    public static void RefuseTwoOutputs(OutputFiles files, bool json)
    {
        if (files.IsStandardOutput && json)
        {
            throw new VeilException(
                FaultKind.Usage,
                "two-outputs",
                "Rows and the JSON result cannot both go to standard output.",
                "Give -o a file, or leave --json out.");
        }
    }

    private static FileStream OpenPipe(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "csv-permission-denied",
                $"{path} may not be read by this user.",
                "Change its permissions or run as a user who may read it.",
                fault);
        }
    }

    private static (bool Ok, long? Value) ParseRows(string text) =>
        long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? (true, value)
            : (false, null);

    private static (bool Ok, ulong? Value) ParseSeed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? (true, value) : (false, null);
}

/// <summary>The options for the privacy guarantee.</summary>
/// <param name="withoutPrivacy">True when the command also works without a guarantee.</param>
internal sealed class PrivacyOptions(bool withoutPrivacy = true)
{
    private readonly Option<double?> _epsilon = Options.Parsed<double?>(
        "--epsilon",
        "N",
        "The privacy budget: smaller protects more. 1 is a good start; above 10 a reason is needed. No default: asked for on a terminal.",
        Options.ParseNumber,
        "a number such as 1");
    private readonly Option<double?> _delta = Options.Parsed<double?>(
        "--delta",
        "N",
        "The probability mass that epsilon does not bound; above 0.001 a reason is needed. "
            + "Default: the smaller of 1e-6 and 1/n^2 for n rows; 0 for pure epsilon.",
        Options.ParseNumber,
        "a number such as 1e-9");

    private readonly Option<Neighbours> _neighbours = new("--neighbours")
    {
        HelpName = "KIND",
        Description = "What the guarantee compares: add-remove or replace-one. Default: add-remove.",
        DefaultValueFactory = _ => Neighbours.AddRemove,
        CustomParser = Options.Parse(
            text => text switch
            {
                "add-remove" => (true, Neighbours.AddRemove),
                "replace-one" => (true, Neighbours.ReplaceOne),
                _ => (false, default),
            },
            "'add-remove' or 'replace-one'"),
    };

    private readonly Option<string?> _accept = new("--accept-epsilon")
    {
        HelpName = "REASON",
        Description = "Why an epsilon above 10 is acceptable. The statement quotes it.",
    };

    private readonly Option<string?> _acceptDelta = new("--accept-delta")
    {
        HelpName = "REASON",
        Description = "Why a delta above 0.001 is acceptable. The statement quotes it.",
    };

    private readonly Option<bool> _research = new("--research")
    {
        Description = "Copy bounds and categories from the data without charge. Gives no guarantee; all output is stamped.",
    };

    private readonly Option<bool> _noPrivacy = new("--no-privacy")
    {
        Description = "Train on the real rows without a budget and without a guarantee; all output is stamped. For: "
            + $"{string.Join(", ", SynthesizerCatalog.All.OfType<IUnprotectedSynthesizer>().Select(method => method.Info.Name))}.",
    };

    private readonly Option<ulong?> _noiseSeed = Options.Parsed<ulong?>(
        "--noise-seed",
        "N",
        "Repeatable noise, with --research only.",
        text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? (true, seed) : (false, null),
        "a whole number");

    private readonly Option<string?> _entity = new("--entity")
    {
        HelpName = "COLUMN",
        Description = "The column that names the person to protect, when a person has several rows. Default: the schema's, else each row "
            + "is protected.",
    };

    private readonly Option<int?> _maxRows = Options.Parsed<int?>(
        "--max-rows-per-entity",
        "N",
        "The largest number of rows of one person that are used; the rest are left out at random. Default: the schema's.",
        text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0 ? (true, rows) : (false, null),
        "a whole number of 1 or more");

    public void AddTo(ExplainedCommand command, Option<string?>? account = null)
    {
        Option[] all =
        [
            _epsilon, _delta, .. account is null ? Array.Empty<Option>() : [account], _neighbours, _accept, _acceptDelta, _entity, _maxRows,
            _research, _noiseSeed,
        ];
        command.AddGroup("Privacy", withoutPrivacy ? [.. all, _noPrivacy] : all);
    }

    /// <summary>True when the run has no guarantee, by the owner's choice.</summary>
    public bool Unprotected(ParseResult parsed) => parsed.GetValue(_noPrivacy);

    /// <summary>The requested guarantee, or null when none is requested and none is needed.</summary>
    public PrivacyRequest? Read(ParseResult parsed, Terminal terminal, bool isNeeded)
    {
        var epsilon = parsed.GetValue(_epsilon) ?? (isNeeded && !Unprotected(parsed) ? Ask(terminal) : null);
        return epsilon is null
            ? null
            : new PrivacyRequest
            {
                Epsilon = epsilon.Value,
                Delta = parsed.GetValue(_delta),
                Neighbours = parsed.GetValue(_neighbours),
                AcceptedBecause = parsed.GetValue(_accept),
                AcceptedDeltaBecause = parsed.GetValue(_acceptDelta),
                LargestEpsilon = terminal.LargestEpsilon,
                Research = parsed.GetValue(_research),
                NoiseSeed = parsed.GetValue(_noiseSeed),
            };
    }

    /// <summary>The schema with the unit of privacy that the options name.</summary>
    public Schema? WithUnit(ParseResult parsed, Schema? schema)
    {
        var entity = parsed.GetValue(_entity);
        var maxRows = parsed.GetValue(_maxRows);
        if (entity is null && maxRows is null)
        {
            return schema;
        }

        if (schema is not null && entity is not null && schema.Find(entity) is null)
        {
            throw new VeilException(
                FaultKind.Usage,
                "entity-not-in-schema",
                $"The schema has no column '{entity}' to name the person to protect.",
                Spelling.DidYouMean(entity, schema.Columns.Select(column => column.Name))
                    ?? "'veil schema show' lists the columns of a schema.");
        }

        if (schema is null || (entity ?? schema.Entity) is null)
        {
            throw new VeilException(
                FaultKind.Usage,
                "entity-needs-schema",
                "The person to protect can only be named by a column that the schema lists.",
                "Add --schema with that column, role 'identifier', and name it with --entity.");
        }

        return schema with { Entity = entity ?? schema.Entity, MaxRowsPerEntity = maxRows ?? schema.MaxRowsPerEntity };
    }

    // A budget is always the user's own choice, never a default.
    private static double? Ask(Terminal terminal)
    {
        if (!terminal.CanAsk)
        {
            throw new VeilException(
                FaultKind.Usage,
                "epsilon-absent",
                "Option --epsilon is required: the privacy budget.",
                "Add --epsilon 1, or less to protect more.");
        }

        terminal.Error.Write("Privacy budget epsilon (smaller protects more; 1 is a good start): ");
        return terminal.ReadLine() is { } line && Options.ParseNumber(line.Trim()) is (true, var value)
            ? value
            : throw new VeilException(
                FaultKind.Usage, "epsilon-absent", "That is not a number.", "Start again with --epsilon 1, or less to protect more.");
    }
}
