using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Schemas.CodeLists;
using Veil.Workflows.Files;
using Veil.Workflows.Schemas;

namespace Veil.Cli.Commands;

/// <summary><c>veil schema declare</c>: state facts of a column, or of the table, one by one.</summary>
internal sealed class DeclareCommand
{
    private readonly Option<string?> _type = Text(
        "--type", "TYPE", "What the values are: integer, number, boolean, string, date, datetime or time.");
    private readonly Option<string?> _role = Text(
        "--role", "ROLE", "What is done with the column: use, identifier, personal, text or drop.");
    private readonly Option<string?> _minimum = Text(
        "--min", "VALUE", "The smallest value: a number, or a date such as 2024-12-31. Together with --max.");
    private readonly Option<string?> _maximum = Text("--max", "VALUE", "The largest value.");
    private readonly Option<double?> _step = Options.Parsed<double?>(
        "--step", "N", "Distance of neighbouring numbers, such as 0.01.", Options.ParseNumber, "a number such as 0.01");
    private readonly Option<string?> _granularity = Text(
        "--granularity", "UNIT", "Finest unit of dates: second, minute, hour, day, week, month or year.");
    private readonly Option<ImmutableArray<string>?> _categories = List(
        "--categories",
        "A,B,C",
        "The labels, with commas between; quotes around those that hold one. @us-states and the like stand for the codes of a public "
            + "list: 'veil schema lists'.");
    private readonly Option<bool> _ordered = new("--ordered") { Description = "The order of --categories means something." };
    private readonly Option<string?> _format = Text(
        "--format", "PATTERN", "How dates and times are written, such as %d/%m/%Y; 'default' for ISO 8601.");
    private readonly Option<char?> _groupMark = Character("--group-mark", "Between groups of three digits, such as ','.");
    private readonly Option<char?> _decimalMark = Character(
        "--decimal-mark", "The decimal mark of the column's numbers, where it is not that of the file: '.' or ','.");
    private readonly Option<string?> _prefix = Text("--prefix", "TEXT", "What stands before the numbers, such as $.");
    private readonly Option<string?> _suffix = Text(
        "--suffix", "TEXT", "What stands after the numbers, such as ' kg', with the blank if there is one.");
    private readonly Option<bool> _surrounded = new("--surrounded")
    {
        Description = "Something stands around the numbers that is ignored, and is not written.",
    };

    private readonly Option<bool> _parentheses = new("--parentheses") { Description = "Numbers below zero stand in parentheses." };
    private readonly Option<long?> _leastDecimals = Options.Parsed<long?>(
        "--least-decimals",
        "N",
        "The least number of digits after the decimal mark.",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? (true, digits) : (false, null),
        "a whole number of 0 or more");
    private readonly Option<string?> _keyForm = Text(
        "--key-form", "FORM", "How fresh values of an identifier are written, such as P-#####: each # is a digit.");
    private readonly Option<string?> _true = Text("--true", "LABEL", "The label that means true. Together with --false.");
    private readonly Option<string?> _false = Text("--false", "LABEL", "The label that means false.");
    private readonly Option<bool> _required = new("--required") { Description = "No value is missing." };

    private readonly Option<bool> _header = new("--header") { Description = "The first line holds the names of the columns." };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first line is a row." };

    private readonly Option<char?> _delimiter = DialectOptions.Delimiter($"Between fields: {DialectOptions.Delimiters}.");

    private readonly Option<char?> _quote = new("--quote")
    {
        HelpName = "CHAR",
        Description = "Around fields: '\"' or \"'\".",
        CustomParser = Options.Parse<char?>(text => text is "\"" or "'" ? (true, text[0]) : (false, null), "a double or a single quote"),
    };

    private readonly Option<TextEncoding?> _encoding = DialectOptions.Encoding(
        "Characters: utf-8, utf-16le, windows-1252, shift_jis or any other encoding by its name.");

    private readonly Option<int?> _skipLines = DialectOptions.SkipLines();
    private readonly Option<int?> _skipRows = DialectOptions.SkipRows();
    private readonly Option<bool> _rowNames = DialectOptions.RowNames();
    private readonly Option<char?> _comment = DialectOptions.Comment();
    private readonly Option<char?> _escape = DialectOptions.Escape();
    private readonly Option<bool> _trimBlanks = DialectOptions.TrimBlanks("Blanks around a field, outside its quotes, are not part of it.");

    private readonly Option<bool> _decimalComma = new("--decimal-comma") { Description = "Numbers have a decimal comma." };
    private readonly Option<bool> _decimalPoint = new("--decimal-point") { Description = "Numbers have a decimal point." };

