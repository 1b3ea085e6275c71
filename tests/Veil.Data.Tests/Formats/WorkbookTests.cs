using System.IO.Compression;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Data.Tests.Formats;

/// <summary>Excel workbooks are read: one sheet is the table, and dates are what their format says.</summary>
public class WorkbookTests
{
    private const string People = """
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>jo</t></r><r><t>ined</t></r></is></c><c r="C1" t="str"><v>x</v></c></row>
        <row r="2"><c r="A2"><v>31</v></c><c r="B2" s="1"><v>45292</v></c><c r="C2"><v>0.30000000000000004</v></c></row>
        <row r="4"><c r="A4"><v>1E+2</v></c><c r="B4" s="1"/></row>
        <row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" s="2"><v>45292.5</v></c><c r="C5" t="e"><v>#N/A</v></c><c r="D5"><v></v></c></row>
        <row r="6"><c r="A6" t="s"><v>1</v></c><c r="B6" s="3"><v>0.25</v></c></row>
        <row r="7"/>
        """;

    [Fact]
    public void Texts_numbers_dates_and_gaps_are_read()
    {
        var table = Read(Workbook(People), new SourceOptions { Declared = new DeclaredDialect { HasHeader = true } });
        Assert.Equal(["age", "joined", "x"], table.Table.Columns.Select(column => column.Name));
        Assert.Equal(["31", "100", "TRUE", "A \"b\"\r, c"], table.Table["age"].Texts());
        Assert.Equal(["2024-01-01", "", "2024-01-01T12:00:00", "06:00:00"], table.Table["joined"].Texts());
        Assert.Equal(["0.3", "", "", ""], table.Table["x"].Texts());
    }

    [Fact]
    public void A_sheet_is_chosen_by_its_name()
    {
        var book = Workbook(People, ("other", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>n</v></c></row><row r=\"2\"><c r=\"A2\"><v>7</v></c></row>"));
        var header = new DeclaredDialect { HasHeader = true };
        Assert.Equal(["7"], Read(book, new SourceOptions { Sheet = "other", Declared = header }).Table["n"].Texts());
        var fault = Assert.Throws<VeilException>(() => Read(book, new SourceOptions { Sheet = "none", Declared = header }));
        Assert.Equal("xlsx-no-sheet", fault.Code);
        Assert.Contains("'people', 'other'", fault.WayOut, StringComparison.Ordinal);
        var text = ByteInput.FromStream(new MemoryStream("a\n"u8.ToArray()), "a.csv");
        Assert.Equal(
            "option-of-another-format",
            Assert.Throws<VeilException>(() => FormatCatalog.Default.Source(text, new SourceOptions { Sheet = "x" })).Code);
    }

    [Fact]
    public void Titles_are_passed_over_and_detected_for_the_owner()
    {
        var rows = string.Concat(Enumerable.Range(3, 30).Select(i =>
            $"<row r=\"{i}\"><c r=\"A{i}\"><v>{i}</v></c><c r=\"B{i}\"><v>{i}</v></c><c r=\"C{i}\"><v>{i}</v></c></row>"));
        var book = Workbook(
            "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Wards</v></c></row><row r=\"2\"><c r=\"A2\" t=\"str\"><v>a</v></c>"
                + "<c r=\"B2\" t=\"str\"><v>b</v></c><c r=\"C2\" t=\"str\"><v>line\nend</v></c></row>" + rows);
        var shown = Read(book, new SourceOptions());
        Assert.Equal(["a", "b", "line\nend"], shown.Table.Columns.Select(column => column.Name));
        var said = new DeclaredDialect { HasHeader = true, SkipLines = 1 };
        var read = Read(book, new SourceOptions { Declared = said }, isRelease: true);
        Assert.Equal(["a", "b", "line\nend"], read.Table.Columns.Select(column => column.Name));
        Assert.Equal(30, read.Table.RowCount);
    }

    [Fact]
    public void Without_a_header_the_rows_do_not_tell_how_many_columns_there_are_in_a_release()
    {
        var source = Source(Workbook(People), new SourceOptions { Declared = new DeclaredDialect { HasHeader = false } });
        Assert.Equal(
            "columns-unknown", Assert.Throws<VeilException>(() => source.Check(new ReadRequest { DialectFromRows = false })).Code);
    }

