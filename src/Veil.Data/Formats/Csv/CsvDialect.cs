namespace Veil.Data.Formats.Csv;

/// <summary>How a delimited text file is written.</summary>
/// <param name="Delimiter">Between fields: comma, semicolon, tab or pipe.</param>
/// <param name="Quote">
/// Around fields that hold a delimiter, a quote or a line end; <see cref="NoQuote"/> where every quote is a character.
/// </param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="Encoding">Character encoding.</param>
/// <param name="DecimalMark">Between the whole and the fractional part of a number: a point or a comma.</param>
public sealed record CsvDialect(
    char Delimiter = ',',
    char Quote = '"',
    bool HasHeader = true,
    TextEncoding Encoding = TextEncoding.Utf8,
    char DecimalMark = '.')
{
    /// <summary>In the place of a quote: fields are never quoted, and each line is a record.</summary>
    public const char NoQuote = '\0';

    /// <summary>Whether the file begins with a byte order mark.</summary>
    public bool HasByteOrderMark { get; init; }

    /// <summary>Whether the file is compressed with gzip.</summary>
    public bool IsGzip { get; init; }
}
