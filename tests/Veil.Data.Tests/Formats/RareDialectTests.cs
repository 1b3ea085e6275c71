using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Data.Tests.Formats;

/// <summary>What few files have: titles, comments, blanks, escapes, odd delimiters, names that are missing or occur twice.</summary>
public class RareDialectTests
{
    private static readonly DeclaredDialect s_header = new() { HasHeader = true };

    [Theory]
    [InlineData("Wards of the town\na,b\n1,x\n", 1)]
    [InlineData("Wards, of \"the town\r\n\r\na,b\r\n1,x\r\n", 2)]
    [InlineData("\uFEFFWards\ra,b\r1,x\r", 1)]
    [InlineData("a,b\n1,x\n", 0)]
    public void Lines_above_are_passed_over(string text, int lines)
    {
        foreach (var chunk in (int[])[1, 5, 1000])
        {
            var result = Read(text, s_header with { SkipLines = lines }, chunk);
            Assert.Equal(["a", "b"], result.Table.Columns.Select(column => column.Name));
            Assert.Equal(["x"], result.Texts("b"));
        }
    }

    [Fact]
    public void Lines_above_are_passed_over_also_where_no_header_follows_and_in_any_encoding()
    {
        var options = Options(new DeclaredDialect { HasHeader = false, SkipLines = 2, Encoding = TextEncoding.Utf16LittleEndian }, 1000);
        Assert.Equal(["1", "2"], CsvInText.Read(Encoding.Unicode.GetBytes("\u4E0D\u0A0D\r\nmore\r\n1\r\n2\r\n"), options).Texts("column1"));
    }

