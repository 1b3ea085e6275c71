using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>Runs without privacy say so in everything they make, and cannot be had by accident.</summary>
public sealed class UnprotectedTests : IDisposable
{
    private static readonly string s_table = Jobs.Csv("age,city", 300, (i, random) => $"{20 + random.Next(50)},{"ABC"[random.Next(3)]}");

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_is_stamped()
    {
        var model = new TrainJob().Run(Request("copula"), null, TestContext.Current.CancellationToken).Model;
        Assert.Equal(StatementMode.Unprotected, model.Statement.Mode);
        Assert.Null(model.Statement.Guarantee);
        Assert.StartsWith("NO PRIVACY", model.Statement.Warning, StringComparison.Ordinal);
        Assert.Contains(model.Statement.Warning!, StatementMarkdown.Write(model.Statement), StringComparison.Ordinal);

        var output = Jobs.ToFile(Path.Combine(_folder, "out.csv"));
        var sampled = new SampleJob().Run(
            new SampleRequest { Model = ModelSource.Of(model), Output = output, Rows = 50 }, null, TestContext.Current.CancellationToken);
        Assert.Equal("out.unprotected.csv", Path.GetFileName(sampled.Output.Table));
        Assert.Equal(51, File.ReadAllLines(sampled.Output.Table).Length);
        using var json = JsonDocument.Parse(File.ReadAllBytes(sampled.Output.StatementJson!));
        Assert.Equal("unprotected", json.RootElement.GetProperty("mode").GetString());
        Assert.True(StatementJson.Read(json.RootElement).IsUnprotected);
    }

    [Fact]
    public void A_declared_type_without_bounds_gets_those_of_the_rows()
    {
        var schema = new Schema { Columns = [Jobs.Column("age", ColumnType.Integer), Jobs.Column("city", ColumnType.Category)] };
        var model = new TrainJob().Run(Request("copula") with { Schema = schema }, null, TestContext.Current.CancellationToken).Model;
        var rows = Jobs.Read(Jobs.Sample(model, 100), model.OutputSchema);
        Assert.Equal(100, rows.RowCount);
        Assert.Equal(Provenance.Data, model.Content.Schema.Find("age")!.Bounds!.Source);
        Assert.Equal(["A", "B", "C"], model.Content.Schema.Find("city")!.Categories!.Value);
    }

    [Fact]
    public void Methods_that_only_protect_refuse()
    {
        Assert.Equal("method-protects", Assert.Throws<VeilException>(() => new TrainJob().Check(Request("aim"))).Code);
        Assert.Equal("no-privacy-with-epsilon", Assert.Throws<VeilException>(() => new TrainJob().Check(Request("ctgan") with { Privacy = Jobs.Epsilon(1) })).Code);
        Assert.Equal("epsilon-absent", Assert.Throws<VeilException>(() => new TrainJob().Check(Request("ctgan") with { Unprotected = false })).Code);
        Assert.Equal("method-not-resumed", Assert.Throws<VeilException>(() => new TrainJob().Check(Request("copula") with { Checkpoint = "state.veil" })).Code);
    }

    private static TrainRequest Request(string method) => new()
    {
        Input = Jobs.Source(s_table),
        Method = method,
        Unprotected = true,
    };
}
