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
        return Encoding.UTF8.GetString(HeaderLine(opened, declared.Encoding, input.DisplayName, out _));
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

        if (options is { Schema: null, BadRows: BadRows.Drop, Said.HasHeader: false })
        {
            throw ColumnsUnknown();
        }
    }

    /// <summary>The dialect that is declared, completed from the header.</summary>
    /// <exception cref="VeilException">The file cannot be read or is not text.</exception>
    internal static CsvDialect Read(OpenInput opened, DeclaredDialect declared, string file)
    {
        // Where it is not declared there is a schema, whose names the header must then hold.
        var hasHeader = declared.HasHeader ?? true;
        var line = ReadOnlySpan<byte>.Empty;
        var encoding = declared.Encoding ?? TextEncoding.Utf8;
        if (hasHeader)
        {
            line = HeaderLine(opened, declared.Encoding, file, out encoding);
        }

        var (delimiter, quote) = FindDelimiter(line, declared);
        RefuseAbsent(line, declared, delimiter, quote, file);
        return new CsvDialect(delimiter, quote, hasHeader, encoding, declared.DecimalMark ?? (delimiter == ';' ? ',' : '.'));
    }

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

    /// <summary>The first line that is not blank, as UTF-8 without the file's byte order mark.</summary>
    private static ReadOnlySpan<byte> HeaderLine(OpenInput opened, TextEncoding? declared, string file, out TextEncoding encoding)
    {
        var mark = CsvText.ByteOrderMark(opened.Content.Peek(3));
        var line = PeekLine(opened, mark?.Length ?? 0, file, out var start);
        if (declared is { } said)
        {
            encoding = said;
        }
        else if (mark is not null)
        {
            encoding = mark.Value.Encoding;
        }
        else if (CsvText.FindUtf16(line, start) is { } wide)
        {
            encoding = wide;
        }
        else
        {
            FileSignatures.RefuseBinary(line, line, file);
            encoding = Utf8.IsValid(line) ? TextEncoding.Utf8 : TextEncoding.Latin1;
        }

        if (encoding is TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian)
        {
            // A blank line before may have ended with half of a character, and the line end after may have begun with one.
            byte[] whole = start % 2 == 0 ? [.. line] : [0, .. line];
            line = whole.AsSpan(0, whole.Length & ~1);
        }

        return CsvText.ToUtf8(line, encoding);
    }

    private static ReadOnlySpan<byte> PeekLine(OpenInput opened, int markLength, string file, out int start)
    {
        try
        {
            for (var window = 1 << 12; ; window *= 2)
            {
                var bytes = opened.Content.Peek(window);
                start = markLength + Math.Max(0, bytes[markLength..].IndexOfAnyExcept((byte)'\n', (byte)'\r', (byte)0));
                var line = bytes[start..];
                var end = line.IndexOfAny((byte)'\n', (byte)'\r');
                if (end >= 0 || bytes.Length < window || window >= MostHeaderBytes)
                {
                    return end < 0 ? line : line[..end];
                }
            }
        }
        catch (IOException fault)
        {
            throw new VeilException(
                FaultKind.BadInput, "csv-unreadable", $"{file}: it cannot be read.", "Check the disk or the pipe and try again.", fault);
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
}
