using System.Text.Unicode;
using System.Text;
using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Files;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Detects the dialect of a delimited text file from its first 256 KiB, rows and all: for the owner's eyes. A release
/// uses <see cref="HeaderDialect"/>.
/// </summary>
public static class CsvDialectDetector
{
    private const int SampleBytes = 1 << 18;

    private const string Said = "so it is said";

    private const double LeastConsistency = 0.9;

    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    private static readonly char[] s_rareDelimiters = ['^', ':', ' '];

    /// <summary>Detects the dialect; the input can still be read from its start afterwards.</summary>
    /// <exception cref="VeilException">The file cannot be read, is empty or is not text.</exception>
    public static DialectReport Detect(ByteInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var opened = input.Open(new CsvReadOptions().MaxDecompressionRatio);
        return Detect(opened, new DeclaredDialect(), input.DisplayName);
    }

    internal static DialectReport Detect(OpenInput opened, DeclaredDialect declared, string file)
    {
        var sample = Peek(opened, file);
        var facts = new List<DialectFact>();
        var (encoding, mark, why) = FindEncoding(sample, declared.Encoding, file);
        facts.Add(new DialectFact("encoding", Describe(encoding, mark), why));

        var isWhole = sample.Length < SampleBytes;
        var text = CsvText.ToUtf8(sample[mark..], encoding);
        var shape = FindRareFacts(ref text, ref declared, facts);
        shape = shape with { Quote = FindQuote(text, declared.Quote, facts) };
        (shape, var records) = FindDelimiter(text, shape, declared, isWhole, facts, file);
        if (shape.TrimsBlanks && declared.TrimsBlanks is null)
        {
            facts.Add(new DialectFact("blanks", "not part of fields", "one stands after every delimiter of the first line"));
        }

        var hasRowNames = declared.HasRowNames ?? RareFacts.HasRowNames(records, DelimiterTrial.Of(records, shape.Delimiter).Fields);
        if (hasRowNames && declared.HasRowNames is null)
        {
            facts.Add(new DialectFact("row names", "yes", "the first line has one field fewer than all lines below"));
        }

        if (declared.SkipLines is null && !hasRowNames)
        {
            (shape, records) = PassOverTitles(text, shape, records, facts);
        }

        var decimalMark = FindDecimalMark(records, declared.DecimalMark, facts);
        var hasHeader = FindHeader(records, decimalMark, declared.HasHeader, facts);
        var dialect = shape with
        {
            HasHeader = hasHeader,
            HasRowNames = hasRowNames,
            SkipRows = declared.SkipRows ?? 0,
            Encoding = encoding,
            DecimalMark = decimalMark,
            HasByteOrderMark = mark > 0,
            IsGzip = opened.IsGzip,
        };
        return new DialectReport(dialect, facts);
    }

    /// <summary>What few files have, as declared or as found; the text begins below the lines that are passed over.</summary>
    private static CsvDialect FindRareFacts(ref ReadOnlySpan<byte> text, ref DeclaredDialect declared, List<DialectFact> facts)
    {
        var lines = declared.SkipLines ?? 0;
        var first = LinesAbove.Find(text, isWhole: true, 0, null)!.Value;
        if (declared.SkipLines is null && LinesAbove.Separator(text[first]) is { } separator)
        {
            lines = LinesAbove.Count(text[..first.End.Value]) + 1;
            declared = declared with { SkipLines = lines, Delimiter = declared.Delimiter ?? separator };
            facts.Add(new DialectFact("lines above", CsvFaultLog.Number(lines), "the first line names the delimiter as spreadsheets do"));
        }

        text = text[LinesAbove.Start(text, lines)..];
        var comment = declared.Comment ?? RareFacts.Comment(text);
        if (comment is { } mark && declared.Comment is null)
        {
            facts.Add(new DialectFact("comments", mark.ToString(), "the first lines begin so"));
        }

        var escape = declared.Escape ?? RareFacts.Escape(text);
        if (escape is { } before && declared.Escape is null)
        {
            facts.Add(new DialectFact("escape", before.ToString(), "it stands before quotes inside fields"));
        }

        return new CsvDialect { SkipLines = lines, Comment = comment, Escape = escape, TrimsBlanks = declared.TrimsBlanks ?? false };
    }

