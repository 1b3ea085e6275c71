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

    private readonly Option<char?> _delimiter = DialectOptions.Delimiter(
        $"The character between fields: {DialectOptions.Delimiters}. Default: {Found(isRelease)}.");

    private readonly Option<char?> _quote = new("--quote")
    {
        HelpName = "CHAR",
        Description = "The character around fields: '\"' or \"'\", or 'none' if quotes have no special meaning. Default: "
            + $"{Found(isRelease)}.",
        CustomParser = Options.Parse<char?>(
            text => text switch { "\"" or "'" => (true, text[0]), "none" => (true, CsvDialect.NoQuote), _ => (false, null) },
            "a double or a single quote, or 'none'"),
    };

    private readonly Option<TextEncoding?> _encoding = DialectOptions.Encoding(
        $"The encoding: utf-8, utf-16le, windows-1252, shift_jis or any other by its name. Default: {Found(isRelease)}.");

    private readonly Option<string?> _sheet = new("--sheet")
    {
        HelpName = "NAME",
        Description = "The sheet of an Excel workbook. Default: the first.",
    };

    private readonly Option<int?> _skipLines = DialectOptions.SkipLines();
    private readonly Option<int?> _skipRows = DialectOptions.SkipRows();
    private readonly Option<bool> _rowNames = DialectOptions.RowNames();
    private readonly Option<char?> _comment = DialectOptions.Comment();
    private readonly Option<char?> _escape = DialectOptions.Escape();
    private readonly Option<bool> _trimBlanks = DialectOptions.TrimBlanks(
        "Blanks around a field, outside its quotes, are not part of it. Default: if the first line has one after every delimiter.");

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
        _escape,
        _trimBlanks,
        _encoding,
        _skipLines,
        _skipRows,
        _rowNames,
        _comment,
        _header,
        _noHeader,
        _decimalComma,
        _decimalPoint,
        _sheet,
        _maxField,
        _maxRatio);

    /// <summary>The table of an argument, to be read as the options say.</summary>
    public ITableSource Open(ParseResult parsed, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var declared = DialectOptions.Check(Declared(parsed));
        var source = terminal.Formats.Source(Options.OpenInput(path, terminal, cancellationToken), new SourceOptions
        {
            BadRows = parsed.GetValue(_badRows),
            MaxFieldBytes = parsed.GetValue(_maxField),
            MaxDecompressionRatio = parsed.GetValue(_maxRatio),
            Sheet = parsed.GetValue(_sheet),
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
        SkipLines = parsed.GetValue(_skipLines),
        SkipRows = parsed.GetValue(_skipRows),
        HasRowNames = parsed.GetValue(_rowNames) ? true : null,
        Comment = parsed.GetValue(_comment),
        Escape = parsed.GetValue(_escape),
        TrimsBlanks = parsed.GetValue(_trimBlanks) ? true : null,
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