    [Fact]
    public void Faults_name_the_line_of_the_file_below_lines_that_are_passed_over()
    {
        var fault = CsvInText.Fault("title\n\n#x\na,b\n1\n", Options(s_header with { SkipLines = 1, Comment = '#' }, 1000));
        Assert.StartsWith("people.csv, line 5:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_that_is_taken_for_the_header_is_named_as_the_likely_cause()
    {
        var fault = CsvInText.Fault("Wards\n\na,b\n1,x\n", Options(s_header, 1000));
        Assert.Equal("csv-ragged-row", fault.Code);
        Assert.Contains("'skip-lines' 2", fault.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain("bad-rows", fault.WayOut, StringComparison.Ordinal);
        var below = CsvInText.Fault("a,b\n1,x\n2,y,z\n", Options(s_header, 1000));
        Assert.DoesNotContain("skip-lines", below.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_are_no_records_wherever_they_stand()
    {
        const string Text = "# by \"me\na,b\n1,x\n#2,y\n3,#z\n# \"\n";
        foreach (var chunk in (int[])[1, 5, 1000])
        {
            var result = Read(Text, s_header with { Comment = '#' }, chunk);
            Assert.Equal(["1", "3"], result.Texts("a"));
            Assert.Equal(["x", "#z"], result.Texts("b"));
        }
    }

    [Theory]
    [InlineData("\"say \\\"hi\\\"\"", "say \"hi\"")]
    [InlineData("\"a\\\\\"", "a\\")]
    [InlineData("a\\,b", "a,b")]
    [InlineData("C:\\new", "C:\\new")]
    [InlineData("\\N", "\\N")]
    [InlineData("\"dou\"\"bled\"", "dou\"bled")]
    [InlineData("\"line\\\nend\"", "line\nend")]
    [InlineData("end\\", "end\\")]
    public void An_escape_makes_a_quote_a_delimiter_and_itself_ordinary(string written, string value)
    {
        foreach (var chunk in (int[])[1, 5, 1000])
        {
            Assert.Equal([value], Read($"a,b\n1,{written}\n", s_header with { Escape = '\\' }, chunk).Texts("b"));
        }
    }

    [Theory]
    [InlineData("x\"y")]
    [InlineData("\"x\"y")]
    public void A_misplaced_quote_is_a_fault_with_an_escape_too(string written) => Assert.Equal(
        "csv-misplaced-quote", CsvInText.Fault($"a,b\n1,{written}\n", Options(s_header with { Escape = '\\' }, 1000)).Code);

    [Fact]
    public void Without_quotes_an_escape_still_keeps_a_delimiter_in_its_field()
    {
        var said = s_header with { Escape = '\\', Quote = CsvDialect.NoQuote, Delimiter = '\t' };
        Assert.Equal(["5\" pipe\tlong", "x"], Read("a\tb\n1\t5\" pipe\\\tlong\n2\tx\n", said, 1000).Texts("b"));
    }

    [Fact]
    public void Blanks_around_fields_are_no_part_of_them_where_the_header_has_one_after_every_delimiter()
    {
        var result = Read("id, \"town\", n\n0, \"Ashby, North\" ,  1 \n1,Crewe,2\n", s_header, 1000);
        Assert.True(result.Dialect.TrimsBlanks);
        Assert.Equal(["Ashby, North", "Crewe"], result.Texts("town"));
        Assert.Equal(["1", "2"], result.Texts("n"));
        Assert.False(Read("id, town,n\n0, x,1\n", s_header, 1000).Dialect.TrimsBlanks);
    }

    [Theory]
    [InlineData("id    town   n\n0     Bath   1\n1  \"New York\"  2\n", ' ')]
    [InlineData("id town n\n 0 Bath 1 \n1 \"New York\" 2\n", ' ')]
    [InlineData("id:town:n\n0:Bath:1\n1:New York:2\n", ':')]
    [InlineData("id^town^n\n0^Bath^1\n1^New York^2\n", '^')]
    public void Other_delimiters_are_read_when_they_are_declared(string text, char delimiter)
    {
        var result = Read(text, s_header with { Delimiter = delimiter }, 1000);
        Assert.Equal(["Bath", "New York"], result.Texts("town"));
        Assert.Equal(["1", "2"], result.Texts("n"));
    }

    [Theory]
    [InlineData("id:town:n\n0:Bath:1\n")]
    [InlineData("id town n\n0 Bath 1\n")]
    [InlineData("Wards of the town\na,b\n0,1\n")]
    public void A_header_with_other_delimiters_only_is_refused_before_a_budget_is_spent_on_one_column(string text)
    {
        var fault = CsvInText.Fault(text, Options(s_header, 1000));
        Assert.Equal("delimiter-unsaid", fault.Code);
        Assert.Contains("'skip-lines'", fault.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_one_column_is_read_when_its_delimiter_is_declared()
    {
        Assert.Single(Read("full name\nAda\n", s_header with { Delimiter = ',' }, 1000).Table.Columns);
    }

    [Fact]
    public void The_first_line_may_name_the_delimiter()
    {
        var result = Read("sep=|\r\na;x|b\r\n1|2\r\n", s_header, 1000);
        Assert.Equal(('|', 1), (result.Dialect.Delimiter, result.Dialect.SkipLines));
        Assert.Equal(["a;x", "b"], result.Table.Columns.Select(column => column.Name));
        var shown = CsvDialectDetector.Detect(ByteInput.FromStream(new MemoryStream("sep=;\na;b\n1;2\n"u8.ToArray()), "x"));
        Assert.Equal((';', 1), (shown.Dialect.Delimiter, shown.Dialect.SkipLines));
    }

    [Fact]
    public void Columns_without_a_name_or_with_one_that_occurs_twice_get_one()
    {
        var result = Read(",age,x,age,,x,age_2\n1,2,3,4,5,6,7\n", s_header, 1000);
        Assert.Equal(["column1", "age", "x", "age_3", "column5", "x_2", "age_2"], result.Table.Columns.Select(column => column.Name));
        Assert.Equal([1, 4, 5, 6], result.MadeNames.Select(made => made.Column));
        Assert.Equal("csv-empty-name", CsvInText.Fault(",,\n1,2,3\n", Options(s_header, 1000)).Code);
    }

    [Theory]
    [InlineData("a,b,\n1,x\n2,y,\n3,z,,\n")]
    [InlineData("a,b\n1,x,\n2,y,\n3,z,\n")]
    public void Empty_fields_after_the_last_column_are_nothing(string text)
    {
        foreach (var bad in (BadRows[])[BadRows.Fail, BadRows.Drop])
        {
            var result = CsvInText.Read(text, Options(s_header, 7) with { BadRows = bad });
            Assert.Equal(["1", "2", "3"], result.Texts("a"));
            Assert.Equal(["x", "y", "z"], result.Texts("b"));
            Assert.Equal(0, result.DroppedRows);
        }

        Assert.Equal("csv-ragged-row", CsvInText.Fault(text + "4,w,v\n", Options(s_header, 7)).Code);
    }

    [Fact]
    public void Without_header_and_schema_the_first_row_alone_says_how_many_fields_all_have() => Assert.Equal(
        "csv-ragged-row", CsvInText.Fault("1,x\n2,y,\n", Options(new DeclaredDialect { HasHeader = false }, 1000)).Code);

    [Theory]
    [InlineData("a,b\n1,x\n\u001A")]
    [InlineData("a,b\n1,x\n\u001A\n")]
    [InlineData("b\nx\n\u001A\n")]
    public void A_line_with_the_end_mark_of_old_programs_is_blank(string text) => Assert.Equal(["x"], Read(text, s_header, 3).Texts("b"));

    [Theory]
    [InlineData("Wards\n(2024),,\nid,age,g\n1,30,x\n2,31,x\n3,32,y\n4,33,y\n5,34,x\n6,35,x\n7,36,x\n8,37,x\n9,38,x\n10,39,x\n11,39,x\n12,3,x\n13,3,x\n14,3,x\n15,3,x\n16,3,x\n17,3,x\n18,3,x\n19,3,x\n20,3,x\n", 2, null, null)]
    [InlineData("# a, b\n# c\nid,age\n1,30\n2,31\n", 0, '#', null)]
    [InlineData("#id,age\n1,30\n2,31\n", 0, null, null)]
    [InlineData("id,town\n1,\"the \\\"old\\\" one\"\n2,\"x\"\n", 0, null, '\\')]
    [InlineData("id,path\n1,\"C:\\dir\\\"\n2,\"x\"\n", 0, null, null)]
    public void What_few_files_have_is_detected_for_the_owner(string text, int lines, char? comment, char? escape)
    {
        var dialect = CsvDialectDetector.Detect(ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x")).Dialect;
        Assert.Equal((lines, comment, escape), (dialect.SkipLines, dialect.Comment, dialect.Escape));
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused_where_the_encoding_is_only_presumed()
    {
        var bytes = Encoding.Latin1.GetBytes("a,b\n1,x\n2,caf\u00E9\n");
        foreach (var fromRows in (bool[])[true, false])
        {
            var options = Options(s_header, 1000) with { DialectFromRows = fromRows, Declared = s_header with { Quote = '"' } };
            if (!fromRows)
            {
                var fault = Assert.Throws<VeilException>(() => CsvInText.Read(bytes, options));
                Assert.Equal("csv-bad-bytes", fault.Code);
                Assert.StartsWith("people.csv, line 3: the value in column 2 ('b')", fault.Message, StringComparison.Ordinal);
                Assert.Equal(1, CsvInText.Read(bytes, options with { BadRows = BadRows.Drop }).ReplacedCells);
            }

            var utf8 = options with { Declared = options.Declared with { Encoding = TextEncoding.Utf8 } };
            Assert.Equal(["x", "caf\uFFFD"], CsvInText.Read(bytes, utf8).Texts("b"));
            var western = options with { Declared = options.Declared with { Encoding = TextEncoding.Windows1252 } };
            Assert.Equal(["x", "caf\u00E9"], CsvInText.Read(bytes, western).Texts("b"));
        }
    }

    [Fact]
    public void A_byte_to_which_the_encoding_gives_no_character_is_refused_and_is_never_a_control_character()
    {
        byte[] bytes = [.. "a\n"u8, 0x81, (byte)'\n'];
        var options = Options(s_header with { Encoding = TextEncoding.Windows1252 }, 1000);
        Assert.Equal("csv-bad-bytes", Assert.Throws<VeilException>(() => CsvInText.Read(bytes, options)).Code);
        Assert.Equal(["\uFFFD"], CsvInText.Read(bytes, options with { BadRows = BadRows.Drop }).Texts("a"));
    }

    [Fact]
    public void Lines_that_no_delimiter_splits_are_refused_for_the_owner_and_one_column_is_not()
    {
        var ragged = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},x{new string(',', i % 4)}y{i}\n"));
        Assert.Equal("csv-no-delimiter", CsvInText.Fault(ragged, new CsvReadOptions()).Code);
        var quoted = string.Concat(Enumerable.Range(0, 60).Select(i => $"\"Smith{i}, Ann\"\n"));
        Assert.Single(CsvInText.Read(Encoding.UTF8.GetBytes(quoted), new CsvReadOptions()).Table.Columns);
    }

    [Theory]
    [InlineData("sex,0,1,2,3\n", "F,29,48,1,25\nM,31,27,1,9\n", true)]
    [InlineData("2020,2021,2022\n", "0.5,0.6,0.8\n0.2,0.8,0.3\n", true)]
    [InlineData("region,sex,2024\n", "EMEA,M,45\nAPAC,F,30\n", true)]
    [InlineData("1,2,3\n", "4,5,6\n7,8,9\n", false)]
    [InlineData("ann0@example.org,x1\n", "bob1@example.org,y2\ncy22@example.org,z3\n", false)]
    [InlineData("10.1.2.3,a\n", "10.1.2.4,a\n10.1.2.5,c\n", false)]
    public void Numbers_over_numbers_may_be_names_and_texts_of_the_kind_of_those_below_are_none(string first, string rows, bool isHeader)
    {
        var text = first + string.Concat(Enumerable.Repeat(rows, 20));
        Assert.Equal(isHeader, CsvDialectDetector.Detect(ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x")).Dialect.HasHeader);
    }

    private static CsvReadResult Read(string text, DeclaredDialect said, int chunk) =>
        CsvInText.Read(Encoding.UTF8.GetBytes(text), Options(said, chunk));

    private static CsvReadOptions Options(DeclaredDialect said, int chunk) =>
        new() { Declared = said, DialectFromRows = false, ChunkBytes = chunk };
}
