using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;

namespace Veil.Workflows.Tests;

/// <summary>A plan says what the training then does.</summary>
public sealed class PlanJobTests
{
    private static readonly Schema s_declared = new()
    {
        Columns =
        [
            new ColumnSchema { Name = "id", Role = Jobs.Declared(ColumnRole.Identifier) },
            Jobs.Integer("a", 0, 9),
            Jobs.Category("b", "x", "y"),
            Jobs.Integer("c", 0, 1_000_000),
        ],
        Rows = Jobs.Declared(300L),
    };

    [Theory]
    [InlineData(0.0)]
    [InlineData(null)]
    public void Where_all_is_declared_the_plan_is_what_is_charged(double? delta)
    {
        var request = Jobs.Epsilon(0.7) with { Delta = delta };
        var csv = Jobs.Csv("id,a,b,c", 300, (i, _) => $"{i},{i % 10},x,{i * 1000}");

        var plan = Jobs.Plan(s_declared, "independent", request);
        var model = Jobs.Train(csv, request, s_declared).Model;

        Assert.Equal(plan.Lines.Select(line => line.Purpose), model.Statement.Charges.Select(charge => charge.Purpose));
        Assert.Equal(plan.Total, model.Statement.Total, 1e-12);
        Assert.Equal(plan.Delta, model.Statement.Guarantee!.Delta);
        Assert.All(plan.Lines.Zip(model.Statement.Charges), pair => Assert.Equal(pair.First.Cost, pair.Second.Cost, 1e-6 * pair.First.Cost));
        Assert.All(
            plan.Lines.Zip(model.Content.Measurements),
            pair => Assert.Equal(pair.First.StandardDeviation!.Value, pair.Second.StandardDeviation, 0.05 * pair.Second.StandardDeviation));
        Assert.Equal(["id"], plan.NotRead);
    }

    [Fact]
    public void More_rows_of_a_person_and_replaced_rows_mean_more_noise()
    {
        var entity = s_declared with { Entity = "id", MaxRowsPerEntity = 4 };
        var one = Jobs.Plan(s_declared, "independent", Jobs.Epsilon(1)).Lines[0].StandardDeviation!.Value;

        // Rounding adds the same to each.
        Assert.Equal(4 * one, Jobs.Plan(entity, "independent", Jobs.Epsilon(1)).Lines[0].StandardDeviation!.Value, 0.01 * one);
        Assert.Equal(
            Math.Sqrt(2) * one,
            Jobs.Plan(s_declared, "independent", Jobs.Epsilon(1) with { Neighbours = Neighbours.ReplaceOne }).Lines[0].StandardDeviation!.Value,
            0.01 * one);
    }

    [Fact]
    public void What_nobody_declared_is_planned_too_and_the_shares_are_the_whole()
    {
        var schema = new Schema { Columns = [new ColumnSchema { Name = "a" }, Jobs.Column("b", ColumnType.Date), Jobs.Column("c", ColumnType.Category)] };

        var plan = Jobs.Plan(schema, "independent", Jobs.Epsilon(1));

        Assert.Null(plan.Delta);
        Assert.Equal(plan.Total, plan.Lines.Where(line => !line.IsPrelude).Sum(line => line.Cost), 1e-9);
        Assert.Equal("number of rows, for delta", Assert.Single(plan.Lines, line => line.IsPrelude).Purpose);
        Assert.Contains(plan.Lines, line => line.Purpose == "kinds of value of 'a'");
        Assert.Contains(plan.Lines, line => line.Purpose == "range of 'b'");
        Assert.Contains(plan.Lines, line => line.Purpose == "categories and counts of 'c'");
    }

    [Fact]
    public void A_method_without_data_costs_nothing()
    {
        var plan = Jobs.Plan(s_declared, "random", Jobs.Epsilon(1));

        Assert.Equal(0, plan.Total);
        Assert.Empty(plan.Lines);
    }

    [Fact]
    public void What_training_would_refuse_is_refused() =>
        Assert.Equal("epsilon-not-positive", Assert.Throws<VeilException>(() => Jobs.Plan(s_declared, "independent", Jobs.Epsilon(0))).Code);
}