    private static (CsvDialect Shape, List<byte[][]> Records) PassOverTitles(
        ReadOnlySpan<byte> text, CsvDialect shape, List<byte[][]> records, List<DialectFact> facts)
    {
        var trial = DelimiterTrial.Of(records, shape.Delimiter);
        if (trial.Consistency < LeastConsistency || RareFacts.Titles(records, trial.Fields) is not (> 0 and var titles))
        {
            return (shape, records);
        }

        var lines = RareFacts.LinesOf(text, titles, shape.Comment);
        facts.Add(new DialectFact("lines above", CsvFaultLog.Number(lines), "they have few of the fields of the lines below"));
        return (shape with { SkipLines = lines }, records[titles..]);
    }

    private static ReadOnlySpan<byte> Peek(OpenInput opened, string file)
    {
        try
        {
            return opened.Content.Peek(SampleBytes);
        }
        catch (IOException fault)
        {
            throw new VeilException(
                FaultKind.BadInput, "csv-unreadable", $"{file}: it cannot be read.", "Check the disk or the pipe and try again.", fault);
        }
    }

    private static (TextEncoding Encoding, int MarkLength, string Why) FindEncoding(
        ReadOnlySpan<byte> sample, TextEncoding? declared, string file)
    {
        var mark = CsvText.ByteOrderMark(sample);
        if (declared is { } said)
        {
            return (said, mark?.Encoding == said ? mark.Value.Length : 0, Said);
        }

        if (mark is { } found)
        {
            return (found.Encoding, found.Length, "the file begins with its byte order mark");
        }

        if (sample.Contains((byte)0) && CsvText.FindUtf16(sample, 0) is { } wide)
        {
            return (wide, 0, "every other byte is zero");
        }

        FileSignatures.RefuseBinary(sample, sample, file);

        // The sample may cut the last character.
        for (var cut = 0; cut < 4 && cut <= sample.Length; cut++)
        {
            if (Utf8.IsValid(sample[..^cut]) && (cut == 0 || sample.Length == SampleBytes))
            {
                return (TextEncoding.Utf8, 0, Ascii.IsValid(sample) ? "its beginning is plain ASCII" : "its beginning is valid UTF-8");
            }
        }

        return EncodingEvidence.IsWindows1252(sample)
            ? (TextEncoding.Windows1252, 0, "it is not valid UTF-8")
            : throw new VeilException(
                FaultKind.BadInput,
                "csv-encoding-unknown",
                $"{file}: it is not UTF-8, and it does not look like Windows-1252.",
                $"Say its encoding with ‹encoding›, such as {string.Join(", ", CodePages.UsualNames.Skip(4))}, or convert it to UTF-8.");
    }

    private static string Describe(TextEncoding encoding, int mark)
    {
        var name = encoding switch
        {
            TextEncoding.Utf8 => "UTF-8",
            TextEncoding.Utf16LittleEndian => "UTF-16, little endian",
            TextEncoding.Utf16BigEndian => "UTF-16, big endian",
            TextEncoding.Windows1252 => "Windows-1252",
            _ => CodePages.NameOf((int)encoding),
        };
        return mark > 0 ? $"{name} with byte order mark" : name;
    }

    private static char FindQuote(ReadOnlySpan<byte> text, char? declared, List<DialectFact> facts)
    {
        if (declared is { } said)
        {
            facts.Add(new DialectFact("quote", said == CsvDialect.NoQuote ? "none" : said.ToString(), Said));
            return said;
        }

        var doubled = DialectSample.CountQuoted(text, (byte)'"');
        var single = DialectSample.CountQuoted(text, (byte)'\'');
        var quote = single > 0 && doubled == 0 && !text.Contains((byte)'"') ? '\'' : '"';
        var found = quote == '\'' ? single : doubled;
        facts.Add(new DialectFact(
            "quote", quote.ToString(), found > 0 ? $"fields quoted so: {CsvFaultLog.Number(found)}" : "no field is quoted"));
        return quote;
    }

