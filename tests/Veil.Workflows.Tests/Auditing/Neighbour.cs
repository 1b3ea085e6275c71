using System.Globalization;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Workflows.Tests.Auditing;

/// <summary>A table and neighbours of it, as the lines of files.</summary>
/// <param name="Name">What the tables are.</param>
/// <param name="Header">The first line.</param>
/// <param name="Lines">The table.</param>
/// <param name="Neighbours">Tables that differ from it in one unit, each with what it is.</param>
internal sealed record Neighbourhood(string Name, string Header, string[] Lines, (string What, string[] Lines)[] Neighbours)
{
    private const string Wild = "abc,,1e300,9999-12-31";

    /// <summary>The tables whose rows are the units.</summary>
    public static IEnumerable<Neighbourhood> OfRows(bool isReplaced)
    {
        const string Header = "age,sex,income,joined";
        foreach (var rows in new[] { 0, 1, 2 })
        {
            var few = Rows(rows);
            if (!isReplaced)
                yield return new($"{rows} rows", Header, few, [("one more", [.. few, Row(7)]), ("a strange one more", [.. few, Wild])]);
            else if (rows > 0)
                yield return new($"{rows} rows", Header, few, [("another one", Replaced(few, Row(7))), ("a strange one", Replaced(few, Wild))]);
        }

        var many = Rows(50);
        var strange = Strange(many).ToList();
        yield return new(
            "50 rows", Header, many, [.. strange.Select(one => (one.What, isReplaced ? Replaced(many, one.Line) : [.. many, one.Line]))]);
        yield return new(
            "50 rows, the first one",
            Header,
            many,
            [
                .. strange.Where((_, i) => i % 4 == 2).Select(one =>
                    (one.What, isReplaced ? [one.Line, .. many[1..]] : (string[])[one.Line, .. many])),
            ]);
        string[] equal = [.. Enumerable.Repeat("40,f,1000.5,2020-02-03", 50)];
        yield return new(
            "50 equal rows",
            Header,
            equal,
            [
                ("another", isReplaced ? Replaced(equal, "41,m,999,2021-03-04") : [.. equal, "41,m,999,2021-03-04"]),
                ("one more of them", isReplaced ? equal : [.. equal, equal[0]]),
            ]);
    }

    /// <summary>The tables whose units are persons with at most three rows each.</summary>
    public static IEnumerable<Neighbourhood> OfPersons(bool isReplaced)
    {
        const string Header = "person,age,sex,income,joined";
        string[] Of(string person, int rows, Func<int, string> row) => [.. Enumerable.Range(0, rows).Select(i => $"{person},{row(i)}")];
        string[] many = [.. Enumerable.Range(0, 20).SelectMany(i => Of($"p{i}", 1 + (i * 7 % 6), j => Row((3 * i) + j)))];
        string[] last = Of("q", 2, i => Row(60 + i));
        var baseTable = isReplaced ? [.. many, .. last] : many;
        (string, string[])[] units =
        [
            ("one row", Of("q", 1, _ => Row(7))),
            ("as many rows as count", Of("q", MostRows, i => Row(7 + i))),
            ("more rows than count", Of("q", MostRows + 5, i => Row(7 + i))),
            ("equal rows", Of("q", MostRows + 5, _ => Row(7))),
            ("strange rows", Of("q", MostRows, i => i == 0 ? Wild : $"-0.0,label{i},NaN,")),
            ("a long name", Of(new string('q', 3000), 2, i => Row(i))),
        ];
        yield return new("20 persons", Header, baseTable, [.. units.Select(unit => (unit.Item1, (string[])[.. many, .. unit.Item2]))]);
        yield return new(
            "20 persons, the first one",
            Header,
            isReplaced ? [.. last, .. many] : many,
            [.. units.Select(unit => (unit.Item1, (string[])[.. unit.Item2, .. many]))]);
        yield return isReplaced
            ? new("one person", Header, last, [("another", Of("q", MostRows + 1, i => Row(i)))])
            : new("no person", Header, [], [("a first one", Of("q", MostRows + 1, i => Row(i)))]);
        if (!isReplaced)
        {
            yield return new(
                "20 persons and rows of nobody", Header, [.. many, $",{Row(1)}"], [("one more", [.. many, $",{Row(1)}", .. last])]);
        }
    }

    /// <summary>The table with every third of its neighbours.</summary>
    public Neighbourhood Fewer() => this with { Neighbours = [.. Neighbours.Where((_, i) => i % 3 == 1 || Neighbours.Length < 3)] };

    /// <summary>The most rows of a person.</summary>
    public const int MostRows = 3;

    /// <summary>Everything about the columns.</summary>
    public static Schema Declared(bool withPersons) => new()
    {
        Columns =
        [
            .. withPersons ? [Jobs.Column("person", ColumnType.Text)] : Array.Empty<ColumnSchema>(),
            Jobs.Integer("age", 0, 120),
            Jobs.Category("sex", "f", "m"),
            Jobs.Column("income", ColumnType.Decimal) with { Bounds = Jobs.Declared(new Bounds(0, 10_000)), Step = Jobs.Declared(0.5) },
            Jobs.Column("joined", ColumnType.Date) with
            {
                Bounds = Jobs.Declared(new Bounds(Day("2019-01-01"), Day("2024-12-31"))), Granularity = Jobs.Declared(Granularity.Month),
            },
        ],
        Entity = withPersons ? "person" : null,
        MaxRowsPerEntity = withPersons ? MostRows : 1,
    };

    /// <summary>The names of the columns, and who is protected.</summary>
    public static Schema NamesAlone(bool withPersons) => Declared(withPersons) with
    {
        Columns = [.. Declared(withPersons).Columns.Select(column => new ColumnSchema { Name = column.Name })],
    };

    /// <summary>The file of some lines.</summary>
    public string File(string[] lines) => string.Concat(lines.Prepend(Header).Select(line => line + "\n"));

    private static double Day(string text) =>
        (DateTime.Parse(text, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalDays;

    private static string[] Replaced(string[] lines, string by) => [.. lines[..^1], by];

    private static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(Row)];

    private static string Row(int i) => string.Create(
        CultureInfo.InvariantCulture,
        $"{18 + (i * 13 % 60)},{(i % 3 == 0 ? "m" : "f")},{1000 + (i * 137 % 4000) + (i % 2 * 0.5)},202{i % 4}-0{1 + (i % 9)}-1{i % 10}");

    private static IEnumerable<(string What, string Line)> Strange(string[] rows) =>
    [
        ("a typical row", Row(61)),
        ("a duplicate", rows[3]),
        ("values outside the domain", "999,x,99999999,1800-01-01"),
        ("a new label", "33,other sex,1500.5,2020-05-05"),
        ("nothing", ",,,"),
        ("text in columns of numbers", "abc,f,xyz,never"),
        ("no numbers", "NaN,NaN,NaN,NaN"),
        ("infinities", "Infinity,f,-Infinity,2020-05-05"),
        ("huge numbers", "9223372036854775807,f,1e308,9999-12-31"),
        ("negative zeros", "-0,f,-0.0,2020-05-05"),
        ("the longest text", $"30,{new string('x', 5000)},1500.5,2020-05-05"),
        ("the least values", "0,f,0,2019-01-01"),
        ("the largest values", "120,m,10000,2024-12-31"),
        ("a number of another form", "1e2,f,1_000,2020-05-05"),
        ("a formula and spaces", " 41 ,=f, 2000.5 , 2020-05-05 "),
    ];
}
