using System.CommandLine;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Cli;

/// <summary>The options for reading a file.</summary>
/// <param name="isRelease">True when the command publishes something: then nothing about the file is inferred from its rows.</param>
internal sealed class ReadingOptions(bool isRelease)
{
    private readonly Option<BadRows> _badRows = new("--bad-rows")
    {
        HelpName = "fail|drop",
        Description = "What to do with rows that cannot be read. Default: fail.",
        DefaultValueFactory = _ => BadRows.Fail,
        CustomParser = Options.Parse(
            text => text switch { "fail" => (true, BadRows.Fail), "drop" => (true, BadRows.Drop), _ => (false, default) },
            "'fail' or 'drop'"),
    };

    private readonly Option<char?> _delimiter = new("--delimiter")
    {
        HelpName = "CHAR",
        Description = $"The character between fields: ',', ';', '|' or 'tab'. Default: {Found(isRelease)}.",
        CustomParser = Options.Parse<char?>(
            text => text switch { "," or ";" or "|" => (true, text[0]), "tab" or "\t" => (true, '\t'), _ => (false, null) },
            "',', ';', '|' or 'tab'"),
    };

    private readonly Option<char?> _quote = new("--quote")
    {
        HelpName = "CHAR",
        Description = "The character around fields: '\"' or \"'\", or 'none' if quotes have no special meaning. Default: "
            + $"{Found(isRelease)}.",
        CustomParser = Options.Parse<char?>(
            text => text switch { "\"" or "'" => (true, text[0]), "none" => (true, CsvDialect.NoQuote), _ => (false, null) },
            "a double or a single quote, or 'none'"),
    };

    private readonly Option<TextEncoding?> _encoding = new("--encoding")
    {
        HelpName = "NAME",
        Description = $"The encoding: utf-8, utf-16le, utf-16be or latin1. Default: {Found(isRelease)}.",
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

    private readonly Option<bool> _header = new("--header")
    {
        Description = $"The first line holds the names of the columns. {Unsaid(isRelease)}",
    };

    private readonly Option<bool> _noHeader = new("--no-header")
    {
        Description = "The first line is a row; columns have the schema's names, or else column1, column2 and so on.",
    };

    private readonly Option<bool> _decimalComma = new("--decimal-comma")
    {
        Description = $"Numbers have a decimal comma. Default: {(isRelease ? "where the delimiter is ';'" : Found(isRelease))}.",
    };

    private readonly Option<bool> _decimalPoint = new("--decimal-point") { Description = "Numbers have a decimal point." };

    private readonly Option<int> _maxField = Limit(
        "--max-field-bytes", "The longest field that is read, in bytes. Default: 1048576.", new SourceOptions().MaxFieldBytes);

    private readonly Option<int> _maxRatio = Limit(
        "--max-decompression-ratio", "The most bytes that one byte of a .gz file may become. Default: 100.",
        new SourceOptions().MaxDecompressionRatio);

    public void AddTo(ExplainedCommand command) => command.AddGroup(
        "Reading the table",
        _badRows,
        _delimiter,
        _quote,
        _encoding,
        _header,
        _noHeader,
        _decimalComma,
        _decimalPoint,
        _maxField,
        _maxRatio);

    /// <summary>The table of an argument, to be read as the options say.</summary>
    public ITableSource Open(ParseResult parsed, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var declared = Declared(parsed);
        var source = terminal.Formats.Source(Options.OpenInput(path, terminal, cancellationToken), new SourceOptions
        {
            BadRows = parsed.GetValue(_badRows),
            MaxFieldBytes = parsed.GetValue(_maxField),
            MaxDecompressionRatio = parsed.GetValue(_maxRatio),
            Declared = declared,
        });
        return declared.IsEmpty || source is CsvSource
            ? source
            : throw new VeilException(
                FaultKind.Usage,
                "option-of-another-format",
                $"{source.DisplayName} is not delimited text: it has no delimiter, quotes, encoding, header line or "
                    + "decimal mark to choose.",
                "Leave such options out.");
    }

    /// <summary>
    /// The table of an argument, to be read for a release: the names of the columns are published, so where it is not declared whether
    /// the first line holds them the person is asked, and shown the line.
    /// </summary>
    public ITableSource OpenForRelease(ParseResult parsed, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var source = Open(parsed, path, terminal, cancellationToken);
        return source is CsvSource { IsHeaderStated: false } csv && path != "-" && terminal.CanAsk
            ? new HeaderQuestion(csv, terminal)
            : source;
    }

    private DeclaredDialect Declared(ParseResult parsed) => new()
    {
        Delimiter = parsed.GetValue(_delimiter),
        Quote = parsed.GetValue(_quote),
        Encoding = parsed.GetValue(_encoding),
        HasHeader = OneOf(parsed, _header, _noHeader),
        DecimalMark = OneOf(parsed, _decimalComma, _decimalPoint) switch { true => ',', false => '.', null => null },
    };

    private static string Found(bool isRelease) => isRelease ? "the schema's, else as in the header line" : "detected from the rows";

    private static string Unsaid(bool isRelease) => isRelease
        ? "Default: the schema's; without one it is asked for on a terminal, and required elsewhere."
        : "Default: detected from the rows.";

    private static bool? OneOf(ParseResult parsed, Option<bool> yes, Option<bool> no) => (parsed.GetValue(yes), parsed.GetValue(no)) switch
    {
        (true, true) => throw new VeilException(
            FaultKind.Usage, "options-contradict", $"{yes.Name} and {no.Name} contradict each other.", "Leave one of them out."),
        (true, _) => true,
        (_, true) => false,
        _ => null,
    };

    private static Option<int> Limit(string name, string description, int value) => new(name)
    {
        HelpName = "N",
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = Options.Parse(
            text =>
                (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 1 << 29, limit),
            "a whole number from 1 to 536870912"),
    };
}