    [Theory]
    [InlineData("not a workbook")]
    [InlineData("")]
    public void What_is_no_workbook_is_refused(string text) => Assert.Equal(
        "xlsx-broken",
        Assert.Throws<VeilException>(() => Read(Encoding.UTF8.GetBytes(text), new SourceOptions())).Code);

    [Fact]
    public void A_document_type_is_refused()
    {
        var book = Workbook(People, document: "<!DOCTYPE w [<!ENTITY e \"x\">]>");
        Assert.Equal("xlsx-broken", Assert.Throws<VeilException>(() => Read(book, new SourceOptions())).Code);
    }

    [Fact]
    public void Workbooks_are_read_and_not_written() => Assert.Equal(
        "format-not-written", Assert.Throws<VeilException>(() => FormatCatalog.Default.Sink("copy.xlsx", false, new SinkOptions())).Code);

    [Theory]
    [InlineData("<c r=\"XFD3\" t=\"str\"><v></v></c>", "", 2)]
    [InlineData("<c r=\"B3\" s=\"1\"><v>2958465.9999999995</v></c>", "2958466", 2)]
    [InlineData("<c r=\"B3\" s=\"1\"><v>1E300</v></c>", "1E+300", 2)]
    [InlineData("<c r=\"B3\"><v>no number</v></c>", "no number", 2)]
    public void No_row_makes_a_workbook_unreadable(string cell, string text, int rows)
    {
        const string Others = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"B1\" t=\"str\"><v>b</v></c></row>"
            + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2</v></c></row>";
        var book = Workbook(Others + $"<row r=\"3\"><c r=\"A3\"><v>3</v></c>{cell}</row>");
        var said = new DeclaredDialect { HasHeader = true };
        var read = Read(book, new SourceOptions { Declared = said, BadRows = BadRows.Drop }, isRelease: true);
        Assert.Equal(["a", "b"], read.Table.Columns.Select(column => column.Name));
        Assert.Equal((rows, text), (read.Table.RowCount, read.Table["b"].Texts()[^1]));
    }

    [Fact]
    public void Rows_far_below_the_last_that_a_workbook_can_have_follow_the_one_before()
    {
        const string Row = "<row r=\"2147483647\"><c t=\"str\"><v>a</v></c></row>";
        var said = new DeclaredDialect { HasHeader = true };
        Assert.Equal(2, Read(Workbook(Row + Row + Row), new SourceOptions { Declared = said }).Table.RowCount);
    }

    private static TableRead Read(byte[] book, SourceOptions options, bool isRelease = false) => Source(book, options)
        .Read(new ReadRequest { DialectFromRows = !isRelease }, null, TestContext.Current.CancellationToken);

    private static ITableSource Source(byte[] book, SourceOptions options) =>
        FormatCatalog.Default.Source(ByteInput.FromStream(new MemoryStream(book), "people.xlsx"), options);

    private static byte[] Workbook(string people, params (string Name, string Rows)[] more) => Workbook(people, "", more);

    private static byte[] Workbook(string people, string document, params (string Name, string Rows)[] more)
    {
        (string Name, string Rows)[] sheets = [("people", people), .. more];
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, string text)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }

            var all = sheets.Index().ToList();
            Add(
                "xl/workbook.xml",
                $"{document}<workbook xmlns=\"{Main}\" xmlns:r=\"{Links}\"><sheets><sheet name=\"hidden\" sheetId=\"9\" state=\"hidden\" r:id=\"r0\"/>"
                    + string.Concat(all.Select(sheet => $"<sheet name=\"{sheet.Item.Name}\" sheetId=\"{sheet.Index + 1}\" r:id=\"r{sheet.Index}\"/>"))
                    + "</sheets></workbook>");
            Add(
                "xl/_rels/workbook.xml.rels",
                "<Relationships>" + string.Concat(all.Select(sheet =>
                    $"<Relationship Id=\"r{sheet.Index}\" Target=\"worksheets/sheet{sheet.Index}.xml\"/>")) + "</Relationships>");
            Add("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\"><si><t>age</t></si><si><t>A \"b\"_x000D_, c</t><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si></sst>");
            Add(
                "xl/styles.xml",
                $"<styleSheet xmlns=\"{Main}\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy-mm-dd hh:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
                    + "</cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"21\"/></cellXfs></styleSheet>");
            foreach (var (index, sheet) in all)
            {
                Add($"xl/worksheets/sheet{index}.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{sheet.Rows}</sheetData></worksheet>");
            }
        }

        return stream.ToArray();
    }
}
