using System.Text;
using System.Text.Unicode;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// The dialect of a file as far as it is public: computed from what its owner declares, from the byte order mark and from the
/// header line, and from no row. A file without a header shows nothing that is public, so what is not declared is the default.
/// </summary>
public static class HeaderDialect
{
    private const int MostHeaderBytes = 1 << 20;

    // Also the order in which those that occur equally often are preferred.
    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    /// <summary>The first line that is not blank, to show it to the owner; it may be a row.</summary>
    /// <exception cref="VeilException">The file cannot be read.</exception>
    public static string FirstLine(ByteInput input, DeclaredDialect declared)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(declared);
        using var opened = input.Open(new CsvReadOptions().MaxDecompressionRatio);
        return Encoding.UTF8.GetString(HeaderLine(opened, declared, input.DisplayName).Line);
    }

    /// <summary>
    /// Refuses to read for a release when a fact is not declared that could only be computed from rows, before anything is read.
    /// </summary>
    /// <exception cref="VeilException">
    /// It is not declared whether there is a header, or how many columns a file without one has.
    /// </exception>
    public static void RefuseUnsaid(CsvReadOptions options, string file)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Schema is null && options.Said.HasHeader is null)
        {
            throw HeaderUnsaid(file);
        }

        if (options is { Schema: null, Said.HasHeader: false } && (options.IsConverted || options.BadRows == BadRows.Drop))
        {
            throw ColumnsUnknown();
        }
    }

    /// <summary>The dialect that is declared, completed from the header.</summary>
    /// <exception cref="VeilException">The file cannot be read or is not text.</exception>
    internal static CsvDialect Read(OpenInput opened, DeclaredDialect declared, bool hasSchema, string file)
    {
        // Where it is not declared there is a schema, whose names the header must then hold.
        var hasHeader = declared.HasHeader ?? true;
        var header = hasHeader
            ? HeaderLine(opened, declared, file)
            : new Header([], declared.Encoding ?? TextEncoding.Utf8, declared.SkipLines ?? 0, null);
        var line = header.Line;
        declared = declared with { Delimiter = declared.Delimiter ?? header.Separator };
        var (delimiter, quote) = FindDelimiter(line, declared);
        RefuseAbsent(line, declared, delimiter, quote, file);
        if (declared.Delimiter is null && !hasSchema)
        {
            RefuseUnsaid(line, delimiter, file);
        }

        var names = DialectSample.Split(line, (byte)delimiter, (byte)quote, isWhole: true);
        RefuseDoubled(names, delimiter, file);
        var dialect = new CsvDialect(
            delimiter, quote, hasHeader, header.Encoding, declared.DecimalMark ?? (delimiter == ';' ? ',' : '.'))
        {
            SkipLines = header.SkipLines,
            TrimsBlanks = HasBlanksAfterDelimiters(names),
        };
        return declared.WithRareFacts(dialect);
    }

    /// <summary>True when a blank stands after every delimiter of the header.</summary>
    internal static bool HasBlanksAfterDelimiters(List<byte[][]> records) =>
        records is [{ Length: > 1 } names, ..] && names.Skip(1).All(name => name is [(byte)' ', _, ..]);

    /// <summary>The refusal of a release when it is not declared whether the first line holds names.</summary>
    public static VeilException HeaderUnsaid(string file) => new(
        FaultKind.PrivacyRefusal,
        "header-unsaid",
        $"Names of columns are published as they are, and it is not declared whether the first line of {file} holds names "
            + "or is a row of data.",
        "Add ‹header› if it holds names, ‹no-header› if it is a row, or ‹schema› with the names.");

    /// <summary>The end of a run whose owner does not want the first line published.</summary>
    public static VeilException HeaderNotPublished(string file) => new(
        FaultKind.PrivacyRefusal,
        "header-unsaid",
        $"The first line of {file} is not published, so the columns have no names yet.",
        "If the line is a row of data, add ‹no-header›; else give the names with ‹schema›.");

    /// <summary>The refusal of a release when the number of columns could only be computed from rows.</summary>
    private static VeilException ColumnsUnknown() => new(
        FaultKind.PrivacyRefusal,
        "columns-unknown",
        "Without a header only the rows could tell how many columns there are, and rows that cannot be read may not decide it.",
        "Add ‹schema›, whose columns are then those of the file, or stop at bad rows with ‹bad-rows› fail.");

    /// <summary>The header line, as UTF-8 without the file's byte order mark, and what is told by it and the lines above.</summary>
    private static Header HeaderLine(OpenInput opened, DeclaredDialect declared, string file)
    {
        try
        {
            for (var window = 1 << 12; ; window *= 2)
            {
                var bytes = opened.Content.Peek(window);
                var isWhole = bytes.Length < window || window >= MostHeaderBytes;
                if (Find(bytes, isWhole, declared, file) is { } header)
                {
                    return header;
                }
            }
        }
        catch (IOException fault)
        {
            throw new VeilException(
                FaultKind.BadInput, "csv-unreadable", $"{file}: it cannot be read.", "Check the disk or the pipe and try again.", fault);
        }
    }

    private static Header? Find(ReadOnlySpan<byte> bytes, bool isWhole, DeclaredDialect declared, string file)
    {
        var mark = CsvText.ByteOrderMark(bytes);
        var stored = bytes[(mark?.Length ?? 0)..];
        if ((declared.Encoding ?? mark?.Encoding) is not { } encoding)
        {
            if (LinesAbove.Find(stored, isWhole, declared.SkipLines ?? 0, declared.Comment) is not { } place)
            {
                return null;
            }

            encoding = Guess(stored, place, file);
        }

        if (encoding is TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian)
        {
            stored = stored[..(stored.Length & ~1)];
        }

        var text = CsvText.ToUtf8(stored, encoding);
        var lines = declared.SkipLines ?? 0;
        if (LinesAbove.Find(text, isWhole, lines, declared.Comment) is not { } found)
        {
            return null;
        }

        if (declared.SkipLines is null && LinesAbove.Separator(text[found]) is { } separator)
        {
            lines = LinesAbove.Count(text[..found.End.Value]) + 1;
            return LinesAbove.Find(text, isWhole, lines, declared.Comment) is { } below
                ? new Header([.. text[below]], encoding, lines, separator)
                : null;
        }

        return new Header([.. text[found]], encoding, lines, null);
    }

    /// <summary>The encoding of the lines down to the header, of which none is a row.</summary>
    private static TextEncoding Guess(ReadOnlySpan<byte> stored, Range header, string file)
    {
        var line = stored[header];
        if (CsvText.FindUtf16(line, header.Start.Value) is { } wide)
        {
            return wide;
        }

        FileSignatures.RefuseBinary(stored, line, file);
        return Utf8.IsValid(stored[..header.End.Value]) ? TextEncoding.Utf8 : TextEncoding.Windows1252;
    }

    /// <summary>Refuses a header in which a pipe stands twice between all names: every other column would have no name.</summary>
    internal static void RefuseDoubled(List<byte[][]> records, char delimiter, string file)
    {
        if (delimiter == '|' && records is [{ Length: > 2 } names, ..] && names.Length % 2 == 1
            && names.Index().All(name => name.Item.Length == 0 == (name.Index % 2 == 1)))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "csv-doubled-delimiter",
                $"{file}: two pipes stand between the names in the header line, and a delimiter is one character.",
                "Put one character in the place of two, in a copy of the file, and give that.");
        }
    }

    // A header without any of the usual delimiters is one name, or has another delimiter: the budget would be spent on one column.
    private static void RefuseUnsaid(ReadOnlySpan<byte> line, char delimiter, string file)
    {
        if (!line.Contains((byte)delimiter) && line.Trim((byte)' ').ContainsAny(":^~ "u8))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "delimiter-unsaid",
                $"{file}: the header line holds none of the usual delimiters, and others such as a colon or blanks.",
                "Say the delimiter with ‹delimiter›; it is a comma for a file that has one column. Lines above the header are passed over "
                    + "with ‹skip-lines›, comments with ‹comment›.");
        }
    }

    // With the wrong delimiter all columns are one, and the budget would be spent on it. A file of one column holds none at all.
    private static void RefuseAbsent(ReadOnlySpan<byte> line, DeclaredDialect declared, char delimiter, char quote, string file)
    {
        if (declared is { Delimiter: not null, HasHeader: true } && !line.Contains((byte)delimiter)
            && Commonest(line, quote) is var other && line.Contains((byte)other))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "delimiter-absent",
                $"{file}: the delimiter that is declared does not occur in the header line, and another one does.",
                "Correct ‹delimiter›, or leave it out; for a file of one column give its name with ‹schema›.");
        }
    }

    private static (char Delimiter, char Quote) FindDelimiter(ReadOnlySpan<byte> line, DeclaredDialect declared)
    {
        if (declared.Quote is { } given)
        {
            return (declared.Delimiter ?? Commonest(line, given), given);
        }

        // Single quotes are apostrophes unless every name stands in them.
        var delimiter = declared.Delimiter ?? Commonest(line, '\'');
        return AllQuoted(line, delimiter, '\'') ? (delimiter, '\'') : (declared.Delimiter ?? Commonest(line, '"'), '"');
    }

    private static char Commonest(ReadOnlySpan<byte> line, char quote)
    {
        Span<int> counts = stackalloc int[s_delimiters.Length];
        var inQuotes = false;
        foreach (var found in line)
        {
            inQuotes ^= found == quote;
            var delimiter = s_delimiters.AsSpan().IndexOf((char)found);
            if (delimiter >= 0 && !inQuotes)
            {
                counts[delimiter]++;
            }
        }

        var commonest = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            commonest = counts[i] > counts[commonest] ? i : commonest;
        }

        return s_delimiters[commonest];
    }

    private static bool AllQuoted(ReadOnlySpan<byte> line, char delimiter, char quote)
    {
        var records = DialectSample.Split(line, (byte)delimiter, (byte)quote, isWhole: true);
        var bare = DialectSample.Split(line, (byte)delimiter, 0, isWhole: true);
        return records is [var fields] && bare is [var texts] && fields.Length == texts.Length
            && texts.All(text => text.Length >= 2 && text[0] == quote && text[^1] == quote);
    }

    private sealed record Header(byte[] Line, TextEncoding Encoding, int SkipLines, char? Separator);
}