    private readonly Option<long?> _rows = Options.Parsed<long?>(
        "--rows",
        "N",
        "The number of rows, if it is no secret.",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? (true, rows) : (false, null),
        "a whole number of 0 or more");

    private readonly Option<ImmutableArray<string>?> _missing = List(
        "--missing",
        "CODES",
        "Texts that stand for a missing value, with commas between; \"\" for an empty cell, \"NA,\" for NA and an empty cell.");
    private readonly Option<ImmutableArray<string>?> _unknown = List(
        "--unknown",
        "FACTS",
        $"Remove facts, so that they are learnt from the budget: {string.Join(", ", ColumnFact.All.Select(fact => fact.Key))}; of the "
            + "table dialect, rows, missingValues; 'all' for all that are not stated.");

    private readonly Option<Provenance> _from = new("--from")
    {
        HelpName = "SOURCE",
        Description = "Where the stated facts come from: public, declared, or declared-after-looking. Default: declared, which says that "
            + "you did not look at the rows.",
        DefaultValueFactory = _ => Provenance.Declared,
        CustomParser = Options.Parse(
            text =>
                ProvenanceWords.Find(text) is { } source and (Provenance.Public or Provenance.Declared or Provenance.DeclaredAfterLooking)
                    ? (true, source)
                    : (false, default),
            "'public', 'declared' or 'declared-after-looking'"),
    };

    private DeclareCommand()
    {
    }

    private IReadOnlyList<Option> OfColumn =>
    [
        _type, _role, _minimum, _maximum, _step, _granularity, _categories, _ordered, _format, _groupMark, _decimalMark, _prefix, _suffix,
        _surrounded, _parentheses, _leastDecimals, _keyForm, _true, _false, _required,
    ];

