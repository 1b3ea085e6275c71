using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis;
using Veil.Workflows;

namespace Veil.Cli;

/// <summary>Options that several commands share, and what they mean to the jobs.</summary>
internal static class Options
{
    public static Argument<string> Input() => new("INPUT") { Description = "The sensitive table: a CSV file, possibly .gz, or - for standard input." };

    public static Option<string?> Schema() => new("--schema", "-s") { Description = "What is known of the table (JSON). Without one everything is learnt privately, from the same budget." };

    public static Option<string?> Output(string what) => new("--output", "-o") { Description = what };

    public static Option<string> Method()
    {
        var option = new Option<string>("--method", "-m")
        {
            Description = "How to model the table: " + string.Join(", ", SynthesizerCatalog.All.Select(method => method.Info.Name)) + ".",
            DefaultValueFactory = _ => "independent",
        };
        return option;
    }

    public static Option<long?> Rows() => new("--rows", "-n") { Description = "How many synthetic rows. Default: the declared number of rows, or a noisy count.", CustomParser = Parse<long?>(ParseRows, "a whole number of 0 or more") };

    public static Option<ulong?> Seed() => new("--seed") { Description = "Seed of the drawing of rows, to draw the same ones again. Never of the noise.", CustomParser = Parse<ulong?>(ParseSeed, "a whole number from 0 to 18446744073709551615") };

    public static Option<bool> Force() => new("--force", "-f") { Description = "Replace files that exist." };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Say nothing but errors and warnings." };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON document on standard output." };

    public static Option<bool> NoColor() => new("--no-color") { Description = "No colours." };

    public static Option<bool> ExcelSafe() => new("--excel-safe") { Description = "Put an apostrophe before text that a spreadsheet would take for a formula." };

    public static Option<T> Parsed<T>(string name, string description, Func<string, (bool Ok, T Value)> parse, string wanted) =>
        new(name) { Description = description, CustomParser = Parse(parse, wanted) };

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
    public static Schema? LoadSchema(string? path) => path is null ? null : SchemaJson.Load(path);

    /// <summary>The input of an argument.</summary>
    public static CsvInput OpenInput(string input, Terminal terminal) =>
        input == "-" ? CsvInput.FromStream(terminal.Input, "standard input") : CsvInput.FromFile(input);

    private static (bool Ok, long? Value) ParseRows(string text) =>
        long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) && value >= 0 ? (true, value) : (false, null);

    private static (bool Ok, ulong? Value) ParseSeed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? (true, value) : (false, null);
}

/// <summary>Options that say how a file is read.</summary>
internal sealed class ReadingOptions
{
    private readonly Option<BadRows> _badRows = new("--bad-rows")
    {
        Description = "What to do with rows that cannot be read: fail (default) or drop.",
        DefaultValueFactory = _ => BadRows.Fail,
        CustomParser = Options.Parse(text => (Enum.TryParse<BadRows>(text, ignoreCase: true, out var value) && !char.IsDigit(text[0]), value), "'fail' or 'drop'"),
    };

    private readonly Option<char?> _delimiter = new("--delimiter")
    {
        Description = "Between fields: ',', ';', '|' or 'tab'. Found out by default.",
        CustomParser = Options.Parse<char?>(text => text switch { "," or ";" or "|" => (true, text[0]), "tab" or "\t" => (true, '\t'), _ => (false, null) }, "',', ';', '|' or 'tab'"),
    };

    private readonly Option<TextEncoding?> _encoding = new("--encoding")
    {
        Description = "Character encoding: utf-8, utf-16le, utf-16be or latin1. Found out by default.",
        CustomParser = Options.Parse<TextEncoding?>(
            text => text.ToLowerInvariant() switch
            {
                "utf-8" or "utf8" => (true, TextEncoding.Utf8),
                "utf-16le" or "utf-16" => (true, TextEncoding.Utf16LittleEndian),
                "utf-16be" => (true, TextEncoding.Utf16BigEndian),
                "latin1" or "iso-8859-1" => (true, TextEncoding.Latin1),
                _ => (false, null),
            },
            "utf-8, utf-16le, utf-16be or latin1"),
    };

    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first line is data; columns are named column1, column2 …" };

    private readonly Option<bool> _decimalComma = new("--decimal-comma") { Description = "Numbers are written with a decimal comma. Found out by default." };

    private readonly Option<int> _maxField = Limit("--max-field-bytes", "The longest field, in bytes.", new CsvReadOptions().MaxFieldBytes);

