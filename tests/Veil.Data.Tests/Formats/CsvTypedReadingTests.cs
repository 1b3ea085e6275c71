using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

public class CsvTypedReadingTests
{
    [Fact]
    public void Columns_are_parsed_by_type_and_come_in_the_order_of_the_schema()
    {
        var schema = TestSchema.Of(
            TestSchema.Column("when", ColumnType.DateTime),
            TestSchema.Column("born", ColumnType.Date),
            TestSchema.Column("height", ColumnType.Decimal),
            TestSchema.Column("age", ColumnType.Integer),
            TestSchema.Column("city", ColumnType.Category),
            TestSchema.Column("member", ColumnType.Boolean));
        var table = Read("age,height,born,when,city,member\n42,1.75,1970-01-02,1970-01-01T00:00:01.5,Köln,true\n", schema).Table;
        Assert.Equal(["when", "born", "height", "age", "city", "member"], table.Columns.Select(column => column.Name));
        Assert.Equal([1500], ((IntegerColumn)table["when"]).Values.ToArray());
        Assert.Equal([1], ((IntegerColumn)table["born"]).Values.ToArray());
        Assert.Equal([1.75], ((DecimalColumn)table["height"]).Values.ToArray());
        Assert.Equal([42], ((IntegerColumn)table["age"]).Values.ToArray());
        Assert.Equal(["Köln"], table["city"].Texts());
        Assert.Equal(["true"], table["member"].Texts());
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("007")]
    [InlineData("+5")]
    [InlineData("-0")]
    [InlineData("x")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775808")]
    [InlineData("nan")]
    [InlineData("")]
    public void A_cell_that_is_no_whole_number_is_bad(string cell)
    {
        var schema = TestSchema.Of(TestSchema.Column("b", ColumnType.Integer), TestSchema.Column("a", ColumnType.Category)) with { MissingCodes = new([], Provenance.Declared) };
        var fault = Assert.Throws<VeilException>(() => Read($"a,b\nx,1\ny,{cell}\n", schema));
        Assert.Equal("csv-bad-cell", fault.Code);
        Assert.Contains("line 3: the value in column 2 ('b') is not a whole number", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData(" 12 ", 12)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775807", -long.MaxValue)]
    public void Whole_numbers_are_read(string cell, long value) =>
        Assert.Equal([value], ((IntegerColumn)Read($"a\n{cell}\n", TestSchema.Of(TestSchema.Column("a", ColumnType.Integer))).Table["a"]).Values.ToArray());

    [Theory]
    [InlineData("1e308", 1e308)]
    [InlineData("0.1", 0.1)]
    [InlineData("-5", -5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("123456789012345678901234567890.25", 123456789012345678901234567890.25)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("4.9406564584124654E-324", double.Epsilon)]
    public void Decimals_are_read_to_the_nearest_double(string cell, double value) =>
        Assert.Equal([value], ((DecimalColumn)Read($"a\n{cell}\n", TestSchema.Of(TestSchema.Column("a", ColumnType.Decimal))).Table["a"]).Values.ToArray());

    [Theory]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    public void A_cell_that_is_no_finite_number_is_bad(string cell)
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Decimal));
        Assert.Equal("csv-bad-cell", Assert.Throws<VeilException>(() => Read($"a\n\"{cell}\"\n", schema)).Code);
    }

    [Fact]
    public void Not_a_number_may_be_a_missing_code()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Decimal)) with { MissingCodes = new(["NaN", "inf", "-999"], Provenance.Declared) };
        Assert.Equal([true, true, true, false], Missing(Read("a\nNaN\ninf\n -999 \n1\n", schema).Table["a"]));
    }

    [Fact]
    public void A_columns_own_missing_codes_replace_those_of_the_table()
    {
        var schema = TestSchema.Of(
            TestSchema.Column("a", ColumnType.Category) with { MissingCodes = TestSchema.Fact(System.Collections.Immutable.ImmutableArray.Create("?")) },
            TestSchema.Column("b", ColumnType.Category));
        var table = Read("a,b\n?,?\n,\n", schema).Table;
        Assert.Equal(["<missing>", ""], table["a"].Texts());
        Assert.Equal(["?", "<missing>"], table["b"].Texts());
    }

    [Fact]
    public void A_column_may_be_missing_throughout_or_constant()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Decimal), TestSchema.Column("b", ColumnType.Category));
        var table = Read("a,b\n,x\n,x\n", schema).Table;
        Assert.Equal([true, true], Missing(table["a"]));
        Assert.Equal(["x", "x"], table["b"].Texts());
    }

    [Fact]
    public void Labels_are_kept_byte_for_byte()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Category));
        Assert.Equal([" x", "x", "X", "x ", "e\u0301", "\u00e9"], Read("a\n x\nx\nX\nx \ne\u0301\n\u00e9\n", schema).Table["a"].Texts());
    }

    [Fact]
    public void The_decimal_comma_is_heeded()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Decimal), TestSchema.Column("b", ColumnType.Integer)) with
        {
            Dialect = TestSchema.Fact(CsvDialectJson.Write(new CsvDialect(';', DecimalMark: ','))),
        };
        var table = CsvInText.Read("a;b\n1,5;2\n-0,25;3\n", new CsvReadOptions { Schema = schema }).Table;
        Assert.Equal([1.5, -0.25], ((DecimalColumn)table["a"]).Values.ToArray());
    }

    [Theory]
    [InlineData("dd/MM/yyyy", "02/01/1970", 1)]
    [InlineData("dd/MM/yyyy", "2/1/1970", 1)]
    [InlineData("MM/dd/yyyy", "02/01/1970", 31)]
    [InlineData("dd.MM.yyyy", "31.12.1969", -1)]
    [InlineData("yyyyMMdd", "19700201", 31)]
    [InlineData("d MMM yyyy", "1 Feb 1970", 31)]
    [InlineData("yyyy/MM/dd", "1970/02/01", 31)]
    [InlineData(null, "0001-01-01", -719162)]
    [InlineData(null, "9999-12-31", 2932896)]
    [InlineData(null, "1972-02-29", 789)]
    public void Dates_are_read_by_their_pattern(string? format, string cell, long day)
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Date) with { Format = format is null ? null : TestSchema.Fact(format) });
        Assert.Equal([day], ((IntegerColumn)Read($"a\n{cell}\n", schema).Table["a"]).Values.ToArray());
    }

    [Theory]
    [InlineData(null, "1970-02-29")]
    [InlineData(null, "1970-13-01")]
    [InlineData(null, "1970-1-1")]
    [InlineData(null, "1970-01-01T00:00:00")]
    [InlineData("dd/MM/yyyy", "31/02/1970")]
    [InlineData("dd/MM/yyyy", "1/1/70")]
    [InlineData("yyyyMMdd", "1970021")]
    public void A_day_that_is_none_is_a_bad_cell(string? format, string cell)
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Date) with { Format = format is null ? null : TestSchema.Fact(format) });
        Assert.Equal("csv-bad-cell", Assert.Throws<VeilException>(() => Read($"a\n{cell}\n", schema)).Code);
    }

    [Fact]
    public void A_date_format_that_says_nothing_is_refused()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Date) with { Format = TestSchema.Fact("zzz q") });
        var fault = Assert.Throws<VeilException>(() => Read("a\n1\n", schema));
        Assert.Equal((FaultKind.Usage, "schema-date-format"), (fault.Kind, fault.Code));
    }

    [Fact]
    public void Boolean_labels_are_found_in_any_case()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Boolean) with { BooleanLabels = TestSchema.Fact(("Yes", "No")) });
        Assert.Equal(["Yes", "No", "<missing>", "Yes"], Read("a\nYes\nNO\n\"\"\nyes\n", schema).Table["a"].Texts());
        Assert.Throws<VeilException>(() => Read("a\nmaybe\n", schema));
    }

    [Fact]
    public void Columns_that_are_not_used_are_not_stored_and_may_be_absent_save_the_entity()
    {
        var schema = TestSchema.Of(
            TestSchema.Column("person", ColumnType.Integer) with { Role = TestSchema.Fact(ColumnRole.Identifier) },
            TestSchema.Column("name", ColumnType.Text) with { Role = TestSchema.Fact(ColumnRole.Personal) },
            TestSchema.Column("remark", ColumnType.Text) with { Role = TestSchema.Fact(ColumnRole.Text) },
            TestSchema.Column("age", ColumnType.Integer)) with
        { Entity = "person" };
        var table = Read("name,person,age\nAda,007,36\n", schema).Table;
        Assert.Equal(["person", "age"], table.Columns.Select(column => column.Name));
        Assert.Equal(["007"], table["person"].Texts());
        Assert.Equal(ColumnType.Text, table["person"].Type);
    }

    [Theory]
    [InlineData("a\n1\n", "csv-column-absent", "'b'")]
    [InlineData("a,b,c\n1,2,3\n", "csv-column-unknown", "'c'")]
    public void Names_that_differ_from_the_schema_are_listed(string text, string code, string name)
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Integer), TestSchema.Column("b", ColumnType.Integer));
        var fault = Assert.Throws<VeilException>(() => Read(text, schema));
        Assert.Equal(code, fault.Code);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'schema infer'", fault.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_without_type_stays_raw_text()
    {
        var schema = TestSchema.Of(new ColumnSchema { Name = "a" });
        Assert.Equal(["1", ""], Read("a\n1\n\"\"\n", schema).Table["a"].Texts());
    }

    private static CsvReadResult Read(string text, Schema schema) =>
        CsvInText.Read(text, new CsvReadOptions { Dialect = CsvInText.Comma, Schema = schema });

    private static bool[] Missing(Column column) => [.. Enumerable.Range(0, column.Count).Select(column.IsMissing)];
}