    private static (CsvDialect Shape, List<byte[][]> Records) FindDelimiter(
        ReadOnlySpan<byte> text, CsvDialect shape, DeclaredDialect declared, bool isWhole, List<DialectFact> facts, string file)
    {
        if (declared.Delimiter is { } said)
        {
            facts.Add(new DialectFact("delimiter", NameOf(said), Said));
            return Split(text, shape with { Delimiter = said }, declared, isWhole);
        }

        (DelimiterTrial Trial, CsvDialect Shape)? best = null;
        foreach (var delimiter in s_delimiters)
        {
            var (tried, records) = Split(text, shape with { Delimiter = delimiter }, declared, isWhole);
            var trial = DelimiterTrial.Of(records, delimiter);
            if (trial.Fields > 1 && trial.Consistency >= 0.5 && (best is null || trial.Score > best.Value.Trial.Score))
            {
                best = (trial, tried);
            }
        }

        best ??= FindRareDelimiter(text, shape, declared, isWhole);
        if (best is var (found, foundShape))
        {
            HeaderDialect.RefuseDoubled(found.Records, found.Delimiter, file);
            facts.Add(new DialectFact("delimiter", NameOf(found.Delimiter), found.Reason));
            return (foundShape, found.Records);
        }

        // A single column: any delimiter will do that its values do not hold.
        var absent = s_delimiters[0];
        foreach (var delimiter in s_delimiters)
        {
            if (!text.Contains((byte)delimiter))
            {
                absent = delimiter;
                break;
            }
        }

        facts.Add(new DialectFact("delimiter", NameOf(absent), "no delimiter splits the lines evenly: there is one column"));
        var (single, lines) = Split(text, shape with { Delimiter = absent }, declared, isWhole);
        OneColumn.RefuseUnsplit(DialectSample.Split(text, (byte)absent, 0, isWhole), (byte)shape.Quote, file);
        return (single, lines);
    }

    /// <summary>A character that is seldom a delimiter, where it splits all lines alike.</summary>
    private static (DelimiterTrial Trial, CsvDialect Shape)? FindRareDelimiter(
        ReadOnlySpan<byte> text, CsvDialect shape, DeclaredDialect declared, bool isWhole)
    {
        foreach (var delimiter in s_rareDelimiters)
        {
            var (tried, records) = Split(text, shape with { Delimiter = delimiter }, declared, isWhole);
            var trial = DelimiterTrial.Of(records, delimiter);
            if (trial.Fields > 1 && trial.Consistency >= LeastConsistency
                && (records[0].Length == trial.Fields || RareFacts.HasRowNames(records, trial.Fields))
                && (delimiter == '^' || HeaderEvidence.Votes(records, '.') > 0))
            {
                return (trial, tried);
            }
        }

        return null;
    }

    private static (CsvDialect Shape, List<byte[][]> Records) Split(
        ReadOnlySpan<byte> text, CsvDialect shape, DeclaredDialect declared, bool isWhole)
    {
        var records = DialectSample.Split(text, shape, isWhole);
        if (declared.TrimsBlanks is not null || !HeaderDialect.HasBlanksAfterDelimiters(records))
        {
            return (shape, records);
        }

        shape = shape with { TrimsBlanks = true };
        return (shape, DialectSample.Split(text, shape, isWhole));
    }

    private static string NameOf(char delimiter) => delimiter switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "pipe",
        ':' => "colon",
        ' ' => "blanks",
        _ => delimiter.ToString(),
    };

    private static char FindDecimalMark(List<byte[][]> records, char? declared, List<DialectFact> facts)
    {
        if (declared is { } said)
        {
            facts.Add(new DialectFact("decimal mark", said == ',' ? "comma" : "point", Said));
            return said;
        }

        var points = 0;
        var commas = 0;
        foreach (var record in records)
        {
            foreach (var field in record)
            {
                points += IsFraction(field, '.') ? 1 : 0;
                commas += IsFraction(field, ',') ? 1 : 0;
            }
        }

        var mark = commas > points ? ',' : '.';
        var reason = Math.Max(points, commas) == 0 ? "no number has a fraction"
            : $"numbers written so: {CsvFaultLog.Number(Math.Max(points, commas))}";
        facts.Add(new DialectFact("decimal mark", mark == ',' ? "comma" : "point", reason));
        return mark;
    }

    /// <summary>Three digits after a comma may as well be thousands: they prove nothing.</summary>
    private static bool IsFraction(byte[] field, char mark)
    {
        var kind = ValueKinds.Of(field, mark);
        return ValueKinds.ShapeOf(kind) is { } shape ? shape.Decimals > 0 && (mark == '.' || shape.Decimals != 3)
            : ValueKinds.IsDecimal(kind) && field.Contains((byte)mark) && (mark == '.' || kind != ValueKind.Decimal3);
    }

    private static bool FindHeader(List<byte[][]> records, char decimalMark, bool? declared, List<DialectFact> facts)
    {
        var (hasHeader, reason) = declared is { } said ? (said, Said) : HeaderEvidence.Weigh(records, decimalMark);
        facts.Add(new DialectFact("header", hasHeader ? "yes" : "no", reason));
        return hasHeader;
    }
}
