namespace Veil.Data.Formats.Csv;

/// <summary>The dialect of a delimited text file.</summary>
/// <param name="Delimiter">The character between fields. Where it is a blank, any number of blanks stand between two fields.</param>
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

    /// <summary>The number of lines above the header, or above the first row where there is none, that are passed over.</summary>
    public int SkipLines { get; init; }

    /// <summary>The number of records below the header that are no rows, such as units; the first ones are passed over.</summary>
    public int SkipRows { get; init; }

    /// <summary>True when the header has no name for the first column, as in tables of R with names of rows.</summary>
    public bool HasRowNames { get; init; }

    /// <summary>The character at the beginning of lines that are no records; null where there are no such lines.</summary>
    public char? Comment { get; init; }

    /// <summary>
    /// The character that makes a quote, a delimiter or itself an ordinary character; null where a quote inside quotes is doubled and
    /// nothing else.
    /// </summary>
    public char? Escape { get; init; }

    /// <summary>True when blanks and tabs on both sides of a field, outside its quotes, are not part of it.</summary>
    public bool TrimsBlanks { get; init; }

    /// <summary>True when the file begins with a byte order mark.</summary>
    public bool HasByteOrderMark { get; init; }

    /// <summary>True when the file is compressed with gzip.</summary>
    public bool IsGzip { get; init; }

    /// <summary>True when records are not as RFC 4180 has them, so that <see cref="DialectFilter"/> rewrites them first.</summary>
    internal bool IsRare => Comment is not null || Escape is not null || TrimsBlanks || Delimiter == ' ';

    /// <summary>
    /// The dialect of a file that is written to be like one of this dialect: always plain UTF-8, with quotes where a value needs them.
    /// </summary>
    internal CsvDialect Plain => new(
        Delimiter == ' ' ? ',' : Delimiter, Quote == NoQuote ? '"' : Quote, HasHeader, DecimalMark: DecimalMark);
}
