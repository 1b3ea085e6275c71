using System.Text;

namespace Veil.Cli.Tests.Auditing;

/// <summary>Two files that differ in one protected unit, or in nothing that counts.</summary>
/// <param name="Name">What they differ in.</param>
/// <param name="One">The first.</param>
/// <param name="Other">The second.</param>
internal sealed record FilePair(string Name, byte[] One, byte[] Other)
{
    /// <summary>When the reader stops at one of them, where it is told to stop at bad rows.</summary>
    public Stop Stops { get; init; }

    private const string Header = "age,town,income,joined";
    private const string HeaderOfPersons = "person," + Header;
    private const int Rows = 40;
    private const int Persons = 16;

    /// <summary>The most rows of a person that count.</summary>
    public const int MostRows = 3;

    /// <summary>Files that differ in a row: it comes, at the front, in the middle or at the end, or it replaces another.</summary>
    public static IEnumerable<FilePair> OfRows(bool isReplaced)
    {
        byte[][] many = [.. Enumerable.Range(0, Rows).Select(i => Text(Row(i)))];
        foreach (var (strange, i) in StrangeRow.All.Select((row, i) => (row, i)))
        {
            var at = (i % 3) switch { 0 => 0, 1 => Rows / 2, _ => Rows };
            byte[][] other = isReplaced
                ? [.. many[..Math.Min(at, Rows - 1)], strange.Bytes, .. many[Math.Min(at + 1, Rows)..]]
                : [.. many[..at], strange.Bytes, .. many[at..]];
            yield return new(strange.Name, File(Header, many), File(Header, other)) { Stops = strange.Stops };
        }
    }

    /// <summary>Files of other shapes that differ in a row.</summary>
    public static IEnumerable<FilePair> OfShapes(bool isReplaced)
    {
        byte[][] many = [.. Enumerable.Range(0, Rows).Select(i => Text(Row(i)))];
        byte[] one = Text(Row(7));
        yield return new("rows in another order", File(Header, many), File(Header, [.. many.Reverse()]));
        yield return isReplaced
            ? new("one row, another one", File(Header, [one]), File(Header, [Text("Alice,Smith,HIV,flu")])) { Stops = Stop.WithTypes }
            : new("no row, one row", File(Header, []), File(Header, [one]));
        yield return isReplaced
            ? new("equal rows", File(Header, Equal()), File(Header, [.. Equal()[..^1], Text("99,Crewe,9999,2024-12-31")]))
            : new("equal rows", File(Header, Equal()), File(Header, [.. Equal(), Text("99,Crewe,9999,2024-12-31")]));
        var last = isReplaced ? many[..^1] : many;
        yield return new("no line end after the last row", File(Header, many), [.. File(Header, last), .. one]);
        yield return new("a line with a carriage return among others", File(Header, many), File(Header, [.. last, [.. one, (byte)'\r']]));
        yield return new(
            "carriage returns, and a line without one",
            File(Header + "\r", [.. many.Select(row => (byte[])[.. row, (byte)'\r'])]),
            File(Header + "\r", [.. last.Select(row => (byte[])[.. row, (byte)'\r']), one]));
        yield return new("blank lines at the end, then a row", [.. File(Header, many), .. "\n\n\n"u8], [.. File(Header, last), .. "\n\n\n"u8, .. one, (byte)'\n']);
        yield return new("blank lines between", File(Header, [.. many[..9], [], [], .. many[9..]]), File(Header, [.. many[..9], [], [], .. last[9..], one]));
        yield return new("a byte order mark first", [0xEF, 0xBB, 0xBF, .. File(Header, many)], [0xEF, 0xBB, 0xBF, .. File(Header, [.. last, one])]);

        byte[][] Equal() => [.. Enumerable.Repeat(one, Rows)];
    }

    /// <summary>Files of one column that differ in a row.</summary>
    public static IEnumerable<FilePair> OfOneColumn(bool isReplaced)
    {
        byte[][] many = [.. Enumerable.Range(0, Rows).Select(i => Text(Town(i)))];
        var last = isReplaced ? many[..^1] : many;
        foreach (var (name, line) in new[] { ("a town", "Ashby"), ("a quoted nothing", "\"\""), ("a number", "12"), ("a missing code", "NA"), ("a decimal comma", "\"1,5\"") })
            yield return new("one column, " + name, File("town", many), File("town", [.. last, Text(line)]));
        yield return new("one column, blank lines at the end", [.. File("town", many), .. "\n\n"u8], [.. File("town", last), .. "\n\nAshby\n"u8]);
        yield return new("one column, blank lines between", File("town", [.. many[..9], [], .. many[9..]]), File("town", [.. many[..9], [], .. last[9..], Text("Ashby")]));
        yield return new("one column, a blank line more", File("town", many), File("town", [.. many, []]));
    }