    private readonly Option<int> _maxRatio = Limit("--max-decompression-ratio", "The most bytes that one byte of a .gz file may become.", new CsvReadOptions().MaxDecompressionRatio);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _badRows, _delimiter, _encoding, _noHeader, _decimalComma, _maxField, _maxRatio })
        {
            command.Add(option);
        }
    }

    /// <summary>How to read. A dialect is forced only where the person said something about it.</summary>
    public CsvReadOptions Read(ParseResult parsed, CsvDialect? known)
    {
        var delimiter = parsed.GetValue(_delimiter);
        var encoding = parsed.GetValue(_encoding);
        var options = new CsvReadOptions
        {
            BadRows = parsed.GetValue(_badRows),
            MaxFieldBytes = parsed.GetValue(_maxField),
            MaxDecompressionRatio = parsed.GetValue(_maxRatio),
        };
        if (delimiter is null && encoding is null && !parsed.GetValue(_noHeader) && !parsed.GetValue(_decimalComma))
        {
            return options;
        }

        var dialect = known ?? new CsvDialect();
        return options with
        {
            Dialect = dialect with
            {
                Delimiter = delimiter ?? dialect.Delimiter,
                Encoding = encoding ?? dialect.Encoding,
                HasHeader = !parsed.GetValue(_noHeader) && dialect.HasHeader,
                DecimalMark = parsed.GetValue(_decimalComma) ? ',' : dialect.DecimalMark,
            },
        };
    }

    private static Option<int> Limit(string name, string description, int value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = Options.Parse(
            text => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 1 << 29, limit),
            "a whole number from 1 to 536870912"),
    };
}

/// <summary>Options that ask for a guarantee.</summary>
internal sealed class PrivacyOptions
{
    private readonly Option<double?> _epsilon = Options.Parsed<double?>("--epsilon", "Privacy budget: smaller protects more. 1 is a good start; above 10 a reason is needed.", Options.ParseNumber, "a number such as 1");
    private readonly Option<double?> _delta = Options.Parsed<double?>("--delta", "Chance that the guarantee of epsilon fails. Default: min(1e-6, 1/n^2); 0 for pure epsilon.", Options.ParseNumber, "a number such as 1e-9");

    private readonly Option<Neighbours> _neighbours = new("--neighbours")
    {
        Description = "What the guarantee compares: add-remove (default) or replace-one.",
        DefaultValueFactory = _ => Neighbours.AddRemove,
        CustomParser = Options.Parse(
            text => text switch { "add-remove" => (true, Neighbours.AddRemove), "replace-one" => (true, Neighbours.ReplaceOne), _ => (false, default) },
            "'add-remove' or 'replace-one'"),
    };

    private readonly Option<string?> _accept = new("--accept-epsilon") { Description = "Why an epsilon above 10 is acceptable; stands in the statement.", HelpName = "REASON" };
    private readonly Option<bool> _research = new("--research") { Description = "Copy bounds and categories from the data for free. Protects nobody; all output is stamped." };

    private readonly Option<ulong?> _noiseSeed = Options.Parsed<ulong?>(
        "--noise-seed",
        "Repeatable noise, with --research only.",
        text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? (true, seed) : (false, null),
        "a whole number");

    private readonly Option<string?> _entity = new("--entity") { Description = "Column that names the person to protect, when a person has several rows." };

    private readonly Option<int?> _maxRows = Options.Parsed<int?>(
        "--max-rows-per-entity",
        "The most rows of one person that are used; the rest is left out at random.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0 ? (true, rows) : (false, null),
        "a whole number of 1 or more");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _epsilon, _delta, _neighbours, _accept, _entity, _maxRows, _research, _noiseSeed })
        {
            command.Add(option);
        }
    }

    /// <summary>The guarantee that is asked for, or null when none is and none is needed.</summary>
    public PrivacyRequest? Read(ParseResult parsed, Terminal terminal, bool isNeeded)
    {
        var epsilon = parsed.GetValue(_epsilon) ?? (isNeeded ? Ask(terminal) : null);
        return epsilon is null
            ? null
            : new PrivacyRequest
            {
                Epsilon = epsilon.Value,
                Delta = parsed.GetValue(_delta),
                Neighbours = parsed.GetValue(_neighbours),
                AcceptedBecause = parsed.GetValue(_accept),
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

        if (schema is null || (entity is not null && schema.Find(entity) is null) || (entity ?? schema.Entity) is null)
        {
            throw new VeilException(
                FaultKind.Usage,
                "entity-needs-schema",
                "The person to protect can only be named by a column that the schema lists.",
                "Add --schema with that column, role 'identifier', and name it with --entity.");
        }

        return schema with { Entity = entity ?? schema.Entity, MaxRowsPerEntity = maxRows ?? schema.MaxRowsPerEntity };
    }

    // Nobody should get a budget without having chosen it.
    private static double? Ask(Terminal terminal)
    {
        if (!terminal.IsErrorInteractive || !terminal.IsInputInteractive)
        {
            throw new VeilException(FaultKind.Usage, "epsilon-absent", "Option --epsilon is needed: how much privacy may be spent.", "Add --epsilon 1, or less to protect more.");
        }

        terminal.Error.Write("Privacy budget epsilon (smaller protects more; 1 is a good start): ");
        var line = Console.In.ReadLine();
        return line is not null && Options.ParseNumber(line.Trim()) is (true, var value)
            ? value
            : throw new VeilException(FaultKind.Usage, "epsilon-absent", "That is no number.", "Start again with --epsilon 1, or less to protect more.");
    }
}
