using System.Globalization;

namespace Veil.Cli.Tests.Awkward;

/// <summary>The cells of a column as people and programs write them: one kind per column, sometimes two.</summary>
internal static class AwkwardCells
{
    private static readonly string[] s_missing = ["", "NA", "N/A", "null", "NULL", "-", "?", ".", "NaN", "none", "#N/A", "-999", "\\N", " "];

    private static readonly string[] s_dates =
    [
        "yyyy-MM-dd", "dd.MM.yyyy", "MM/dd/yyyy", "d/M/yy", "dd-MMM-yyyy", "MMM d yyyy", "yyyyMMdd", "MMMM d, yyyy", "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss+02:00", "dd/MM/yyyy HH:mm",
        "MM/dd/yyyy hh:mm tt", "ddd, dd MMM yyyy HH:mm:ss", "yyyy-MM", "MM/yyyy", "yyyy", "HH:mm", "HH:mm:ss", "hh:mm tt", "yyyy'W'dd",
        "yyyy. M. d.", "dd MMM yy",
    ];

    private static readonly string[] s_words = ["yes", "no", "Ashby", "Borough", "Crewe", "Zürich", "München", "Łódź", "東京", "مرحبا", "שלום", "😀", "👩‍👩‍👧", "e\u0301", "\u202Eabc"];

    private static readonly Func<Random, int, string>[] s_kinds =
    [
        (random, _) => Text(random.Next(100)),
        (random, _) => Text(random.Next(-1000, 1000) * 37),
        (_, row) => Text(row + 1),
        (_, row) => Text(row + 1).PadLeft(6, '0'),
        (random, _) => Text(random.Next(100_000)).PadLeft(5, '0'),
        (random, _) => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        (random, _) => string.Concat(Enumerable.Range(0, random.Next(18, 60)).Select(_ => (char)('0' + random.Next(10)))),
        (random, _) => (random.NextDouble() * Math.Pow(10, random.Next(-320, 308))).ToString("R", CultureInfo.InvariantCulture),
        (random, _) => Pick(random, "1e999", "-1e999", "inf", "-Infinity", "NaN", "0", "-0", "1e-400", "1e308", "+5", "5.", ".5", "0x1F", "1_000"),
        (random, _) => (random.NextDouble() * 100).ToString("F2", CultureInfo.InvariantCulture),
        (random, _) => (random.NextDouble() * 100).ToString("F2", CultureInfo.InvariantCulture).Replace('.', ','),
        (random, _) => "$" + (random.NextDouble() * 100_000).ToString("#,0.00", CultureInfo.InvariantCulture),
        (random, _) => Grouped(random, '.', ',') + " €",
        (random, _) => Grouped(random, '\u00A0', ','),
        (random, _) => Grouped(random, '\'', '.'),
        (random, _) => random.Next(2) == 0 ? $"({Text(random.Next(1000))}.00)" : Text(random.Next(1000)) + ".00",
        (random, _) => Text(random.Next(1000)) + "-",
        (random, _) => Text(random.Next(101)) + "%",
        (random, _) => (random.NextDouble() * 100).ToString("F1", CultureInfo.InvariantCulture) + " %",
        (random, _) => Text(random.Next(200)) + " kg",
        (random, _) => $"{random.Next(30)}:{random.Next(60):00}",
        (random, _) => $"{random.Next(100)}-{random.Next(100)}",
        (random, _) => $"{random.Next(1, 13)}/{random.Next(1, 32)}",
        (random, _) => Pick(random, "true", "false"),
        (random, _) => Pick(random, "Y", "N", "y", "n", "1", "0"),
        (random, _) => Pick(random, "0", "1"),
        (_, _) => "same",
        (_, _) => "0",
        (_, row) => row == 0 ? "1" : "0",
        (_, _) => "",
        (random, _) => Pick(random, s_missing),
        (random, _) => Pick(random, s_words),
        (random, row) => Pick(random, s_words) + Text(row),
        (random, _) => new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
        (random, row) => $"p{row}@example.org",
        (random, _) => $"+44 20 7{random.Next(1000):000} {random.Next(10_000):0000}",
        (random, _) => $"{random.Next(256)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}",
        (random, _) => $"{{\"a\": [{random.Next(9)}, \"x,y\"], \"b\": null}}",
        (random, _) => $"[{random.Next(9)}, {random.Next(9)}]",
        (random, _) => "=1+" + Text(random.Next(9)),
        (random, _) => new string('x', random.Next(5000)),
        (random, _) => "a\0b" + Text(random.Next(3)),
        (random, _) => "\u0001\u0007\u001B[31m" + Text(random.Next(3)),
        (random, _) => "says \"hello\" " + Text(random.Next(3)),
        (random, _) => "two\nlines " + Text(random.Next(3)),
        (random, _) => "a\rb\r\nc" + Text(random.Next(3)),
        (random, _) => $"  {random.Next(50)} ",
        (random, _) => "\t" + Text(random.Next(9)),
        (random, _) => "<b>" + Text(random.Next(9)) + "</b>&amp;",
        (random, _) => new string([.. Text(random.Next(1000)).Select(digit => (char)('\u0660' + (digit - '0')))]),
        (random, _) => "O'Neil, " + Text(random.Next(9)),
        (random, _) => "\uFFFD\uFEFF" + Text(random.Next(3)),
        (random, _) => Pick(random, "#DIV/0!", "#REF!", "1", "2"),
        (random, _) => Pick(random, "low", "Low", "LOW ", "mid", "high"),
        (random, _) => Pick(random, "<18", "18-29", "30+", "unknown"),
    ];

    /// <summary>What a column holds in each row.</summary>
    public static Func<int, string> Column(Random random)
    {
        var first = Kind(random);
        var second = random.Next(5) == 0 ? Kind(random) : first;
        var missing = random.Next(3) == 0 ? random.NextDouble() : 0;
        var code = Pick(random, s_missing);
        return row => random.NextDouble() < missing ? code : (random.Next(4) == 0 ? second : first)(random, row);
    }

    /// <summary>One of several.</summary>
    public static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];

    private static Func<Random, int, string> Kind(Random random)
    {
        if (random.Next(4) > 0)
        {
            return Pick(random, s_kinds);
        }

        var form = Pick(random, s_dates);
        var days = Pick(random, 20, 1000, 40_000, 700_000);
        return (rows, _) => (new DateTime(2026, 3, 1) - TimeSpan.FromMinutes(rows.NextInt64(days * 1440L))).ToString(form, CultureInfo.InvariantCulture);
    }

    private static string Grouped(Random random, char group, char mark) =>
        $"{random.Next(1, 1000)}{group}{random.Next(1000):000}{mark}{random.Next(100):00}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
