using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
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

    private static EvaluateResult Evaluate(string synthetic, string real, Schema? schema = null) => new EvaluateJob().Run(
        new EvaluateRequest { Synthetic = Jobs.Source(synthetic), Real = Jobs.Source(real), Schema = schema }, null, TestContext.Current.CancellationToken);
}
