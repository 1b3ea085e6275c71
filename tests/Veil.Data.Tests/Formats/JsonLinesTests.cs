using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

/// <summary>JSON lines are read: each object is a row, and no row says which columns there are in a release.</summary>
public class JsonLinesTests
{
    private static readonly Schema s_schema = TestSchema.Of(TestSchema.Column("age", ColumnType.Integer), TestSchema.Column("town", ColumnType.Category));

    [Fact]
    public void Keys_are_columns_in_any_order_and_may_be_absent()
    {
        const string Text = "{\"age\": 31, \"town\": \"Ash\\nby\"}\r\n\n{\"town\": \"Cre\\\"we, \u00e9\", \"age\": null}\n{\"income\": 1.5e3, \"ok\": true}";
        foreach (var mark in (string[])["", "\uFEFF"])
        {
            var table = Read(mark + Text, null, BadRows.Fail).Table;
            Assert.Equal(["age", "town", "income", "ok"], table.Columns.Select(column => column.Name));
            Assert.Equal(["31", "", ""], table["age"].Texts());
            Assert.Equal(["Ash\nby", "Cre\"we, \u00e9", ""], table["town"].Texts());
            Assert.Equal(["", "", "1.5e3"], table["income"].Texts());
            Assert.Equal(["", "", "true"], table["ok"].Texts());
        }
    }

    [Fact]
    public void For_a_release_the_columns_are_those_of_the_schema()
    {
        var source = Source("{\"age\": 31}\n", BadRows.Fail);
        var refused = Assert.Throws<VeilException>(() => source.Check(new ReadRequest { DialectFromRows = false }));
        Assert.Equal((FaultKind.PrivacyRefusal, "columns-unknown"), (refused.Kind, refused.Code));

        var table = Read("{\"town\": \"Ashby\"}\n{\"age\": 31}\n", s_schema, BadRows.Fail).Table;
        Assert.Equal(["age", "town"], table.Columns.Select(column => column.Name));
        Assert.Equal(["Ashby", "<missing>"], table["town"].Texts());
    }

    [Theory]
    [InlineData("{\"age\": [1]}")]
    [InlineData("{\"age\": {\"years\": 1}}")]
    [InlineData("{\"age\": 1, \"age\": 2}")]
    [InlineData("{\"age\": 1, \"C4n4ry\": 2}")]
    [InlineData("{\"age\": 1")]
    [InlineData("{\"age\": 1} {}")]
    [InlineData("[1, 2]")]
    [InlineData("age,town")]
    public void A_line_that_is_no_object_of_plain_values_is_a_bad_row(string line)
    {
        var text = "{\"age\": 31, \"town\": \"a\\nb\"}\n" + line + "\n{\"age\": 32}\n";
        var fault = Assert.Throws<VeilException>(() => Read(text, s_schema, BadRows.Fail));
        Assert.Equal("json-bad-line", fault.Code);
        Assert.StartsWith("people.jsonl, line 2:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("C4n4ry", fault.ToString(), StringComparison.Ordinal);

        var read = Read(text, s_schema, BadRows.Drop);
        Assert.Equal((2, 1L, 2L), (read.Table.RowCount, read.DroppedRows, read.FirstFaults[0].Line));
    }

    [Fact]
    public void A_bad_cell_is_named_by_its_line() => Assert.StartsWith(
        "people.jsonl, line 3: the value in column 1 ('age')",
        Assert.Throws<VeilException>(() => Read("{\"town\": \"a\\nb\"}\n\n{\"age\": \"old\"}\n", s_schema, BadRows.Fail)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Lines_longer_than_a_buffer_are_read_whole()
    {
        var town = new string('x', 300_000);
        Assert.Equal([town], Read($"{{\"town\": \"{town}\"}}", s_schema, BadRows.Fail).Table["town"].Texts());
    }

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    public void A_field_that_is_too_long_is_one_bad_row_whatever_lines_it_holds(string end)
    {
        var rows = string.Concat(Enumerable.Repeat("77,b\n", 100));
        var town = new string('x', 3 << 20) + "\n" + rows + end;
        var text = "{\"age\": 31, \"town\": \"" + town.Replace("\n", "\\n", StringComparison.Ordinal) + "\"}\n{\"age\": 32}\n";
        var read = Read(text, s_schema, BadRows.Drop);
        Assert.Equal((1, 1L), (read.Table.RowCount, read.DroppedRows));
    }

    [Fact]
    public void A_line_that_is_too_long_is_one_bad_row_whatever_objects_it_holds()
    {
        var line = string.Concat(Enumerable.Repeat(new string(' ', 5 << 20) + "{\"age\": 77}", 3));
        foreach (var end in (string[])["", "\n", "\n{\"age\": 32}\n"])
        {
            var read = Read("{\"age\": 31}\n" + line + end, s_schema, BadRows.Drop);
            Assert.Equal((end.Length > 1 ? 2 : 1, 1L), (read.Table.RowCount, read.DroppedRows));
        }
    }

    private static TableRead Read(string text, Schema? schema, BadRows bad) =>
        Source(text, bad).Read(new ReadRequest { Schema = schema, DialectFromRows = schema is null }, null, TestContext.Current.CancellationToken);

    private static ITableSource Source(string text, BadRows bad) => FormatCatalog.Default.Source(
        ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "people.jsonl"), new SourceOptions { BadRows = bad });
}
