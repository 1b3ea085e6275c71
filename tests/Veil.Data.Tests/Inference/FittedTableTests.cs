using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Inference;

public class FittedTableTests
{
    [Theory]
    [InlineData("39", 39L, true)]
    [InlineData("39.0", 39L, true)]
    [InlineData("+039", 39L, true)]
    [InlineData("3.9e1", 39L, true)]
    [InlineData("True", 1L, true)]
    [InlineData("false", 0L, true)]
    [InlineData("38.7", 39L, false)]
    [InlineData("old", IntegerColumn.Missing, false)]
    [InlineData("inf", IntegerColumn.Missing, false)]
    [InlineData("1e300", IntegerColumn.Missing, false)]
    [InlineData("NaN", IntegerColumn.Missing, true)]
    [InlineData("N/A", IntegerColumn.Missing, true)]
    [InlineData(" ", IntegerColumn.Missing, true)]
    public void Whole_numbers(string text, long value, bool fits) => Check(ColumnType.Integer, text, value, fits);

    [Theory]
    [InlineData("1970-01-02", 1L, true)]
    [InlineData("02.01.1970", 1L, true)]
    [InlineData("1970-01-02T00:00:00", 1L, true)]
    [InlineData("1970-01-02 12:30:00", 1L, false)]
    [InlineData("1969-12-31 12:30:00", -1L, false)]
    [InlineData("2", IntegerColumn.Missing, false)]
    public void Dates(string text, long value, bool fits) => Check(ColumnType.Date, text, value, fits, "dd.MM.yyyy");

    [Theory]
    [InlineData("1970-01-02", 86_400_000L, true)]
    [InlineData("1970-01-02 00:00:01", 86_401_000L, true)]
    [InlineData("yesterday", IntegerColumn.Missing, false)]
    public void Times(string text, long value, bool fits) => Check(ColumnType.DateTime, text, value, fits);

    [Theory]
    [InlineData("10:20", 37_200_000L, true)]
    [InlineData("10:20:30", 37_230_000L, true)]
    [InlineData("10:20 PM", 80_400_000L, true)]
    [InlineData("noon", IntegerColumn.Missing, false)]
    public void Times_of_day(string text, long value, bool fits) => Check(ColumnType.Time, text, value, fits, "HH:mm");

    [Theory]
    [InlineData("$1,234", 1234L, true)]
    [InlineData("1234", 1234L, true)]
    [InlineData("1234.0", 1234L, true)]
    [InlineData("$1,234.50", 1234L, false)]
    [InlineData("a lot", IntegerColumn.Missing, false)]
    public void Numbers_with_a_form(string text, long value, bool fits) =>
        Check(ColumnType.Integer, text, value, fits, form: new NumberForm { Prefix = "$", GroupMark = ',' });

    [Theory]
    [InlineData("Ja", "Ja", true)]
    [InlineData("true", "Ja", true)]
    [InlineData("0", "Nein", true)]
    [InlineData("perhaps", null, false)]
    public void Booleans(string text, string? label, bool fits)
    {
        var column = new ColumnSchema
        {
            Name = "c",
            Type = new(ColumnType.Boolean, Provenance.Declared),
            BooleanLabels = new(("Ja", "Nein"), Provenance.Declared),
        };

        var fitted = Fit(column, text);

        Assert.Equal((label, fits), (Label(fitted), fitted.Misfits.Count == 0));
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("3.0", "3")]
    [InlineData("4.0", "4.0")]
    [InlineData("3.5", "3.5")]
    [InlineData("new", "new")]
    [InlineData("nan", null)]
    [InlineData("", null)]
    public void Labels(string text, string? label)
    {
        var column = new ColumnSchema
        {
            Name = "c",
            Type = new(ColumnType.Category, Provenance.Declared),
            Categories = new(["3", "a"], Provenance.Declared),
        };

        var fitted = Fit(column, text);

        Assert.Equal(label, Label(fitted));
        Assert.Empty(fitted.Misfits);
    }

    private static void Check(ColumnType type, string text, long value, bool fits, string? format = null, NumberForm? form = null)
    {
        var fitted = Fit(
            new ColumnSchema
            {
                Name = "c",
                Type = new(type, Provenance.Declared),
                Format = format is null ? null : new(format, Provenance.Declared),
                NumberForm = form is null ? null : new(form, Provenance.Declared),
            },
            text);

        Assert.Equal(value, ((IntegerColumn)fitted.Table["c"]).Values[1]);
        Assert.Equal(fits ? null : "1", fitted.Misfits.TryGetValue("c", out var rows) ? string.Join(", ", rows) : null);
    }

    private static string? Label(FittedTable fitted) =>
        fitted.Table["c"] is LabelColumn labels && labels.Codes[1] is var code and >= 0 ? labels.Labels[code] : null;

    private static FittedTable Fit(ColumnSchema column, string text) => FittedTable.Of(
        new Table([new LabelColumn("c", [LabelColumn.Missing, 0], LabelPool.Of([text]), ColumnType.Text)]), new Schema { Columns = [column] });
}