    /// <summary>Files without a header that differ in the first row.</summary>
    public static IEnumerable<FilePair> WithoutHeader(bool isReplaced)
    {
        byte[][] many = [.. Enumerable.Range(0, Rows).Select(i => Text(Row(i)))];
        foreach (var (name, line) in new[]
        {
            ("a typical row first", Row(61)), ("words first", "Alice Smith,HIV,Zug,flu"), ("the names first", Header), ("nothing first", ",,,"), ("quotes first", "'1','2','3','4'"),
        })
        {
            yield return new("no header, " + name, File(null, many), File(null, [Text(line), .. isReplaced ? many[1..] : many]))
            {
                Stops = line == Row(61) || line == ",,," ? Stop.Never : Stop.WithTypes,
            };
        }
    }

    /// <summary>Files that differ in the rows of a person.</summary>
    public static IEnumerable<FilePair> OfPersons(bool isReplaced)
    {
        byte[][] many = [.. Enumerable.Range(0, Persons).SelectMany(i => Of($"p{i}", 1 + (i * 7 % 6), j => Text(Row((3 * i) + j))))];
        byte[][] last = [.. Of("q", 2, i => Text(Row(60 + i)))];
        byte[][] one = isReplaced ? [.. many, .. last] : many;
        foreach (var rows in new[] { 1, MostRows, MostRows + 5 })
            yield return new($"a person of {rows} rows", File(HeaderOfPersons, one), File(HeaderOfPersons, [.. many, .. Of("q", rows, i => Text(Row(7 + i)))]));
        yield return new("a person of equal rows", File(HeaderOfPersons, one), File(HeaderOfPersons, [.. Of("q", MostRows + 5, _ => Text(Row(7))), .. many]));
        if (!isReplaced)
        {
            yield return new("rows of nobody and a person", File(HeaderOfPersons, [.. many, [.. ","u8, .. Text(Row(1))]]), File(HeaderOfPersons, [.. many, [.. ","u8, .. Text(Row(1))], .. last]));
            yield return new("no person, one person", File(HeaderOfPersons, []), File(HeaderOfPersons, last));
        }


        // Which rows of a person count depends on their order among themselves, with the answers held fixed: that order stays.
        var groups = one.GroupBy(PersonOf).ToList();
        yield return new("persons in another order", File(HeaderOfPersons, one), File(HeaderOfPersons, groups.AsEnumerable().Reverse().SelectMany(rows => rows)));
        yield return new(
            "rows of persons in turn",
            File(HeaderOfPersons, one),
            File(HeaderOfPersons, groups.SelectMany(rows => rows.Select((row, i) => (Row: row, Turn: i))).OrderBy(each => each.Turn).Select(each => each.Row)));
        yield return new("a person with a strange name", File(HeaderOfPersons, one), File(HeaderOfPersons, [.. many, .. Of("=<b>\"\"", 2, i => Text(Row(i)))]));
        yield return new("a person with a long name", File(HeaderOfPersons, one), File(HeaderOfPersons, [.. many, .. Of(new string('q', 9000), 2, i => Text(Row(i)))]));
        foreach (var strange in StrangeRow.All)
            yield return new("a person: " + strange.Name, File(HeaderOfPersons, one), File(HeaderOfPersons, [.. many, .. Of("q", 2, i => i == 0 ? strange.Bytes : Text(Row(7)))])) { Stops = strange.Stops };

        static string PersonOf(byte[] row) => Encoding.UTF8.GetString(row, 0, Array.IndexOf(row, (byte)','));

        IEnumerable<byte[]> Of(string person, int rows, Func<int, byte[]> row) => Enumerable.Range(0, rows).Select(i => (byte[])[.. Text(person + ","), .. row(i)]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static byte[] File(string? header, IEnumerable<byte[]> lines)
    {
        var bytes = new List<byte>();
        if (header is not null)
            bytes.AddRange(Text(header + "\n"));
        foreach (var line in lines)
        {
            bytes.AddRange(line);
            bytes.Add((byte)'\n');
        }

        return [.. bytes];
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Row(int i) => FormattableString.Invariant(
        $"{18 + (i * 13 % 60)},{Town(i)},{1000 + (i * 137 % 4000) + (i % 2 * 0.5)},202{i % 4}-0{1 + (i % 9)}-1{i % 10}");

    private static string Town(int i) => (i % 4) switch { 0 => "Ashby", 1 => "Borough", 2 => "Crewe", _ => "Zürich" };
}
