using Veil.Data.Files;

namespace Veil.Data.Formats.Csv;

/// <summary>The constraints on a dialect, checked before anything is read or written with it.</summary>
internal static class CsvDialectRules
{
    /// <exception cref="ArgumentException">The dialect contradicts itself; the message names the property.</exception>
    public static void Validate(CsvDialect dialect) => Validate(DeclaredDialect.Of(dialect));

    /// <exception cref="ArgumentException">The declaration contradicts itself; the message names the property.</exception>
    public static void Validate(DeclaredDialect dialect)
    {
        if (dialect.Delimiter is '\n' or '\r' or '\0' or > (char)127)
        {
            throw new ArgumentException("Delimiter must be one ASCII character that does not end a line.", nameof(dialect));
        }

        if (dialect.Quote is '\n' or '\r' or > (char)127 || (dialect.Quote is { } quote && quote == dialect.Delimiter))
        {
            throw new ArgumentException("Quote must be one ASCII character other than the delimiter.", nameof(dialect));
        }

        CheckMark(dialect.Comment, nameof(DeclaredDialect.Comment), dialect);
        CheckMark(dialect.Escape, nameof(DeclaredDialect.Escape), dialect);
        if (dialect.SkipLines < 0 || dialect.SkipRows < 0)
        {
            throw new ArgumentException("SkipLines and SkipRows must be at least 0.", nameof(dialect));
        }

        if (dialect.DecimalMark is not (null or '.' or ','))
        {
            throw new ArgumentException("DecimalMark must be a point or a comma.", nameof(dialect));
        }

        if (dialect.Encoding is { } encoding && !CodePages.IsKnown((int)encoding))
        {
            throw new ArgumentException("Encoding is not one of those that are read.", nameof(dialect));
        }
    }

    private static void CheckMark(char? mark, string property, DeclaredDialect dialect)
    {
        if (mark is { } said && (said is <= ' ' or > (char)126 or '"' or '\'' || said == dialect.Delimiter || said == dialect.Quote))
        {
            throw new ArgumentException(
                $"{property} must be one visible ASCII character that is neither a delimiter nor a quote.", nameof(dialect));
        }
    }
}
