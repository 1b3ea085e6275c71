using System.Text;

namespace Veil.Cli.Tests.Auditing;

/// <summary>A record that could tell on itself, as bytes without its line end.</summary>
/// <param name="Name">What is strange about it.</param>
/// <param name="Bytes">The record: an age, a town, an income and a date, or what stands in their place.</param>
internal sealed record StrangeRow(string Name, byte[] Bytes)
{
    /// <summary>
    /// Whether the reader stops at it when it is told to stop at bad rows: always, only where the schema knows the types of columns, or
    /// never. An exit of 3 tells that there is such a row, which is outside the guarantee; it releases nothing. See docs/privacy.md.
    /// </summary>
    public Stop Stops { get; private init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StrangeRow> All { get; } =
    [
        Of("a typical row", "44,Ashby,1500.5,2021-05-06"),
        Of("a duplicate", "31,Borough,1137.5,2021-02-02"),
        Misfit("the header once more", "age,town,income,joined"),
        Misfit("words that could be a header", "Alice,Smith,HIV,flu"),
        Raw("a Latin-1 byte", [.. "44,Z"u8, 0xFC, .. "rich,1500.5,2021-05-06"u8], Stop.Always),
        Raw("bytes that are not UTF-8", [.. "44,"u8, 0xFF, 0xFE, 0x80, .. ",1500.5,2021-05-06"u8], Stop.Always),
        Raw("a broken UTF-8 sequence at the end", [.. "44,Ashby,1500.5,"u8, 0xE2, 0x82], Stop.Always),
        Of("a letter beyond ASCII", "44,Zürich,1500.5,2021-05-06"),
        Of("an emoji and a mark that joins", "44,\U0001F600e\u0301\u202Eabc,1500.5,2021-05-06"),
        Of("a NUL", "44,Ash\0by,1500.5,2021-05-06"),
        Of("control characters", "44,\u001b[31mAshby\u0007\u000c\u001a,1500.5,2021-05-06"),
        Of("line ends of Unicode", "44,Ash\u2028by\u0085,1500.5,2021-05-06"),
        Misfit("a decimal comma in quotes", "44,Ashby,\"1500,5\",2021-05-06"),
        Bad("a decimal comma without quotes", "44,Ashby,1500,5,2021-05-06"),
        Bad("semicolons", "44;Ashby;1500,5;2021-05-06"),
        Bad("tabs", "44\tAshby\t1500.5\t2021-05-06"),
        Bad("too few fields", "44,Ashby"),
        Bad("one field", "44"),
        Bad("too many fields", "44,Ashby,1500.5,2021-05-06,x,y,z"),
        Bad("a stray quote", "44,\"Ash\"by,1500.5,2021-05-06"),
        Bad("a quote inside a field", "44,Ash\"by,1500.5,2021-05-06"),
        Bad("an unclosed quote", "44,\"Ashby,1500.5,2021-05-06"),
        Of("a quoted line end", "44,\"Ash\nby\",1500.5,2021-05-06"),
        Of("quoted quotes and delimiters", "44,\"As\"\"h,by\",1500.5,2021-05-06"),
        Of("single quotes", "44,'Ashby',1500.5,2021-05-06"),
        Of("everything in quotes", "\"44\",\"Ashby\",\"1500.5\",\"2021-05-06\""),
        Of("nothing in quotes", "\"\",\"\",\"\",\"\""),
        Of("nothing", ",,,"),
        Of("spaces", "  , ,   , "),
        Misfit("a missing code", "NA,NULL,n/a,-"),
        Of("spaces around", " 44 , Ashby , 1500.5 , 2021-05-06 "),
        Of("a new label", "44,Nowhere,1500.5,2021-05-06"),
        Of("the longest cell", $"44,{new string('x', 30_000)},1500.5,2021-05-06"),
        Of("the largest double", "44,Ashby,1.7976931348623157e308,2021-05-06"),
        Misfit("a number beyond doubles", "44,Ashby,1e999,2021-05-06"),
        Of("a tiny number", "44,Ashby,1e-300,2021-05-06"),
        Of("many digits", "44,Ashby,0.1234567890123456789,2021-05-06"),
        Misfit("negative zeros", "-0,Ashby,-0.0,2021-05-06"),
        Misfit("no numbers", "NaN,Ashby,NaN,NaN"),
        Misfit("infinities", "Infinity,Ashby,-inf,2021-05-06"),
        Of("a long integer", "1000000000000000000,Ashby,9223372036854775807,2021-05-06"),
        Misfit("an integer beyond 64 bits", "99999999999999999999,Ashby,-99999999999999999999,2021-05-06"),
        Misfit("leading zeros", "0044,Ashby,0001500.5,2021-05-06"),
        Misfit("thousands", "44,Ashby,\"1,500\",2021-05-06"),
        Misfit("a hexadecimal number", "0x2C,Ashby,1_500,2021-05-06"),
        Of("values out of bounds", "999,Ashby,99999999,1800-01-01"),
        Of("the least values", "0,Ashby,0,2019-01-01"),
        Of("the largest values", "99,Crewe,9999,2024-12-31"),
        Misfit("text for numbers", "old,Ashby,much,never"),
        Misfit("numbers for text", "44,12345,1500.5,20210506"),
        Misfit("truth values", "true,yes,no,false"),
        Misfit("a date of another form", "44,Ashby,1500.5,06/05/2021"),
        Misfit("a date with a time", "44,Ashby,1500.5,2021-05-06T07:08:09Z"),
        Misfit("a date that is none", "44,Ashby,1500.5,2021-02-30"),
        Raw("a byte order mark inside", [0xEF, 0xBB, 0xBF, .. "44,Ashby,1500.5,2021-05-06"u8], Stop.WithTypes),
        Of("a carriage return at the end", "44,Ashby,1500.5,2021-05-06\r"),
        Of("a label that looks like markup", "44,<script>alert(1)</script>,1500.5,2021-05-06"),
        Misfit("a label that looks like a formula", "44,=1+1,+1,@SUM(A1)"),
        Of("a label that looks like JSON", "44,\"{\"\"a\"\": null}\",1500.5,2021-05-06"),
        Of("what unknown labels are called", "44,other,1500.5,2021-05-06"),
        Bad("a comment", "# comment"),
        Bad("a carriage return inside", "44,Ash\rby,1500.5,2021-05-06"),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static StrangeRow Of(string name, string text) => Raw(name, Encoding.UTF8.GetBytes(text));

    private static StrangeRow Bad(string name, string text) => Of(name, text) with { Stops = Stop.Always };

    // Some cell is not of its column's type.
    private static StrangeRow Misfit(string name, string text) => Of(name, text) with { Stops = Stop.WithTypes };

    private static StrangeRow Raw(string name, byte[] bytes, Stop stops = Stop.Never) => new(name, bytes) { Stops = stops };
}

/// <summary>When the reader stops at a row, where it is told to stop at bad ones.</summary>
public enum Stop
{
    /// <summary>It does not.</summary>
    Never,

    /// <summary>Where the schema knows the types of columns.</summary>
    WithTypes,

    /// <summary>Whatever is known.</summary>
    Always,
}
