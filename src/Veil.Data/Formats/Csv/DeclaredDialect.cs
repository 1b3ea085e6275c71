using Veil.Data.Schemas;

namespace Veil.Data.Formats.Csv;

/// <summary>The dialect that the owner of a file declares, fact by fact; null where nothing is declared.</summary>
public sealed record DeclaredDialect : IDeclaredDialect
{
    /// <summary>Between fields.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Around fields; <see cref="CsvDialect.NoQuote"/> where fields are never quoted.</summary>
    public char? Quote { get; init; }

    /// <summary>True when the first record names the columns.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Character encoding.</summary>
    public TextEncoding? Encoding { get; init; }

    /// <summary>Between the whole and the fractional part of a number.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>The number of lines above the header or the first row that are passed over.</summary>
    public int? SkipLines { get; init; }

    /// <summary>The number of records below the header that are no rows.</summary>
    public int? SkipRows { get; init; }

    /// <summary>True when the header has no name for the first column.</summary>
    public bool? HasRowNames { get; init; }

    /// <summary>At the beginning of lines that are no records.</summary>
    public char? Comment { get; init; }

    /// <summary>Before a character that is an ordinary one.</summary>
    public char? Escape { get; init; }

    /// <summary>True when blanks on both sides of a field are not part of it.</summary>
    public bool? TrimsBlanks { get; init; }

    /// <summary>True when no part is declared.</summary>
    public bool IsEmpty => this == new DeclaredDialect();

    /// <inheritdoc/>
    public bool IsWhole => Whole() is not null;

    /// <summary>All facts of a dialect.</summary>
    public static DeclaredDialect Of(CsvDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return new DeclaredDialect
        {
            Delimiter = dialect.Delimiter,
            Quote = dialect.Quote,
            HasHeader = dialect.HasHeader,
            Encoding = dialect.Encoding,
            DecimalMark = dialect.DecimalMark,
            SkipLines = dialect.SkipLines,
            SkipRows = dialect.SkipRows,
            HasRowNames = dialect.HasRowNames,
            Comment = dialect.Comment,
            Escape = dialect.Escape,
            TrimsBlanks = dialect.TrimsBlanks,
        };
    }

    /// <summary>The same, completed by a schema's dialect where nothing is declared.</summary>
    public DeclaredDialect Over(CsvDialect? known) => known is null
        ? this
        : new DeclaredDialect
        {
            Delimiter = Delimiter ?? known.Delimiter,
            Quote = Quote ?? known.Quote,
            HasHeader = HasHeader ?? known.HasHeader,
            Encoding = Encoding ?? known.Encoding,
            DecimalMark = DecimalMark ?? known.DecimalMark,
            SkipLines = SkipLines ?? known.SkipLines,
            SkipRows = SkipRows ?? known.SkipRows,
            HasRowNames = HasRowNames ?? known.HasRowNames,
            Comment = Comment ?? known.Comment,
            Escape = Escape ?? known.Escape,
            TrimsBlanks = TrimsBlanks ?? known.TrimsBlanks,
        };

    /// <inheritdoc/>
    public FileDialect Complete(FileDialect? known) =>
        CsvDialectJson.Write(Over(known is null ? new CsvDialect() : CsvDialectJson.Read(known)).Whole()!);

    /// <summary>The dialect, when every fact of it is declared that every file has; else null.</summary>
    internal CsvDialect? Whole() =>
        (Delimiter, Quote, HasHeader, Encoding, DecimalMark) is ({ } delimiter, { } quote, { } header, { } encoding, { } mark)
            ? WithRareFacts(new CsvDialect(delimiter, quote, header, encoding, mark))
            : null;

    /// <summary>The dialect with the facts that are declared here and that few files have.</summary>
    internal CsvDialect WithRareFacts(CsvDialect dialect) => dialect with
    {
        SkipLines = SkipLines ?? dialect.SkipLines,
        SkipRows = SkipRows ?? dialect.SkipRows,
        HasRowNames = HasRowNames ?? dialect.HasRowNames,
        Comment = Comment ?? dialect.Comment,
        Escape = Escape ?? dialect.Escape,
        TrimsBlanks = TrimsBlanks ?? dialect.TrimsBlanks,
    };
}
