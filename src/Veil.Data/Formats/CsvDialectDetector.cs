using System.Text.Unicode;
using System.Text;
using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>Finds out how a delimited text file is written from its first 256 KiB.</summary>
public static class CsvDialectDetector
{
    private const int SampleBytes = 1 << 18;

    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    /// <summary>Finds out; the input can still be read from its start afterwards.</summary>
    /// <exception cref="VeilException">The file cannot be read, is empty or is not text.</exception>
    public static DialectReport Detect(CsvInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var opened = input.Open(new CsvReadOptions().MaxDecompressionRatio);
        return Detect(opened, input.DisplayName);
    }

    internal static DialectReport Detect(OpenCsv opened, string file)
    {
        var sample = Peek(opened, file);
        var facts = new List<DialectFact>();
        var (encoding, mark, why) = FindEncoding(sample, file);
        facts.Add(new DialectFact("encoding", Describe(encoding, mark), why));

        var isWhole = sample.Length < SampleBytes;
        var text = ToUtf8(sample[mark..], encoding);
        var quote = FindQuote(text, facts);
        var (delimiter, records) = FindDelimiter(text, quote, isWhole, facts);
        var decimalMark = FindDecimalMark(records, facts);
        var hasHeader = FindHeader(records, decimalMark, facts);
        var dialect = new CsvDialect(delimiter, quote, hasHeader, encoding, decimalMark)
        {
            HasByteOrderMark = mark > 0,
            IsGzip = opened.IsGzip,
        };
        return new DialectReport(dialect, facts);
    }

    private static ReadOnlySpan<byte> Peek(OpenCsv opened, string file)
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

    private static (TextEncoding Encoding, int MarkLength, string Why) FindEncoding(ReadOnlySpan<byte> sample, string file)
    {
        if (CsvText.ByteOrderMark(sample) is { } mark)
        {
            return (mark.Encoding, mark.Length, "the file begins with its byte order mark");
        }

        if (sample.Contains((byte)0))
        {
            return FindUtf16(sample) is { } wide
                ? (wide, 0, "every other byte is zero")
                : throw new VeilException(
                    FaultKind.BadInput,
                    "csv-binary",
                    $"{file}: this is not a text file{Guess(sample)}.",
                    "Export the table as CSV, UTF-8, and give that file.");
        }

        // The sample may cut the last character.
        for (var cut = 0; cut < 4 && cut <= sample.Length; cut++)
        {
            if (Utf8.IsValid(sample[..^cut]) && (cut == 0 || sample.Length == SampleBytes))
            {
                return (TextEncoding.Utf8, 0, Ascii.IsValid(sample) ? "its beginning is plain ASCII" : "its beginning is valid UTF-8");
            }
        }

        return Guess(sample) is { Length: > 0 } guess
            ? throw new VeilException(
                FaultKind.BadInput,
                "csv-binary",
                $"{file}: this is not a text file{guess}.",
                "Export the table as CSV, UTF-8, and give that file.")
            : (TextEncoding.Latin1, 0, "it is not valid UTF-8");
    }

    private static TextEncoding? FindUtf16(ReadOnlySpan<byte> sample)
    {
        const double Most = 0.7;
        const double Least = 0.1;
        var even = 0;
        var odd = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            even += sample[i] == 0 && i % 2 == 0 ? 1 : 0;
            odd += sample[i] == 0 && i % 2 == 1 ? 1 : 0;
        }

        var half = sample.Length / 2.0;
        return odd > Most * half && even < Least * half ? TextEncoding.Utf16LittleEndian
            : even > Most * half && odd < Least * half ? TextEncoding.Utf16BigEndian
            : null;
    }

    /// <summary>What a file that is not text may be.</summary>
    private static string Guess(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => " but a ZIP archive or an Excel workbook",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => " but an old Excel workbook",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => " but a Parquet file",
        [(byte)'S', (byte)'Q', (byte)'L', (byte)'i', (byte)'t', (byte)'e', ..] => " but an SQLite database",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => " but a PDF document",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => " but a zstd archive",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => " but a bzip2 archive",
        _ => string.Empty,
    };

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

    private static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> sample, TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => sample,
        TextEncoding.Latin1 => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(sample)),
        TextEncoding.Utf16LittleEndian => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(sample)),
        _ => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(sample)),
    };

    private static char FindQuote(ReadOnlySpan<byte> text, List<DialectFact> facts)
    {
        var doubled = DialectSample.CountQuoted(text, (byte)'"');
        var single = DialectSample.CountQuoted(text, (byte)'\'');
        var quote = single > 0 && doubled == 0 && !text.Contains((byte)'"') ? '\'' : '"';
        var found = quote == '\'' ? single : doubled;
        facts.Add(new DialectFact(
            "quote", quote.ToString(), found > 0 ? $"fields quoted so: {CsvFaultLog.Number(found)}" : "no field is quoted"));
        return quote;
    }

    private static (char Delimiter, List<byte[][]> Records) FindDelimiter(
        ReadOnlySpan<byte> text, char quote, bool isWhole, List<DialectFact> facts)
    {
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

    private static char FindDecimalMark(List<byte[][]> records, List<DialectFact> facts)
    {
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
    private static bool IsFraction(byte[] field, char mark) =>
        ValueKinds.IsDecimal(ValueKinds.Of(field, mark))
        && field.Contains((byte)mark)
        && (mark == '.' || ValueKinds.Of(field, mark) != ValueKind.Decimal3);

    private static bool FindHeader(List<byte[][]> records, char decimalMark, List<DialectFact> facts)
    {
        var (hasHeader, reason) = HeaderEvidence.Weigh(records, decimalMark);
        facts.Add(new DialectFact("header", hasHeader ? "yes" : "no", reason));
        return hasHeader;
    }
}
