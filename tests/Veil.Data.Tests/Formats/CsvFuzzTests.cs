using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Formats;

public class CsvFuzzTests
{
    // Bytes, one a character.
    private static readonly Gen<string> s_piece = Gen.Elements(
        "a", "bc", "12", " ", "\u00C3\u00A9", "\u00C3", "\u00A9", "\u00FF", "\0", "\u00EF\u00BB\u00BF", "\u00EF\u00BB",
        "\"", "\"\"", ",", ",", "\n", "\n", "\r", "\r\n", "\"x,y\"", "\"line\nend\"");

    // The same with quotes in pairs only, so that many texts are faultless.
    private static readonly Gen<string> s_goodPiece = Gen.Elements(
        "a,b\n", "a\n", "\"x,y\",\"\"\n", "\"line\nend\",z\r\n", "\"\r\"\"\n\",\u00A9\n", "\"\r\n\"\n", "\n", "\r", "\0,\u00FF\r",
        "\u00EF\u00BB\u00BFc,d\n");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(4096)]
    public void The_reader_agrees_with_a_slow_obvious_parser(int chunk)
    {
        var texts = Gen.OneOf(s_piece.ListOf(), s_goodPiece.ListOf()).Select(pieces => string.Concat(pieces)).Resize(60).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            foreach (var bad in (BadRows[])[BadRows.Drop, BadRows.Fail])
            {
                foreach (var hasHeader in (bool[])[true, false])
                {
                    for (var columns = 1; columns <= 2; columns++)
                    {
                        foreach (var longest in (int[])[4, 1000])
                        {
                            Assert.Equal(Expected(text, columns, bad, hasHeader, longest), Read(text, columns, bad, hasHeader, longest, chunk));
                        }
                    }
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(33)]
    public void Faults_do_not_depend_on_where_the_chunks_end(int chunk)
    {
        var texts = s_piece.ListOf().Select(pieces => string.Concat(pieces)).Resize(60).ToArbitrary();
        Prop.ForAll(texts, text => Faults(text, chunk) == Faults(text, 100_000))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true));
    }

    private static string Expected(string text, int columns, BadRows bad, bool hasHeader, int longest)
    {
        if (!hasHeader)
        {
            // A mark at the beginning of a line is nobody's text.
            const string Mark = "\u00EF\u00BB\u00BF";
            text = System.Text.RegularExpressions.Regex.Replace(text, $"(?<=^|[\r\n]){Mark}", "");
        }

        var records = ReferenceCsv.Parse(text, columns, bad == BadRows.Drop, longest);
        return records is null || (bad == BadRows.Fail && records.Contains(null))
            ? "refused"
            : string.Join('\n', records.OfType<string[]>().Select(record => string.Join('|', record)));
    }

    private static string Read(string text, int columns, BadRows bad, bool hasHeader, int longest, int chunk)
    {
        string[] names = [.. Enumerable.Range(1, columns).Select(number => $"h{number}")];
        var options = new CsvReadOptions
        {
            Declared = new DeclaredDialect { HasHeader = hasHeader, Encoding = TextEncoding.Utf8 },
            DialectFromRows = false,
            Schema = TestSchema.Of([.. names.Select(name => new ColumnSchema { Name = name })]),
            BadRows = bad,
            ChunkBytes = chunk,
            MaxFieldBytes = longest,
        };
        try
        {
            var bytes = Encoding.Latin1.GetBytes((hasHeader ? string.Join(',', names) + "\n" : "") + text);
            var table = CsvInText.Read(bytes, options).Table;
            var cells = table.Columns.Select(column => column.Texts()).ToArray();
            return string.Join('\n', Enumerable.Range(0, table.RowCount).Select(row => string.Join('|', cells.Select(column => column[row]))));
        }
        catch (VeilException) when (bad == BadRows.Fail)
        {
            return "refused";
        }
    }

    private static string Faults(string text, int chunk)
    {
        var options = new CsvReadOptions
        {
            Dialect = CsvInText.Comma,
            BadRows = BadRows.Drop,
            DialectFromRows = false,
            ChunkBytes = chunk,
            MaxFieldBytes = 4,
        };
        var result = CsvInText.Read(Encoding.Latin1.GetBytes("h1,h2\n" + text), options);
        return $"{result.Table.RowCount} rows, {result.DroppedRows} dropped, {result.ReplacedCells} mended, lines "
            + string.Join(' ', result.FirstFaults.Select(fault => fault.Line));
    }
}