    private IReadOnlyList<Option> OfTable =>
    [
        _header, _noHeader, _delimiter, _quote, _escape, _trimBlanks, _encoding, _skipLines, _skipRows, _rowNames, _comment,
        _decimalComma, _decimalPoint, _rows,
    ];

    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var options = new DeclareCommand();
        var file = new Argument<string>("SCHEMA") { Description = "A schema file; it is changed in place." };
        var columns = new Argument<string[]>("COLUMN")
        {
            Description = "The column, or several of which the same is stated; without one, facts of the table are stated.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = Options.Output("Where the changed schema goes. Default: SCHEMA itself.");
        var (force, quiet, json) = (Options.Force(), Options.Quiet(), Options.Json());
        var command = new ExplainedCommand(
            "declare",
            "State facts of columns or of the table, or remove them so that they are learnt. No other fact changes. Without a fact the "
                + "present ones are shown.",
            "veil schema declare people.json age --type integer --role use --min 0 --max 99",
            "veil schema declare p.json home work --categories @us-states,abroad",
            "veil schema declare people.schema.json town --unknown type,role",
            "veil schema declare people.schema.json --header --delimiter ,")
        {
            file, columns, options._missing, options._unknown, options._from, output, force,
        };
        command.AddGroup("Facts of a column", options.OfColumn);
        command.AddGroup("Facts of the table", options.OfTable);
        command.AddMessageOptions(quiet, json, null);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var target = parsed.GetValue(output) ?? path;
            var overwrite = target == path || parsed.GetValue(force);
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), noColor: true);
            string?[] names = parsed.GetValue(columns) is { Length: > 0 } named ? [.. named.Distinct()] : [null];
            options.RefuseMisplaced(parsed, names[0]);
            var schema = Options.LoadSchema(path);
            var states = options.StatesSomething(parsed) || parsed.GetValue(output) is not null;
            if (states)
            {
                // Nothing is written before the last column is stated: all are or none.
                schema = names.Aggregate(schema, (known, name) => new DeclareJob().Run(
                    new DeclareRequest
                    {
                        Schema = known,
                        Declaration = name is null ? options.Table(parsed) : options.Column(parsed, name),
                        Output = name == names[^1] ? ByteOutput.ToFile(target, overwrite) : null,
                    },
                    null,
                    cancellationToken));
                console.Say($"Wrote {target}.");
            }

            foreach (var name in names)
            {
                Tell(console, schema, name, states);
            }

            if (!states)
            {
                console.Say("Nothing was stated or changed: 'veil schema declare --help' lists the facts that can be.");
            }

            if (parsed.GetValue(json))
            {
                terminal.Print(SchemaText.Json(states ? target : path, schema));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private void RefuseMisplaced(ParseResult parsed, string? name)
    {
        var others = name is null ? OfColumn : OfTable;
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } misplaced)
        {
            throw new VeilException(
                FaultKind.Usage,
                "declare-misplaced",
                $"Option {misplaced.Name} states a fact of "
                    + $"{(name is null ? "a column, but none is named" : "the table, but a column is named")}.",
                name is null
                    ? "Name the column after the schema."
                    : "State the table's facts in a call of their own, without the column.");
        }
    }

    // The source alone is no fact, but whoever gives it means to state something.
    private bool StatesSomething(ParseResult parsed) => new[] { _missing, (Option)_unknown, _from }.Concat(OfColumn).Concat(OfTable)
        .Any(option => parsed.GetResult(option) is { Implicit: false });

    private ColumnDeclaration Column(ParseResult parsed, string name) => new()
    {
        Column = name,
        Type = parsed.GetValue(_type),
        Role = parsed.GetValue(_role),
        Minimum = parsed.GetValue(_minimum),
        Maximum = parsed.GetValue(_maximum),
        Step = parsed.GetValue(_step),
        Granularity = parsed.GetValue(_granularity),
        Categories = parsed.GetValue(_categories) is { } labels ? CodeList.Expand(labels) : null,
        Ordered = parsed.GetValue(_ordered),
        MissingCodes = parsed.GetValue(_missing),
        Format = parsed.GetValue(_format),
        GroupMark = parsed.GetValue(_groupMark),
        DecimalMark = parsed.GetValue(_decimalMark),
        Prefix = parsed.GetValue(_prefix),
        Suffix = parsed.GetValue(_suffix),
        IgnoresSurroundings = parsed.GetValue(_surrounded),
        HasParentheses = parsed.GetValue(_parentheses),
        LeastDecimals = parsed.GetValue(_leastDecimals),
        KeyForm = parsed.GetValue(_keyForm),
        TrueLabel = parsed.GetValue(_true),
        FalseLabel = parsed.GetValue(_false),
        Required = parsed.GetValue(_required),
        Unknown = parsed.GetValue(_unknown) ?? [],
        Source = parsed.GetValue(_from),
    };

    private TableDeclaration Table(ParseResult parsed) => new()
    {
        Dialect = DialectOptions.Check(Dialect(parsed)) is { IsEmpty: false } stated ? stated : null,
        Rows = parsed.GetValue(_rows),
        MissingCodes = parsed.GetValue(_missing),
        Unknown = parsed.GetValue(_unknown) ?? [],
        Source = parsed.GetValue(_from),
    };

    private DeclaredDialect Dialect(ParseResult parsed) => new()
    {
        HasHeader = OneOf(parsed, _header, _noHeader),
        Delimiter = parsed.GetValue(_delimiter),
        Quote = parsed.GetValue(_quote),
        Escape = parsed.GetValue(_escape),
        TrimsBlanks = parsed.GetValue(_trimBlanks) ? true : null,
        Encoding = parsed.GetValue(_encoding),
        SkipLines = parsed.GetValue(_skipLines),
        SkipRows = parsed.GetValue(_skipRows),
        HasRowNames = parsed.GetValue(_rowNames) ? true : null,
        Comment = parsed.GetValue(_comment),
        DecimalMark = OneOf(parsed, _decimalComma, _decimalPoint) switch { true => ',', false => '.', null => null },
    };

    private static void Tell(ConsoleReporter console, Schema schema, string? name, bool isChanged)
    {
        console.Say($"{(name is null ? "The table" : $"Column '{name}'")}{(isChanged ? " is now" : "")}:");
        var facts = name is null ? SchemaText.TableFacts(schema) : SchemaText.Facts(DeclareJob.Find(schema, name));
        foreach (var line in facts.TrimEnd('\n').Split('\n'))
        {
            console.Say(line);
        }
    }

    private static bool? OneOf(ParseResult parsed, Option<bool> yes, Option<bool> no) => (parsed.GetValue(yes), parsed.GetValue(no)) switch
    {
        (true, true) => throw new VeilException(
            FaultKind.Usage, "options-contradict", $"Options {yes.Name} and {no.Name} contradict each other.", "Leave one of them out."),
        (true, false) => true,
        (false, true) => false,
        _ => null,
    };

    private static Option<char?> Character(string name, string description) => new(name)
    {
        HelpName = "CHAR",
        Description = description,
        CustomParser = Options.Parse<char?>(text => text.Length == 1 ? (true, text[0]) : (false, null), "one character"),
    };

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static Option<ImmutableArray<string>?> List(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = Options.Parse<ImmutableArray<string>?>(
            text => QuotedList.Parse(text) is { } items ? (true, items) : (false, null), "texts with commas between, and quotes in pairs"),
    };
}
