using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

public class CsvRoundTripTests
{
    private static readonly Gen<long> s_integer = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => (long)n),
        Gen.Elements(long.MaxValue, -long.MaxValue, 0L),
        Gen.Constant(IntegerColumn.Missing));

    private static readonly Gen<long> s_date = Gen.OneOf(
        Gen.Choose(-719162, 2932896).Select(n => (long)n), Gen.Constant(IntegerColumn.Missing));

    private static readonly Gen<long> s_moment = Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => n * 997L),
        Gen.Choose(-100_000, 100_000).Select(n => n * 60_000L),
        Gen.Constant(IntegerColumn.Missing));

    private static readonly Gen<double> s_decimal = Gen.OneOf(
        Gen.Choose(-100_000, 100_000).Select(n => n / 100.0),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(x => x.Get),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(p => BitConverter.Int64BitsToDouble(((long)p.Item1 << 32) | (uint)p.Item2))
            .Where(double.IsFinite),
        Gen.Constant(double.NaN));

    private static readonly Gen<string> s_label = Gen.OneOf(
        Gen.Elements("a", "b", "=1", "x,y", "x;y", "\"q\"", "'q'", "l\nm", "\r", "\r\n", " ", "é", "\uFEFF", "NA", "-5", "1.50", "\t", "|"),
        ArbMap.Default.GeneratorFor<NonEmptyString>().Select(text => text.Get).Where(IsText));

    [Theory]
    [InlineData(',', '"', '.', 1)]
    [InlineData(';', '"', ',', 64)]
    [InlineData(',', '"', ',', 7)]
    [InlineData('\t', '\'', '.', 1000)]
    [InlineData('|', '"', '.', 3)]
    public void A_table_that_is_written_and_read_is_the_same(char delimiter, char quote, char mark, int chunk)
    {
        var dialect = new CsvDialect(delimiter, quote, DecimalMark: mark);
        Prop.ForAll(Tables(), table => ComesBack(table, dialect, chunk))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
    }

    private static Arbitrary<Table> Tables() =>
        Gen.Choose(0, 20).SelectMany(rows =>
            s_integer.ArrayOf(rows).SelectMany(integers =>
            s_decimal.ArrayOf(rows).SelectMany(decimals =>
            s_date.ArrayOf(rows).SelectMany(dates =>
            s_date.ArrayOf(rows).SelectMany(slashed =>
            s_moment.ArrayOf(rows).SelectMany(moments =>
            s_label.ArrayOf(rows).SelectMany(labels =>
            Gen.Choose(-1, 1).ArrayOf(rows).Select(flags => new Table(
            [
                Label("label, 1", labels, ColumnType.Category),
                new IntegerColumn("n", integers),
                new DecimalColumn("x", decimals),
                new IntegerColumn("d", dates, ColumnType.Date),
                new IntegerColumn("s", slashed, ColumnType.Date),
                new IntegerColumn("t", moments, ColumnType.DateTime),
                new LabelColumn("flag", flags, LabelPool.Of(["Yes", "No"]), ColumnType.Boolean),
                Label("text", labels, ColumnType.Text),
            ]))))))))).ToArbitrary();

    private static bool ComesBack(Table table, CsvDialect dialect, int chunk)
    {
        var schema = TestSchema.Of(
            TestSchema.Column("label, 1", ColumnType.Category),
            TestSchema.Column("n", ColumnType.Integer),
            TestSchema.Column("x", ColumnType.Decimal),
            TestSchema.Column("d", ColumnType.Date),
            TestSchema.Column("s", ColumnType.Date) with { Format = TestSchema.Fact("d.M.yyyy") },
            TestSchema.Column("t", ColumnType.DateTime),
            TestSchema.Column("flag", ColumnType.Boolean) with { BooleanLabels = TestSchema.Fact(("Yes", "No")) },
            TestSchema.Column("text", ColumnType.Text)) with
        { Dialect = TestSchema.Fact(CsvDialectJson.Write(dialect)) };
        using var stream = new MemoryStream();
        using (var writer = new CsvWriter(stream, schema))
        {
            writer.Write(table);
        }

        stream.Position = 0;
        var result = CsvReader.Read(ByteInput.FromStream(stream, "x"), new CsvReadOptions { Schema = schema, ChunkBytes = chunk });
        return result.Table.RowCount == table.RowCount && table.Columns.Zip(result.Table.Columns).All(pair => Same(pair.First, pair.Second));
    }

    private static bool Same(Column a, Column b) => (a, b) switch
    {
        (IntegerColumn x, IntegerColumn y) => x.Type == y.Type && x.Values.SequenceEqual(y.Values),
        (DecimalColumn x, DecimalColumn y) => x.Values.ToArray().SequenceEqual(y.Values.ToArray()),
        (LabelColumn x, LabelColumn y) => x.Type == y.Type && x.Texts().SequenceEqual(y.Texts()),
        _ => false,
    };

    private static LabelColumn Label(string name, string[] labels, ColumnType type)
    {
        var distinct = labels.Distinct(StringComparer.Ordinal).ToList();
        return new LabelColumn(name, [.. labels.Select(label => distinct.IndexOf(label))], LabelPool.Of(distinct), type);
    }

    /// <summary>No lone surrogates, which no encoding of text can hold, and no NUL, which is refused.</summary>
    private static bool IsText(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && !text.Any(char.IsSurrogate);
}
