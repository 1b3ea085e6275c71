using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

/// <summary>
/// One record more or less in a file changes the table by that record alone: docs/privacy.md, "What the guarantee
/// compares". Here for all neighbours at once: what stands before, the new lines and what stands after are read alone, and
/// together they give the rows one after the other.
/// </summary>
public class CsvStabilityTests
{
    // Bytes, one a character.
    private static readonly Gen<string> s_piece = Gen.Elements(
        "a", "7", "44,5", "1.5", "\u00C3\u00A9", "\u00C3", "\u00A9", "\u00FF", "\0", "\"", "\"", "\"\"", ",", ",", ";", "'", "\n", "\r", "\r\n",
        "\u00EF\u00BB\u00BF", "\u00FF\u00FE", "2020-02-29", "yes", "NA", " ", "\t",
        "#", "\\", "\\\"", "\u001A");

    private static readonly Gen<string> s_row = Gen.Elements(
        "7,1.5,2020-02-29,2020-02-29T10:00:00,yes,Z\u00FCrich,a",
        "-1,\"44,5\",2020-01-01,2020-01-01T00:00,no,Z\u00C3\u00BCrich,\"b\nc\"",
        "NA,,,,,,",
        "\"8\",2,\"\",,yes,\"x\"\"y\",\"line\r\nend\"",
        "9,1,,,no,\0,\u00EF\u00BB\u00BF",
        "x,1,,,no,c,d",
        "\u00EF\u00BB\u00BF3,1,,,no,c,d",
        "7,7,7",
        "7,1.5,2020-02-29,2020-02-29T10:00:00,yes,a,b,,",
        " 7 , \"1.5\" ,,,yes, \"x\\\"y\" ,\\,",
        "#7,1.5,\"",
        "7",
        "\"7\"",
        "\"\"",
        "");

    private static readonly Gen<string> s_end = Gen.Elements("\n", "\n", "\r\n", "\r", "\n\n", "\n\r");

    /// <summary>Some complete lines, or none: rows that are mostly good, and bytes of all kinds.</summary>
    private static readonly Gen<string> s_lines = Gen.OneOf(
            s_row,
            s_row,
            s_piece.ListOf().Resize(8).Select(pieces => string.Concat(pieces)))
        .SelectMany(row => s_end.Select(end => row + end))
        .ListOf()
        .Resize(5)
        .Select(lines => string.Concat(lines));

    /// <summary>The same, mostly rows that are good for a number of columns, so that many files are read where bad rows are errors.</summary>
    private static Gen<string> GoodLines(int columns) => Gen.Frequency(
            (12, columns == 1
                ? Gen.Elements("7", "\"7\"", "\"\"", "NA", "")
                : Gen.Elements(
                    "7,1.5,2020-02-29,2020-02-29T10:00:00,yes,Z\u00FCrich,a",
                    "NA,,,,,,",
                    "\"8\",2,\"\",,yes,\"x\"\"y\",\"line\r\nend\"",
                    "9,1,,,no,\0,\u00EF\u00BB\u00BF",
                    "7, 1.5,,, \"yes\" , \"x\\\"y\" ,a",
                    "#7,1.5,\"",
                    "")),
            (1, s_row),
            (1, s_piece.ListOf().Resize(8).Select(pieces => string.Concat(pieces))))
        .SelectMany(row => s_end.Select(end => row + end))
        .ListOf()
        .Resize(4)
        .Select(lines => string.Concat(lines));

    private static readonly Schema s_wide = TestSchema.Of(
        TestSchema.Column("n", ColumnType.Integer),
        TestSchema.Column("x", ColumnType.Decimal),
        TestSchema.Column("d", ColumnType.Date),
        TestSchema.Column("t", ColumnType.DateTime),
        TestSchema.Column("flag", ColumnType.Boolean) with { BooleanLabels = TestSchema.Fact(("yes", "no")) },
        TestSchema.Column("label", ColumnType.Category),
        new ColumnSchema { Name = "any" }) with
    { MissingCodes = TestSchema.Fact<ImmutableArray<string>>(["", "NA"]) };

    private static readonly Schema s_narrow = TestSchema.Of(TestSchema.Column("n", ColumnType.Integer)) with { MissingCodes = TestSchema.Fact<ImmutableArray<string>>(["", "NA"]) };

    private static readonly DeclaredDialect[] s_dialects =
    [
        new(),
        new() { Comment = '#', Escape = '\\', TrimsBlanks = true },
        new() { Comment = '#', Escape = '\\', Quote = CsvDialect.NoQuote },
    ];

