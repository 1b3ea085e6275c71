using Veil.Data.Schemas;

namespace Veil.Data.Formats.Csv;

/// <summary>The options of reading a delimited text file.</summary>
public sealed record CsvReadOptions
{
    /// <summary>The dialect of the file, when all of it is known; it goes before <see cref="Declared"/> and the schema.</summary>
    public CsvDialect? Dialect { get; init; }

    /// <summary>The dialect that the owner declares; the schema's dialect completes it.</summary>
    public DeclaredDialect Declared { get; init; } = new();

    /// <summary>
    /// True when what is not declared of the dialect is computed from rows (see <see cref="CsvDialectDetector"/>), which is for
    /// the owner's eyes. Otherwise it is computed from the header line and the byte order mark alone
    /// (see <see cref="HeaderDialect"/>), and whether there is a header has to be declared.
    /// </summary>
    public bool DialectFromRows { get; init; } = true;

    /// <summary>The schema of the columns; null to read every column as raw text.</summary>
    public Schema? Schema { get; init; }

    /// <summary>The treatment of a row that cannot be read.</summary>
    public BadRows BadRows { get; init; }

    /// <summary>The longest field, in bytes of UTF-8.</summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>The most bytes that one byte of a compressed file may become.</summary>
    public int MaxDecompressionRatio { get; init; } = 100;

    /// <summary>The most columns.</summary>
    public int MaxColumns { get; init; } = 4096;

    /// <summary>The longest header record, in bytes of UTF-8.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;

    /// <summary>
    /// True for text that was made of a file of another format: each record of that is one record here, quotes are sound, and how many
    /// fields a record has tells nothing about the others.
    /// </summary>
    internal bool IsConverted { get; init; }

    /// <summary>The number of the first line: 0 where a header was put above what the file holds.</summary>
    internal int FirstLine { get; init; } = 1;

    /// <summary>
    /// Bytes that are asked for at a time. Only speed depends on it; tests set it to one so that every boundary falls
    /// everywhere.
    /// </summary>
    internal int ChunkBytes { get; init; } = 1 << 18;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        AtLeast(MaxFieldBytes, 1, nameof(MaxFieldBytes));
        AtLeast(MaxDecompressionRatio, 1, nameof(MaxDecompressionRatio));
        AtLeast(MaxColumns, 1, nameof(MaxColumns));
        AtLeast(MaxHeaderBytes, 1, nameof(MaxHeaderBytes));
        AtLeast(ChunkBytes, 1, nameof(ChunkBytes));
        AtMost(MaxFieldBytes, 1 << 29, nameof(MaxFieldBytes));
        AtMost(MaxHeaderBytes, 1 << 29, nameof(MaxHeaderBytes));
        AtMost(ChunkBytes, 1 << 29, nameof(ChunkBytes));
        if (!Enum.IsDefined(BadRows))
        {
            throw new ArgumentException("BadRows must be Fail or Drop.", nameof(BadRows));
        }

        CsvDialectRules.Validate(Said);
    }

    /// <summary>The dialect as declared by the owner or the schema.</summary>
    internal DeclaredDialect Said => Dialect is null ? Declared.Over(CsvDialectJson.Find(Schema)) : DeclaredDialect.Of(Dialect);

    private static void AtLeast(int value, int least, string option)
    {
        if (value < least)
        {
            throw new ArgumentException($"{option} must be at least {least}.", option);
        }
    }

    private static void AtMost(int value, int most, string option)
    {
        if (value > most)
        {
            throw new ArgumentException($"{option} must be at most {most}.", option);
        }
    }
}
