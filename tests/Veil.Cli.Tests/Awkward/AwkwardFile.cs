using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Veil.Cli.Tests.Awkward;

/// <summary>
/// A file as they arrive: a table of cells of all kinds, written by a program with ideas of its own, and sometimes damaged on the way.
/// A seed says everything about it.
/// </summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="Options">The reading options that its owner would give.</param>
/// <param name="Secret">A value of a row below the first ones, which nothing that is said or released may hold.</param>
internal sealed record AwkwardFile(string Name, byte[] Bytes, string[] Options, string Secret)
{
    private static readonly string[] s_names =
    [
        "age", "town", "", "age", "1", "2024", "a b", "x,y", "say \"x\"", "naïve", "数", "😀", "עיר", "two\nlines", "column2", "Age", "id", "null",
        "=1+1", "<b>", " padded ", "a;b", "-", "_", "'q'", "\uFEFFbom", "A\0B", "con", "../up", "{x}", "a|b", "#",
    ];

    /// <summary>
    /// The reading options of a copy of the file: it is written as the file is, in UTF-8, with no lines above the header, and with commas
    /// in the place of blanks.
    /// </summary>
    public string[] OptionsOfCopy =>
    [
        .. Options.Where(option => option is "--header" or "--no-header" or "--decimal-comma"),
        .. Options.Zip(Options.Skip(1)).Where(pair => pair is { First: "--delimiter", Second: not "space" } or { First: "--quote" })
            .SelectMany(pair => (string[])[pair.First, pair.Second]),
    ];

    /// <summary>The file of a seed.</summary>
    public static AwkwardFile Of(int seed)
    {
        var random = new Random(seed);
        var secret = "Zq7canary" + seed.ToString(CultureInfo.InvariantCulture);
        var options = new List<string>();
        var bytes = random.Next(25) == 0 ? NoTable(random) : TableOf(random, secret, options);
        var name = Named(random, ref bytes);
        if (random.Next(12) == 0 && bytes.Length > 0)
        {
            bytes = Damaged(random, bytes);
        }

        return new AwkwardFile(name, bytes, [.. options], secret);
    }

    private static byte[] TableOf(Random random, string secret, List<string> options)
    {
        var columns = AwkwardCells.Pick(random, 1, 1, 2, 3, 4, 5, 8, 12);
        var rows = AwkwardCells.Pick(random, 0, 1, 2, 3, 9, 10, 30, 60, 150, 400);
        var hasHeader = random.Next(6) > 0;
        var delimiter = AwkwardCells.Pick(random, ",", ",", ",", ";", "\t", "|", ":", "^", "  ");
        var quote = AwkwardCells.Pick(random, '"', '"', '"', '\'', '\0');
        var quotesAll = random.Next(5) == 0;
        var text = new StringBuilder(Above(random, options));
        var cells = Enumerable.Range(0, columns).Select(_ => AwkwardCells.Column(random)).ToList();
        var end = AwkwardCells.Pick(random, "\n", "\n", "\n", "\r\n", "\r\n", "\r", "");
        var ragged = random.Next(6) == 0 ? 0.1 : 0;
        var trailing = random.Next(10) == 0 ? delimiter : "";
        var secretRow = rows >= 8 ? random.Next(rows / 2, rows) : -1;
        if (hasHeader)
        {
            Line(Enumerable.Range(0, columns).Select(i => random.Next(3) == 0 ? AwkwardCells.Pick(random, s_names) : $"c{i}"));
        }

        for (var row = 0; row < rows; row++)
        {
            var line = cells.Select(cell => cell(row)).ToList();
            if (row == secretRow)
            {
                line[random.Next(columns)] = secret;
            }

            if (random.NextDouble() < ragged)
            {
                line = [.. random.Next(2) == 0 ? line.Take(random.Next(columns + 1)) : [.. line, .. line.Take(random.Next(1, 3))]];
            }

            Line(line);
        }

        text.Append(AwkwardCells.Pick(random, "", "", "", "", "", "\n\n\n", "\u001A", "\u001A\n", "Total: 5\n", "\"", delimiter));
        Declare(random, options, hasHeader, delimiter, quote);
        return Encoded(random, text.ToString(), options);

        void Line(IEnumerable<string> values)
        {
            text.AppendJoin(delimiter, values.Select(value => Quoted(random, value, delimiter, quote, quotesAll))).Append(trailing);
            text.Append(end.Length > 0 ? end : AwkwardCells.Pick(random, "\n", "\r\n", "\n\n"));
        }
    }

