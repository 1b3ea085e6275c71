using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Workflows.Evaluating;

namespace Veil.Workflows.Tests;

public sealed class EvaluateJobTests
{
    private static readonly string s_table = Jobs.Csv("id,age,town", 300, (i, random) => $"P{i},{20 + random.Next(40)},{(random.Next(3) == 0 ? "Ashby" : "Borough")}");

    [Fact]
    public void A_copy_is_found_to_be_one()
    {
        var found = Evaluate(s_table, s_table);

        Assert.Equal(0, found.Result.Findings.Single(finding => finding.Id == "columns.total-variation.mean").Value);
        Assert.All(found.Result.Distributions, distribution => Assert.Equal(0, distribution.Distance));
        Assert.Contains(("Schema", "copied from the real table"), found.Facts);
        Assert.Contains(("Hold-out", "none"), found.Facts);
    }

    [Fact]
    public void What_a_schema_leaves_open_is_copied_and_its_entity_is_not_compared()
    {
        var schema = new Schema
        {
            Columns = [new ColumnSchema { Name = "id" }, Jobs.Integer("age", 0, 99), new ColumnSchema { Name = "town" }],
            Entity = "id",
        };
        var without = string.Join('\n', s_table.Split('\n').Select(line => line[(line.IndexOf(',') + 1)..]));

        var found = Evaluate(without, s_table, schema);

        Assert.Equal(["age", "town"], found.Result.Distributions.Select(distribution => distribution.Column).Order());
    }

    [Fact]
    public void The_same_seed_finds_the_same()
    {
        var other = Jobs.Csv("id,age,town", 200, (i, random) => $"S{i},{20 + random.Next(50)},Ashby", seed: 2);

        Assert.Equal(
            Evaluate(other, s_table).Result.Findings.Select(finding => (finding.Id, finding.Value, finding.OfIndependent)),
            Evaluate(other, s_table).Result.Findings.Select(finding => (finding.Id, finding.Value, finding.OfIndependent)));
    }

    [Fact]
    public void A_target_that_there_is_not_is_refused_before_the_table_is_read()
    {
        var schema = new Schema { Columns = [Jobs.Integer("age", 0, 99)] };
        var fault = Assert.Throws<VeilException>(() => new EvaluateJob().Run(
            new EvaluateRequest { Synthetic = Missing(), Real = Missing(), Schema = schema, Target = "agee" }, null, TestContext.Current.CancellationToken));

        Assert.Equal(("column-not-evaluated", "Did you mean 'age'?"), (fault.Code, fault.WayOut));

        static CsvSource Missing() => new(ByteInput.FromFile("/nowhere/absent.csv"));
    }

