using System.Text.Unicode;
using System.Text;
using Veil.Data.Cells;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Detects the dialect of a delimited text file from its first 256 KiB, rows and all: for the owner's eyes. A release
/// uses <see cref="HeaderDialect"/>.
/// </summary>
public static class CsvDialectDetector
{
    private const int SampleBytes = 1 << 18;

    private const string Said = "so it is said";

    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

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
        var quote = FindQuote(text, declared.Quote, facts);
        var (delimiter, records) = FindDelimiter(text, quote, declared.Delimiter, isWhole, facts);
        var decimalMark = FindDecimalMark(records, declared.DecimalMark, facts);
        var hasHeader = FindHeader(records, decimalMark, declared.HasHeader, facts);
        var dialect = new CsvDialect(delimiter, quote, hasHeader, encoding, decimalMark)
        {
            HasByteOrderMark = mark > 0,
            IsGzip = opened.IsGzip,
        };
        return new DialectReport(dialect, facts);
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

        return (TextEncoding.Latin1, 0, "it is not valid UTF-8");
    }

    private static string Describe(TextEncoding encoding, int mark)
    {
        var name = encoding switch
        {
            TextEncoding.Utf16LittleEndian => "UTF-16, little endian",
            TextEncoding.Utf16BigEndian => "UTF-16, big endian",
            TextEncoding.Latin1 => "Latin-1",
            _ => "UTF-8",
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

    private static (char Delimiter, List<byte[][]> Records) FindDelimiter(
        ReadOnlySpan<byte> text, char quote, char? declared, bool isWhole, List<DialectFact> facts)
    {
        if (declared is { } said)
        {
            facts.Add(new DialectFact("delimiter", NameOf(said), Said));
            return (said, DialectSample.Split(text, (byte)said, (byte)quote, isWhole));
        }

        DelimiterTrial? best = null;
        foreach (var delimiter in s_delimiters)
        {
            var trial = DelimiterTrial.Of(DialectSample.Split(text, (byte)delimiter, (byte)quote, isWhole), delimiter);
            if (trial.Fields > 1 && trial.Consistency >= 0.5 && (best is null || trial.Score > best.Score))
            {
                best = trial;
            }
        }

        if (best is not null)
        {
            facts.Add(new DialectFact("delimiter", NameOf(best.Delimiter), best.Reason));
            return (best.Delimiter, best.Records);
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
        return (absent, DialectSample.Split(text, (byte)absent, (byte)quote, isWhole));
    }

    private static string NameOf(char delimiter) => delimiter switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "pipe",
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