    private static string Quoted(Random random, string value, string delimiter, char quote, bool always)
    {
        if (quote == '\0' || (!always && !value.Contains(delimiter, StringComparison.Ordinal) && value.IndexOfAny([quote, '\n', '\r']) < 0))
        {
            return value;
        }

        // Now and then by a program that has not heard of doubling.
        var inner = random.Next(300) == 0 ? value : value.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal);
        return $"{quote}{inner}{quote}";
    }

    private static string Above(Random random, List<string> options)
    {
        var above = AwkwardCells.Pick(
            random, "", "", "", "", "", "", "sep=;\n", "Report of 2024\n\n", "# made by hand\n", "Title\nSubtitle, with comma\n\n", "\n\n");
        if (above.StartsWith('#') && random.Next(2) == 0)
        {
            options.AddRange(["--comment", "#"]);
        }
        else if (above.Length > 0 && random.Next(2) == 0)
        {
            options.AddRange(["--skip-lines", above.Count(sign => sign == '\n').ToString(CultureInfo.InvariantCulture)]);
        }

        return above;
    }

    private static void Declare(Random random, List<string> options, bool hasHeader, string delimiter, char quote)
    {
        if (random.Next(30) > 0)
        {
            options.Add(hasHeader ? "--header" : "--no-header");
        }

        if (random.Next(3) == 0)
        {
            options.AddRange(["--delimiter", delimiter switch { "\t" => "tab", "  " => "space", _ => delimiter }]);
        }

        // Apostrophes cannot be told for sure from a header alone.
        if (random.Next(4) == 0 || quote == '\'')
        {
            options.AddRange(["--quote", quote == '\0' ? "none" : $"{quote}"]);
        }

        if (random.Next(5) == 0)
        {
            options.AddRange(["--bad-rows", "drop"]);
        }

        foreach (var option in (string[])["--decimal-comma", "--trim-blanks"])
        {
            if (random.Next(12) == 0)
            {
                options.Add(option);
            }
        }
    }

    private static byte[] Encoded(Random random, string text, List<string> options)
    {
        var (name, encoding, mark) = AwkwardCells.Pick<(string, Encoding, bool)>(
            random,
            ("utf-8", new UTF8Encoding(), false), ("utf-8", new UTF8Encoding(), false), ("utf-8", new UTF8Encoding(), false),
            ("utf-8", new UTF8Encoding(true), true),
            ("utf-16le", new UnicodeEncoding(false, true), true), ("utf-16be", new UnicodeEncoding(true, true), true),
            ("utf-16le", new UnicodeEncoding(false, false), false),
            ("windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!, false),
            ("shift_jis", CodePagesEncodingProvider.Instance.GetEncoding(932)!, false),
            ("cp1251", CodePagesEncodingProvider.Instance.GetEncoding(1251)!, false));
        if (random.Next(mark ? 10 : 3) == 0)
        {
            options.AddRange(["--encoding", name]);
        }

        return [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
    }

    private static byte[] NoTable(Random random) => AwkwardCells.Pick<Func<byte[]>>(
        random,
        () => [],
        () => [0xEF, 0xBB, 0xBF],
        () => "\n"u8.ToArray(),
        () => "   \n \t\n"u8.ToArray(),
        () => new byte[random.Next(1, 3000)],
        () => Noise(random),
        () => [0x1F, 0x8B, 8, .. Noise(random)],
        () => [.. "PK\u0003\u0004"u8, .. Noise(random)],
        () => [.. "PAR1"u8, .. Noise(random)],
        () => [.. "%PDF-1.7\n"u8, .. Noise(random)],
        () => "<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>"u8.ToArray(),
        () => "{\"a\": 1}\n{\"a\": 2, \"b\": \"x\"}\n{\"a\": [1]}\n"u8.ToArray(),
        () => "[{\"a\": 1}, {\"a\": 2}]"u8.ToArray(),
        () => Encoding.ASCII.GetBytes(new string(',', random.Next(1, 2000))),
        () => Encoding.ASCII.GetBytes(new string('"', random.Next(1, 2000))),
        () => Encoding.ASCII.GetBytes("a,b\n" + new string('x', 1_200_000)))();

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 4000)];
        random.NextBytes(noise);
        return noise;
    }

    private static string Named(Random random, ref byte[] bytes)
    {
        switch (random.Next(24))
        {
            case 0:
                bytes = Gzip(bytes);
                return AwkwardCells.Pick(random, "t.csv.gz", "t.csv", "t.gz");
            case 1:
                bytes = Zip(bytes, random.Next(3) == 0 ? ["t.csv", "u.csv"] : ["t.csv"]);
                return AwkwardCells.Pick(random, "t.csv.zip", "t.zip", "t.csv");
            case 2:
                return AwkwardCells.Pick(random, "t.jsonl", "t.ndjson", "t.xlsx", "t.csv.gz", "t.zip", "t.parquet", "t.json", "t.xls");
            case 3:
                bytes = Zip(bytes, ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]);
                return "t.xlsx";
            default:
                return AwkwardCells.Pick(random, "t.csv", "t.tsv", "t.txt", "t", "t.dat", "ü 😀.csv");
        }
    }

    private static byte[] Damaged(Random random, byte[] bytes)
    {
        switch (random.Next(3))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            default:
                return [.. bytes, .. bytes];
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Zip(byte[] bytes, string[] entries)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var stream = archive.CreateEntry(entry).Open();
                stream.Write(bytes);
            }
        }

        return packed.ToArray();
    }
}
