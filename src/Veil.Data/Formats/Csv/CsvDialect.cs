namespace Veil.Data.Formats.Csv;

/// <summary>The dialect of a delimited text file.</summary>
/// <param name="Delimiter">The character between fields: comma, semicolon, tab or pipe.</param>
/// <param name="Quote">
/// The character around fields that contain a delimiter, a quote or a line end; <see cref="NoQuote"/> where quotes have no special meaning.
/// </param>
/// <param name="HasHeader">True when the first record names the columns.</param>
/// <param name="Encoding">The character encoding.</param>
/// <param name="DecimalMark">The decimal mark of numbers: a point or a comma.</param>
public sealed record CsvDialect(
    char Delimiter = ',',
    char Quote = '"',
    bool HasHeader = true,
    TextEncoding Encoding = TextEncoding.Utf8,
    char DecimalMark = '.')
{
    /// <summary>The value in place of a quote when fields are never quoted, and each line is a record.</summary>
    public const char NoQuote = '\0';

    /// <summary>True when the file begins with a byte order mark.</summary>
    public bool HasByteOrderMark { get; init; }

    /// <summary>True when the file is compressed with gzip.</summary>
    public bool IsGzip { get; init; }
}
