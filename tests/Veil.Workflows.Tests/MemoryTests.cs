using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Workflows.Evaluating;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>A table in memory goes into the jobs and comes out of them without a file.</summary>
public sealed class MemoryTests
{
    private static readonly Table s_people = new(
    [
        new IntegerColumn("age", [.. Enumerable.Range(0, 3000).Select(i => (long)(i % 80))]),
        new LabelColumn("town", [.. Enumerable.Range(0, 3000).Select(i => i % 2)], LabelPool.Of(["north", "south"]), ColumnType.Category),
    ]);

    private static readonly Schema s_schema = new() { Columns = [Jobs.Integer("age", 0, 99), Jobs.Category("town", "north", "south")] };

    [Fact]
    public void It_is_synthesized()
    {
        var model = Train(s_schema);
        var (sink, few) = (new MemorySink(), new MemorySink());

        var sampled = new SampleJob().Run(
            new SampleRequest { Model = ModelSource.Of(model), Output = sink, Rows = 70_000, Seed = 1 }, null, TestContext.Current.CancellationToken);

        Assert.Equal(70_000, sink.Table.RowCount);
        Assert.Equal(["age", "town"], sink.Table.Columns.Select(column => column.Name));
        Assert.False(sampled.Output.HasStatement);
        Assert.Equal(70_000, sampled.Statement.Sample!.Rows);
        Assert.Equal(["north", "south"], Texts(sink.Table["town"]).Distinct().Order(StringComparer.Ordinal));
        new SampleJob().Run(
            new SampleRequest { Model = ModelSource.Of(model), Output = few, Rows = 2000, Seed = 1 }, null, TestContext.Current.CancellationToken);
        var evaluated = new EvaluateJob().Run(
            new EvaluateRequest { Synthetic = new MemorySource(few.Table, "copy"), Real = new MemorySource(s_people), Schema = s_schema },
            null,
            TestContext.Current.CancellationToken);
        Assert.Contains(("Synthetic", "copy, 2,000 rows, 2 columns compared"), evaluated.Facts);
    }

    [Fact]
    public void Its_rows_are_those_that_a_file_gets()
    {
        var model = Train(s_schema);
        var sink = new MemorySink();
        new SampleJob().Run(
            new SampleRequest { Model = ModelSource.Of(model), Output = sink, Rows = 500, Seed = 3 }, null, TestContext.Current.CancellationToken);

        var file = Jobs.Read(Jobs.Sample(model, 500, seed: 3), s_schema);

        Assert.Equal(((IntegerColumn)file["age"]).Values.ToArray(), ((IntegerColumn)sink.Table["age"]).Values.ToArray());
        Assert.Equal(Texts(file["town"]), Texts(sink.Table["town"]));
    }

    [Fact]
    public void Its_types_need_not_be_declared_and_are_what_its_maker_says()
    {
        var model = Train(schema: null);

        Assert.Equal(Jobs.Declared(ColumnType.Integer), model.Content.Schema.Find("age")!.Type);
        Assert.Equal(Provenance.Dp, model.Content.Schema.Find("age")!.Bounds!.Source);
        Assert.Equal(["north", "south"], model.Content.Schema.Find("town")!.Categories!.Value.Order(StringComparer.Ordinal));
        Assert.Null(model.Content.Schema.Dialect);
    }

    [Fact]
    public void A_column_that_only_the_schema_knows_is_a_fault()
    {
        var schema = s_schema with { Columns = s_schema.Columns.Add(Jobs.Integer("height", 0, 250)) };

        Assert.Equal("column-absent", Assert.Throws<VeilException>(() => Train(schema)).Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void A_code_without_a_label_is_a_fault_that_tells_no_value(int code)
    {
        var labels = LabelPool.Of(["Ashby-4711", "Borough-4711"]);
        var table = new Table([new LabelColumn("town", [0, 1, LabelColumn.Missing, code], labels, ColumnType.Category)]);

        foreach (var schema in new[] { null, new Schema { Columns = [Jobs.Category("town", "Ashby-4711", "Borough-4711")] } })
        {
            var fault = Assert.Throws<VeilException>(() => new MemorySource(table, "the guests").Read(
                new ReadRequest { Schema = schema }, null, TestContext.Current.CancellationToken));

            Assert.Equal(("label-absent", FaultKind.BadInput), (fault.Code, fault.Kind));
            Assert.Equal("A code of the column 'town' in the guests has no label.", fault.Message);
            Assert.DoesNotContain("4711", fault.Message + fault.WayOut, StringComparison.Ordinal);
        }
    }

    private static Synthesis.Models.SynthesisModel Train(Schema? schema) => new TrainJob().Run(
        new TrainRequest
        {
            Input = new MemorySource(s_people),
            Privacy = Jobs.Epsilon(5),
            Schema = schema,
            Method = "independent",
            Noise = RepeatableNoise.Of(1),
        },
        null,
        TestContext.Current.CancellationToken).Model;

    private static string[] Texts(Column column) => [.. ((LabelColumn)column).Codes.ToArray().Select(code => ((LabelColumn)column).Labels[code])];
}