    private static readonly Schema s_label = TestSchema.Of(TestSchema.Column("label", ColumnType.Category));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1 << 18)]
    public void Where_bad_rows_are_left_out_a_table_is_its_lines_one_by_one(int chunk) => ForAll((before, added, after) =>
    {
        foreach (var (schema, hasHeader, said) in Cases())
        {
            var options = Options(schema, hasHeader, BadRows.Drop, chunk, said);
            var expected = (string[])[.. Rows(before, options)!, .. Rows(added, options)!, .. Rows(after, options)!];
            Assert.Equal(expected, Rows(before + added + after, options));
            Assert.Equal([.. Rows(before, options)!, .. Rows(after, options)!], Rows(before + after, options)!);
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1 << 18)]
    public void Where_bad_rows_are_errors_lines_more_give_their_rows_or_a_refusal(int chunk)
    {
        var accepted = 0;
        foreach (var columns in (int[])[1, 7])
        {
            ForAll(GoodLines(columns), (before, added, after) => Check(columns, before, added, after));
        }

        Assert.True(accepted > 300, $"only {accepted} pairs were read at all");

        void Check(int columns, string before, string added, string after)
        {
            var cases = Cases().Append((null, false, s_dialects[0])).Where(item => (item.Schema?.Columns.Length ?? columns) == columns);
            foreach (var (schema, hasHeader, said) in cases)
            {
                var options = Options(schema, hasHeader, BadRows.Fail, chunk, said);
                if (Rows(before, options) is not { } first || Rows(before + after, options) is not { } both)
                {
                    // The lines before end inside a record, or the smaller file is refused: no neighbour that is read.
                    continue;
                }

                if (Rows(before + added + after, options) is { } all)
                {
                    accepted++;
                    var own = Rows(added, options);
                    Assert.NotNull(own);
                    Assert.Equal([.. first, .. own, .. both[first.Length..]], all);
                }
            }
        }
    }

    [Fact]
    public void How_a_file_is_written_does_not_depend_on_its_rows() => ForAll((before, added, after) =>
    {
        foreach (var header in (string[])["n", "n;x", "\u00EF\u00BB\u00BF'a'|'b'", "Stra\u00DFe,n"])
        {
            // Each line end alone may be what a UTF-16 file would hold: it must not matter either.
            Assert.Equal(Dialect($"{header}\n{before}{after}"), Dialect($"{header}\n{before}{added}{after}"));
        }
    });

    [Fact]
    public void Typing_raw_columns_looks_at_one_row_at_a_time() => ForAll((before, added, after) =>
    {
        var options = Options(null, true, BadRows.Drop, 64, s_dialects[0]);
        string[] Typed(string text)
        {
            var raw = CsvInText.Read(Bytes("n,x,d,t,flag,label,any\n" + text), options).Table;
            return RowsOf(TypedTable.Convert(raw, s_wide, badCellsMissing: true));
        }

        Assert.Equal([.. Typed(before), .. Typed(added), .. Typed(after)], Typed(before + added + after));
    });

    private static void ForAll(Action<string, string, string> check) => ForAll(s_lines, check);

    private static void ForAll(Gen<string> lines, Action<string, string, string> check) =>
        Prop.ForAll(lines.ToArbitrary(), lines.ToArbitrary(), lines.ToArbitrary(), check)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

    private static IEnumerable<(Schema? Schema, bool HasHeader, DeclaredDialect Said)> Cases()
    {
        foreach (var said in s_dialects)
        {
            foreach (var schema in (Schema[])[s_wide, s_narrow, s_label])
            {
                yield return (schema, true, said);
                yield return (schema, false, said);
            }

            yield return (null, true, said);
        }
    }

    private static CsvReadOptions Options(Schema? schema, bool hasHeader, BadRows bad, int chunk, DeclaredDialect said) => new()
    {
        Declared = said with { HasHeader = hasHeader, Encoding = TextEncoding.Utf8 },
        DialectFromRows = false,
        Schema = schema,
        BadRows = bad,
        ChunkBytes = chunk,
        MaxFieldBytes = 24,
    };

    /// <summary>The rows as texts, or null when the file is refused.</summary>
    private static string[]? Rows(string text, CsvReadOptions options)
    {
        var header = options.Declared.HasHeader == true ? string.Join(',', (options.Schema ?? s_wide).Columns.Select(column => column.Name)) + "\n" : "";
        try
        {
            return RowsOf(CsvInText.Read(Bytes(header + text), options).Table);
        }
        catch (VeilException fault) when (options.BadRows == BadRows.Fail)
        {
            // Nothing at all is refused where there is neither header nor schema, but it has no rows.
            return fault.Code == "csv-empty" ? [] : null;
        }
    }

    private static string[] RowsOf(Table table) =>
        [.. Enumerable.Range(0, table.RowCount).Select(row => string.Join('|', table.Columns.Select(column => Cell(column, row))))];

    private static string Cell(Column column, int row) => column switch
    {
        IntegerColumn integers => $"{integers.Values[row]}",
        DecimalColumn decimals => $"{decimals.Values[row]}",
        LabelColumn labels => labels.Codes[row] == LabelColumn.Missing ? "missing" : $"<{labels.Labels[labels.Codes[row]]}>",
        _ => throw new InvalidOperationException(),
    };

    private static CsvDialect Dialect(string text) => CsvInText.Read(
        Bytes(text), new CsvReadOptions { Declared = new DeclaredDialect { HasHeader = true }, DialectFromRows = false, BadRows = BadRows.Drop }).Dialect;

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
