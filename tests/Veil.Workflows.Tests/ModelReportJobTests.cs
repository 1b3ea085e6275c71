using Veil.Auditing;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;
using Veil.Workflows.Models;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>What a report of a model tells is computed from its measurements alone.</summary>
public sealed class ModelReportJobTests
{
    private static readonly Schema s_schema = new()
    {
        Columns = [Jobs.Integer("age", 0, 9), Jobs.Category("town", "Ashby", "Borough"), Jobs.Category("job", "a", "b", "c")],
        Rows = Jobs.Declared(600L),
    };

    [Fact]
    public void Distributions_are_the_measured_counts()
    {
        var model = Model();
        var summary = Jobs.Summary(model);
        var measured = model.Content.Measurements.Single(measurement => measurement.Attributes is ["town"]);

        var town = summary.Distributions.Single(distribution => distribution.Column == "town");
        Assert.Equal(["Ashby", "Borough", "other", "missing"], town.Cells);
        Assert.Equal(measured.Counts.Select(count => count / 600.0), town.Shares);
        Assert.Equal(measured.StandardDeviation / 600, town.Deviation);
        Assert.Null(summary.Warning);
        Assert.Equal(["age", "town", "job"], summary.Distributions.Select(distribution => distribution.Column));
        Assert.Equal(3, summary.UnmeasuredPairs);
    }

    [Fact]
    public void Expected_errors_are_those_of_drawn_noise()
    {
        var summary = Jobs.Summary(Model());
        var error = summary.Errors.Single(error => error.Columns is ["town"]);
        var deviation = summary.Distributions.Single(distribution => distribution.Column == "town").Deviation;
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 20_000).Average(_ => Enumerable.Range(0, 4).Sum(_ => Math.Abs(deviation * Normal(random))) / 2);

        // The mean of 20,000 has a standard deviation of about 0.3 per cent of it.
        Assert.InRange(error.Expected / drawn, 0.98, 1.02);
        Assert.True(error.AtMost > error.Expected);
    }

    [Fact]
    public void Columns_that_were_counted_together_are_summed()
    {
        var model = Model();
        var together = new NoisyMarginal(["age", "town", "job"], [.. Enumerable.Range(0, Size("age") * Size("town") * Size("job")).Select(i => (long)i)], NoiseKind.Gaussian, 2);
        var content = model.Content with { Measurements = [together] };

        var pair = ColumnMeasurement.Best(content, ["age", "job"])!;

        Assert.Equal(Size("age") * Size("job"), pair.Counts.Length);
        Assert.Equal(together.Counts.Sum(), pair.Counts.Sum());
        Assert.Equal(Enumerable.Range(0, Size("town")).Sum(town => together.Counts[(((2 * Size("town")) + town) * Size("job")) + 1]), pair.Counts[(2 * Size("job")) + 1]);
        Assert.Equal(2 * Math.Sqrt(Size("town")), pair.Deviation, 12);
        Assert.Null(ColumnMeasurement.Best(content with { Measurements = [together with { Attributes = ["age", "town"] }] }, ["job"]));
        Assert.Null(ColumnMeasurement.Best(content with { Measurements = [together with { Counts = [.. together.Counts.Skip(1)] }] }, ["age"]));

        int Size(string name) => model.Content.Domain[model.Content.Domain.IndexOf(name)].Size;
    }

    [Fact]
    public void Nobody_is_told_that_a_research_model_may_be_published()
    {
        var model = Jobs.Train("age\n1\n2\n", Jobs.Epsilon(1) with { Research = true }).Model;

        Assert.Equal(model.Statement.Warning, Jobs.Summary(model).Warning);
    }

    [Fact]
    public void Cells_have_the_names_of_their_values()
    {
        var age = new NumericAttribute("age", ColumnType.Integer, new WholeGrid(18, 1, 10, false), [0, 1, 5], hasMissing: true);
        var day = new NumericAttribute("day", ColumnType.Date, new WholeGrid(0, 1, 40, true), [0, 31], hasMissing: false);
        var town = new CategoryAttribute("town", ColumnType.Category, ["Ashby", "Borough"], "other", hasMissing: true);
        var merged = new CompressedAttribute(age, [0, 1, 1, 2], [1, 1, 1, 1]);

        Assert.Equal(["18", "19 to 22", "23 to 27", "missing"], Names(age));
        Assert.Equal(["1970-01-01 to 1970-01-31", "1970-02-01 to 1970-02-09"], Names(day));
        Assert.Equal(["Ashby", "Borough", "other", "missing"], Names(town));
        Assert.Equal(["18", "19 to 27", "missing"], Names(merged));
        Assert.Equal(["Ashby and 2 more", "missing"], Names(new CompressedAttribute(town, [0, 0, 0, 1], [1, 1, 1, 1])));
    }

    private static IEnumerable<string> Names(Attribute attribute) => Enumerable.Range(0, attribute.Size).Select(cell => CellName.Of(attribute, cell));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Each column by itself: no pair is counted.
    private static SynthesisModel Model() => new TrainJob().Run(
        new TrainRequest
        {
            Input = Jobs.Source(
                Jobs.Csv("age,town,job", 600, (i, random) => $"{random.Next(10)},{(i % 3 == 0 ? "Ashby" : "Borough")},{"abc"[i % 3]}")),
            Schema = s_schema,
            Method = "independent",
            Privacy = Jobs.Epsilon(1),
            Noise = RepeatableNoise.Of(1),
        },
        null,
        TestContext.Current.CancellationToken).Model;
}
