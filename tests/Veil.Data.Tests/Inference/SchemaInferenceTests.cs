using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Data.Tests.Formats;

namespace Veil.Data.Tests.Inference;

public class SchemaInferenceTests
{
    private const string People =
        "patient_id,age,height,zip,born,seen,smokes,city,score\n"
        + "1,42,1.75,01234,1980-01-02,02/01/2020,Yes,Köln,1\n"
        + "2,NA,1.8,98765,,13/01/2020,No,Paris,inf\n"
        + "3,7,,12345,1990-05-05,03/03/2020,,Köln,2.5\n";

    [Fact]
    public void Reasons_count_the_labels_that_the_number_of_distinct_values_counts()
    {
        var inferred = Infer("mark,size\n?,1\nnone,2\nfair,2\ngood,?\nfair,\n").Columns;

        Assert.Equal(4, inferred[0].Distinct);
        Assert.Equal("values are text: 2 different labels; 2 more may stand for missing values", inferred[0].Decision.Reason);
        Assert.Equal((2, "all 3 values are whole numbers"), (inferred[1].Distinct, inferred[1].Decision.Reason));
    }

    [Fact]
    public void Types_roles_and_missing_codes_are_found()
    {
        var inferred = Infer(People);
        var columns = inferred.Schema.Columns;
        Assert.Equal(
            [
                ColumnType.Integer, ColumnType.Integer, ColumnType.Decimal, ColumnType.Category, ColumnType.Date,
                ColumnType.Date, ColumnType.Boolean, ColumnType.Category, ColumnType.Decimal,
            ],
            columns.Select(column => column.Type!.Value));
        Assert.Equal(ColumnRole.Identifier, columns[0].Role.Value);
        Assert.Equal(["NA", ""], columns[1].MissingCodes!.Value);
        Assert.Null(columns[2].MissingCodes);
        Assert.Equal("dd/MM/yyyy", columns[5].Format?.Value);
        Assert.Equal(("Yes", "No"), columns[6].BooleanLabels?.Value);
        Assert.Equal(["inf", ""], columns[8].MissingCodes!.Value);
        Assert.Equal(1 / 3.0, inferred.Columns[1].MissingShare);
        Assert.Equal(2, inferred.Columns[7].Distinct);
        Assert.All(columns, column => Assert.Equal(Provenance.Data, column.Type!.Source));
    }

    [Fact]
    public void Nothing_else_is_copied_from_the_rows() => Assert.All(Infer(People).Schema.Columns, column =>
    {
        Assert.Null(column.Bounds);
        Assert.Null(column.Categories);
        Assert.Null(column.PointMasses);

        // How many digits a decimal is written with belongs to its type.
        Assert.True(column.Step is null || column.Type!.Value == ColumnType.Decimal);
    });

    [Fact]
    public void Research_mode_copies_the_domain()
    {
        var rows = Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i < 10 ? 0 : i)},{i / 10.0:F1},{(i % 3 == 0 ? "x" : "y")}\n"));
        var columns = Infer("n,x,c\n" + string.Concat(rows), copyDomain: true).Schema.Columns;
        Assert.Equal(new Bounds(0, 99), columns[0].Bounds!.Value);
        Assert.Equal([0.0], columns[0].PointMasses!.Value);
        Assert.Equal(1, columns[0].Step!.Value);
        Assert.Equal(0.1, columns[1].Step!.Value);
        Assert.Equal(["x", "y"], columns[2].Categories!.Value);
        Assert.Equal(Provenance.Data, columns[2].Categories!.Source);
    }

    [Fact]
    public void True_and_false_in_several_spellings_stay_labels() =>
        Assert.Equal(ColumnType.Category, Infer("a\ntrue\nTRUE\nfalse\n").Schema.Columns[0].Type!.Value);

    [Theory]
    [InlineData("Yes", "Yes", "No")]
    [InlineData("N", "Y", "N")]
    [InlineData("false", "true", "false")]
    [InlineData("TRUE", "TRUE", "FALSE")]
    public void The_word_that_does_not_occur_is_spelt_like_the_other(string cell, string yes, string no) =>
        Assert.Equal((yes, no), Infer($"a\n{cell}\n{cell}\n").Schema.Columns[0].BooleanLabels?.Value);

    [Fact]
    public void A_column_without_values_is_a_category_that_is_missing()
    {
        var inferred = Infer("a,b\nNA,1\n,2\n");
        Assert.Equal((ColumnType.Category, 1.0), (inferred.Columns[0].Decision.Type, inferred.Columns[0].MissingShare));
    }

    [Fact]
    public void Converting_and_reading_with_the_schema_give_the_same_table()
    {
        var raw = CsvInText.Read(People);
        var schema = SchemaInference.Infer(raw.Table, cancellation: TestContext.Current.CancellationToken).Schema;
        var converted = TypedTable.Convert(raw.Table, schema, badCellsMissing: false);
        var read = CsvInText.Read(People, new CsvReadOptions { Schema = schema }).Table;
        Assert.Equal(Write(read, schema), Write(converted, schema));
        Assert.Equal(read.Columns.Select(column => column.Type), converted.Columns.Select(column => column.Type));
        Assert.Equal(8, read.Columns.Count);
    }

    [Fact]
    public void Bad_cells_become_missing_or_an_error_without_the_value()
    {
        var raw = CsvInText.Read("a\n1\nC4n4ry\n3\n").Table;
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Integer));
        var table = TypedTable.Convert(raw, schema, badCellsMissing: true);
        Assert.Equal([1, IntegerColumn.Missing, 3], ((IntegerColumn)table["a"]).Values.ToArray());
        var fault = Assert.Throws<VeilException>(() => TypedTable.Convert(raw, schema, badCellsMissing: false));
        Assert.Equal("csv-bad-cell", fault.Code);
        Assert.Contains("Row 2", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("C4n4ry", fault.ToString(), StringComparison.Ordinal);
    }

    private static InferredSchema Infer(string text, bool copyDomain = false)
    {
        var raw = CsvInText.Read(text);
        return SchemaInference.Infer(raw.Table, copyDomain, TestContext.Current.CancellationToken);
    }

    private static byte[] Write(Table table, Schema schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvWriter(stream, schema))
        {
            writer.Write(table, TestContext.Current.CancellationToken);
        }

        return stream.ToArray();
    }
}
