using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Models;
using Veil.Workflows.Machine;
using Veil.Workflows.Schemas;

namespace Veil.Workflows.Tests;

/// <summary>A look at a file, and the machine that looks.</summary>
public sealed class InspectJobTests
{
    [Fact]
    public void Types_are_inferred_and_can_be_declared_without_copying_the_domain()
    {
        var csv = Jobs.Csv("age,city", 200, (i, _) => $"{i % 80},{(i % 2 == 0 ? "north" : "south")}");
        var seen = new List<double>();

        var result = new InferSchemaJob().Run(
            new InferSchemaRequest { Input = Jobs.Source(csv), Declare = true }, new Watch(seen), TestContext.Current.CancellationToken);
        var declared = result.Schema;

        Assert.Equal(ColumnType.Integer, declared.Find("age")!.Type!.Value);
        Assert.Equal(ColumnType.Category, declared.Find("city")!.Type!.Value);
        Assert.All(declared.Columns, column =>
        {
            Assert.Null(column.Bounds);
            Assert.Null(column.Categories);
            Assert.All(ColumnFact.Of(column), fact => Assert.Equal(Provenance.DeclaredAfterLooking, fact.Source));
        });
        Assert.Equal(Provenance.DeclaredAfterLooking, declared.Dialect!.Source);
        Assert.Equal(Provenance.Data, result.Inspection.Inferred.Schema.Dialect!.Source);
        Assert.All(seen, fraction => Assert.InRange(fraction, 0, 1));
    }

    [Fact]
    public void What_was_declared_after_a_look_can_be_trained()
    {
        var csv = Jobs.Csv("age,city,rate", 2000, (i, random) => FormattableString.Invariant($"{i % 80},{(i % 2 == 0 ? "north" : "south")},{random.Next(100) / 100.0:0.00}"));
        var inferred = new InferSchemaJob().Run(
            new InferSchemaRequest { Input = Jobs.Source(csv), Declare = true }, null, TestContext.Current.CancellationToken);

        var model = Jobs.Model(csv, 1, inferred.Schema);

        Assert.Equal(StatementMode.Release, model.Statement.Mode);
        Assert.Equal(Provenance.Dp, model.Content.Schema.Find("rate")!.Bounds!.Source);
        Assert.Equal(["north", "south"], model.Content.Schema.Find("city")!.Categories!.Value);
    }

    [Fact]
    public void The_doctor_finds_this_machine_fit()
    {
        var checks = new DoctorJob().Run(new DoctorRequest(), null, TestContext.Current.CancellationToken);

        Assert.Equal(["runtime", "Laplace noise", "Gaussian noise", "temporary folder", "state folder", "memory"], checks.Select(check => check.Name));
        Assert.All(checks.Where(check => check.Name.EndsWith("noise", StringComparison.Ordinal)), check => Assert.True(check.IsGood));
    }

    private sealed class Watch(List<double> seen) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => seen.Add(value.Fraction);
    }
}
