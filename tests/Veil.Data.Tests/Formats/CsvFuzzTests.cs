using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Data.Formats;

namespace Veil.Data.Tests.Formats;

public class CsvFuzzTests
{
    private static readonly Gen<string> s_piece = Gen.Elements(
        "a", "bc", "é", "\"", "\"\"", ",", ",", "\n", "\n", "\r", "\r\n", "\"x,y\"", "\"line\nend\"", "12", " ");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(4096)]
    public void The_reader_agrees_with_a_slow_obvious_parser(int chunk)
    {
        var texts = s_piece.ListOf().Select(pieces => string.Concat(pieces)).Resize(80).ToArbitrary();
        Prop.ForAll(texts, text => Agrees("h1,h2\n" + text, 2, chunk) && Agrees("h1\n" + text, 1, chunk))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(33)]
    public void Faults_do_not_depend_on_where_the_chunks_end(int chunk)
    {
        var texts = s_piece.ListOf().Select(pieces => string.Concat(pieces)).Resize(60).ToArbitrary();
        Prop.ForAll(texts, text => Outcome(text, chunk) == Outcome(text, 100_000))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true));
    }

    private static string Outcome(string text, int chunk)
    {
        var options = new CsvReadOptions
        {
            Dialect = CsvSource.Comma,
            BadRows = BadRows.Drop,
            ChunkBytes = chunk,
            MaxFieldBytes = 4,
        };
        try
        {
            var result = CsvSource.Read("h1,h2\n" + text, options);
            return $"{result.Table.RowCount} rows, {result.DroppedRows} dropped, lines "
                + string.Join(' ', result.FirstFaults.Select(fault => fault.Line));
        }
        catch (VeilException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>
    /// Two columns, since then the pieces often make good rows; one column, since there blank lines are values.
    /// </summary>
    private static bool Agrees(string text, int columns, int chunk)
    {
        var expected = ReferenceCsv.Parse(text);
        var options = new CsvReadOptions { Dialect = CsvSource.Comma, BadRows = BadRows.Drop, ChunkBytes = chunk };
        CsvReadResult result;
        try
        {
            result = CsvSource.Read(text, options);
        }
        catch (VeilException fault)
        {
            return fault.Code == "csv-quote-never-closed" && expected is null;
        }

        if (expected is null)
        {
            return false;
        }

        var rows = expected.Skip(1).ToList();
        while (rows.Count > 0 && rows[^1] is [""] && IsBlankAtEnd(text, rows.Count))
        {
            rows.RemoveAt(rows.Count - 1);
        }

        var good = rows.Where(row => row is not null && row.Length == columns).ToList();
        if (result.Table.RowCount != good.Count)
        {
            return false;
        }

        for (var column = 0; column < columns; column++)
        {
            if (!result.Table.Columns[column].Texts().SequenceEqual(good.Select(row => row![column])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An empty last record is blank unless it is written as two quotes.</summary>
    private static bool IsBlankAtEnd(string text, int rows)
    {
        var end = text.TrimEnd('\n', '\r');
        var parsed = ReferenceCsv.Parse(end)!;
        return parsed.Count - 1 < rows;
    }
}
