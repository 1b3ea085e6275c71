namespace Veil.Data.Formats.Csv;

/// <summary>The options of writing delimited text. Always UTF-8 without byte order mark, with line feeds.</summary>
public sealed record CsvWriteOptions
{
    /// <summary>Delimiter, quote, decimal mark and header; null to take them from the schema, else the defaults.</summary>
    public CsvDialect? Dialect { get; init; }

    /// <summary>
    /// True when texts that a spreadsheet would run as a formula (those that begin with = + - @, tab or return) get an
    /// apostrophe in front. Numbers are not touched.
    /// </summary>
    public bool ExcelSafe { get; init; }

    /// <summary>The name of the output in error messages.</summary>
    public string DisplayName { get; init; } = "The output";

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option contradicts itself; the message names it.</exception>
    public void Validate()
    {
        if (Dialect is { } dialect)
        {
            CsvDialectRules.Validate(dialect);
        }
    }
}
