using System.CommandLine;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Files;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Cli;

/// <summary>The options that state how delimited text is written, for every command that has them.</summary>
internal static class DialectOptions
{
    /// <summary>The characters and words of <c>--delimiter</c>.</summary>
    public const string Delimiters = "',', ';', '|', 'tab', 'space' (any number of blanks) or another sign such as ':' or '^'";

    public static Option<char?> Delimiter(string description) => Options.Parsed<char?>(
        "--delimiter",
        "CHAR",
        description,
        text => text switch
        {
            "tab" or "\t" or "\\t" => (true, '\t'),
            "space" or " " => (true, ' '),
            [var sign] when IsSign(sign) => (true, sign),
            _ => (false, null),
        },
        Delimiters);

    public static Option<TextEncoding?> Encoding(string description) => Options.Parsed<TextEncoding?>(
        "--encoding",
        "NAME",
        description,
        text => CodePages.Find(text) is { } found ? (true, (TextEncoding)found) : (false, null),
        $"the name of an encoding, such as {string.Join(", ", CodePages.UsualNames)}");

    public static Option<int?> SkipLines() => Options.Parsed<int?>(
        "--skip-lines",
        "N",
        "The number of lines above the header, or above the first row, that are titles and the like: they are passed over.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? (true, lines) : (false, null),
        "a whole number of 0 or more");

    public static Option<int?> SkipRows() => Options.Parsed<int?>(
        "--skip-rows",
        "N",
        "The number of rows below the header that are no rows, such as units: they are passed over.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? (true, rows) : (false, null),
        "a whole number of 0 or more");

    public static Option<bool> RowNames() => new("--row-names")
    {
        Description = "The header has no name for the first column, as in tables of R with names of rows.",
    };

    public static Option<char?> Comment() => Sign(
        "--comment", "The character at the beginning of lines that are comments and not rows, such as '#'.");

    public static Option<char?> Escape() => Sign(
        "--escape", "The character before a quote or a delimiter that belongs to the value, such as '\\'.");

    public static Option<bool> TrimBlanks(string description) => new("--trim-blanks") { Description = description };

    /// <summary>Refuses two meanings of one character.</summary>
    /// <exception cref="VeilException">Two options name the same character.</exception>
    public static DeclaredDialect Check(DeclaredDialect stated)
    {
        char?[] marks = [stated.Delimiter, stated.Escape, stated.Comment];
        var given = marks.OfType<char>().ToList();
        return given.Distinct().Count() == given.Count
            ? stated
            : throw new VeilException(
                FaultKind.Usage,
                "options-contradict",
                "Options --delimiter, --escape and --comment cannot name the same character.",
                "Leave one of them out.");
    }

    private static Option<char?> Sign(string name, string description) => Options.Parsed<char?>(
        name,
        "CHAR",
        description,
        text => text is [var sign] && IsSign(sign) && sign is not (',' or ';' or '|') ? (true, sign) : (false, null),
        "one sign such as # or \\ that is neither a quote nor a usual delimiter");

    private static bool IsSign(char text) =>
        char.IsAscii(text) && (char.IsPunctuation(text) || char.IsSymbol(text)) && text is not ('"' or '\'');
}