    [Fact]
    public void Common_columns_are_compared_and_the_others_are_named()
    {
        var other = Jobs.Csv("shoe,town,age", 200, (i, random) => $"{i},Ashby,{20 + random.Next(40)}");

        var found = Evaluate(other, Jobs.Csv("age,town,pet", 200, (i, random) => $"{20 + random.Next(40)},Ashby,{(random.Next(2) == 0 ? "cat" : "dog")}"));

        Assert.Equal(["age", "town"], found.Result.Distributions.Select(distribution => distribution.Column).Order());
        Assert.Contains(("Columns absent from the synthetic table", "pet"), found.Facts);
        Assert.Contains(("Columns of the synthetic table alone", "shoe"), found.Facts);
        Assert.Equal(
            ["Columns that are not compared: 'pet' (absent from the synthetic table); 'shoe' (of the synthetic table alone)."], found.Differences);
        Assert.Equal(0.5, found.Result.Findings.Single(finding => finding.Id == "validity.columns").Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cells_of_another_type_are_invalid_values(bool withSchema)
    {
        var schema = new Schema { Columns = [Jobs.Integer("age", 20, 59), Jobs.Category("town", "Ashby", "Borough")] };
        var real = Jobs.Csv("age,town", 200, (i, random) => $"{20 + random.Next(40)},{(i % 3 == 0 ? "Ashby" : "Borough")}");
        var other = Jobs.Csv("age,town", 100, (i, random) => $"{(i % 4) switch { 0 => "old", 1 => "31.5", 2 => "31.0", _ => "NaN" }},Borough");

        var found = Evaluate(other, real, withSchema ? schema : null);

        // Of 75 present values 50 are no whole numbers; NaN is a missing value.
        Assert.Equal(1 / 3.0, Value(found, "validity.values", "age"), 9);
        Assert.Equal(0.25, Value(found, "validity.missing", "age"), 9);
        Assert.Contains(("Invalid cells of the synthetic table", "50 of 'age' are not of its type"), found.Facts);
        Assert.Equal(["Cells of the synthetic table that are not of their column's type count as invalid: 50 of 'age'."], found.Differences);
    }

    [Fact]
    public void Dates_and_labels_may_be_spelt_as_other_programs_do()
    {
        var real = Jobs.Csv(
            "born,grade,smokes", 100, (i, _) => $"{1 + (i % 28):00}.03.1990,{(i % 2 == 0 ? "a" : $"{i % 5}")},{(i % 2 == 0 ? "yes" : "no")}");
        var other = Jobs.Csv(
            "born,grade,smokes", 100, (i, _) => $"1990-03-{1 + (i % 28):00} 00:00:00,{(i % 2 == 0 ? "a" : $"{i % 5}.0")},{(i % 2 == 0 ? "True" : "False")}");

        var found = Evaluate(other, real);

        Assert.Empty(found.Differences);
        Assert.All(found.Result.Distributions, distribution => Assert.Equal(0, distribution.Distance, 9));
    }

    [Theory]
    [InlineData("age,town\n")]
    [InlineData("age,town\n31,Ashby\n")]
    [InlineData("age,town\n,\n,\n")]
    [InlineData("town;age\nCrewe;39\nAshby;40\n")]
    [InlineData("age,town\nother,other\n,other\n")]
    public void A_table_of_any_content_is_compared(string synthetic)
    {
        var real = Jobs.Csv("age,town", 60, (i, random) => $"{20 + random.Next(40)},{(i % 3 == 0 ? "Ashby" : "Borough")}");

        Assert.Equal(["age", "town"], Evaluate(synthetic, real).Result.Distributions.Select(distribution => distribution.Column).Order());
        Assert.NotEmpty(Evaluate(real, synthetic).Result.Findings);
    }

    [Fact]
    public void Tables_without_a_common_column_are_refused()
    {
        var fault = Assert.Throws<VeilException>(() => Evaluate("p,q\n1,2\n3,4\n", s_table));

        Assert.Equal((FaultKind.BadInput, "no-common-column"), (fault.Kind, fault.Code));
    }

    [Fact]
    public void Columns_of_the_schema_that_a_table_lacks_are_facts()
    {
        var schema = new Schema { Columns = [Jobs.Integer("age", 0, 99), Jobs.Category("town", "Ashby", "Borough"), Jobs.Category("pet", "cat")] };

        var found = Evaluate("age,shoe\n30,41\n", "age,town,shoe\n31,Ashby,40\n", schema);

        Assert.Contains(("Columns absent from the synthetic table", "town"), found.Facts);
        Assert.Contains(("Columns of the schema alone", "pet"), found.Facts);
        Assert.Contains(("Columns absent from the schema", "shoe"), found.Facts);
        Assert.Equal(["age"], found.Result.Distributions.Select(distribution => distribution.Column));
    }

    [Theory]
    [InlineData("pay;town\n1,5;Ashby\n2,5;Ashby\n")]
    [InlineData("pay,town\n1.5,Ashby\n2.5,Ashby\n")]
    public void A_synthetic_table_may_be_written_as_the_schema_says_or_otherwise(string synthetic)
    {
        var schema = new Schema
        {
            Columns = [Jobs.Column("pay", ColumnType.Decimal), Jobs.Category("town", "Ashby")],
            Dialect = Jobs.Declared(CsvDialectJson.Write(new CsvDialect(';', '"', true, TextEncoding.Utf8, ','))),
        };
        var path = Path.GetTempFileName();
        File.WriteAllText(path, synthetic);

        var found = new EvaluateJob().Run(
            new EvaluateRequest
            {
                Synthetic = new CsvSource(ByteInput.FromFile(path)),
                Real = Jobs.Source("pay;town\n1,5;Ashby\n2,5;Ashby\n"),
                Schema = schema,
            },
            null,
            TestContext.Current.CancellationToken);

        File.Delete(path);
        Assert.Empty(found.Differences);
        Assert.Equal(0, found.Result.Findings.Single(finding => finding.Id == "columns.total-variation.mean").Value);
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_left_out_and_said_but_never_all()
    {
        var drop = new CsvReadOptions { BadRows = BadRows.Drop };
        const string Most = "a,b\n1,2\n1,2,3\n1,2,3\n";

        var found = Run(Most);

        Assert.Contains(("Rows left out of the synthetic table", "2"), found.Facts);
        Assert.Equal(["Rows of the synthetic table that cannot be read are left out: 2, more than half of them."], found.Differences);
        Assert.Equal("csv-no-row-left", Assert.Throws<VeilException>(() => Run("a,b\n1,2,3,4\n1,2,3,4\n")).Code);

        EvaluateResult Run(string synthetic) => new EvaluateJob().Run(
            new EvaluateRequest { Synthetic = Jobs.Source(synthetic, drop), Real = Jobs.Source("a,b\n1,2\n2,3\n", drop) },
            null,
            TestContext.Current.CancellationToken);
    }

    private static double Value(EvaluateResult found, string id, string column) =>
        found.Result.Findings.Single(finding => finding.Id == id && finding.Columns.Contains(column)).Value!.Value;

    private static EvaluateResult Evaluate(string synthetic, string real, Schema? schema = null) => new EvaluateJob().Run(
        new EvaluateRequest { Synthetic = Jobs.Source(synthetic), Real = Jobs.Source(real), Schema = schema }, null, TestContext.Current.CancellationToken);
}
