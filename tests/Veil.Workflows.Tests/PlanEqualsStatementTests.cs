using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;

namespace Veil.Workflows.Tests;

/// <summary>
/// The charges of a plan are those of the statement, over the whole catalog: one by one for single columns, and as a sum for steps
/// that depend on what was learnt before. Where shares depend on a number of rows that is not declared, the sum alone is known.
/// </summary>
public sealed class PlanEqualsStatementTests
{
    private const int Rows = 300;
    private const double Tolerance = 1e-6;

    public static TheoryData<string, bool, double?, bool, Neighbours> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, double?, bool, Neighbours>();
            foreach (var method in SynthesizerCatalog.All.Where(method => method.Info.ReadsData).Select(method => method.Info))
            {
                foreach (var isDeclared in new[] { true, false })
                {
                    cases.Add(method.Name, isDeclared, null, false, Neighbours.AddRemove);
                    cases.Add(method.Name, isDeclared, 1e-9, true, Neighbours.AddRemove);
                    if (!method.ChecksFeasibility)
                    {
                        cases.Add(method.Name, isDeclared, 0, true, Neighbours.AddRemove);
                        cases.Add(method.Name, isDeclared, 1e-9, true, Neighbours.ReplaceOne);
                        cases.Add(method.Name, isDeclared, null, false, Neighbours.ReplaceOne);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_planned_is_what_is_charged(string method, bool areRowsDeclared, double? delta, bool hasEntity, Neighbours neighbours)
    {
        var info = SynthesizerCatalog.Get(method).Info;
        var schema = Schema(areRowsDeclared, hasEntity);
        var privacy = new PrivacyRequest
        {
            // What checks whether a budget is feasible gets a large one.
            Epsilon = info.ChecksFeasibility ? 5000 : 1,
            AcceptedBecause = "a test of plans",
            Delta = delta,
            Neighbours = neighbours,
        };
        Dictionary<string, string> options = info.Options.All.Any(option => option.Name == "epochs") ? new() { ["epochs"] = "1" } : [];
        var csv = Jobs.Csv("id,a,b,c,d", Rows, (i, random) => $"{i / 2},{i % 10},{(i % 3 == 0 ? 'x' : 'y')},{random.Next(100)},{(i % 2 == 0 ? 'x' : 'y')}");

        var plan = PlanJob.Run(schema, method, privacy, options);
        var statement = new TrainJob(new TrainRequest
        {
            Input = Jobs.Source(csv, Jobs.WithHeader),
            Privacy = privacy,
            Schema = schema,
            Method = method,
            Options = options,
        }).Run(null, TestContext.Current.CancellationToken).Model.Statement;

        Assert.Equal(plan.Rule, statement.Rule);
        Assert.Equal(plan.Lines.Where(line => line.IsPrelude).Select(line => (line.Purpose, line.Cost)), statement.Charges.Where(charge => charge.Prelude).Select(charge => (charge.Purpose, charge.Cost)));
        Assert.Equal(plan.Total, statement.Total, Tolerance * plan.Total);
        var planned = plan.Lines.Where(line => !line.IsPrelude).ToList();
        var charged = statement.Charges.Where(charge => !charge.Prelude).ToList();
        Assert.Equal(planned.Sum(line => line.Cost), plan.Total, Tolerance * plan.Total);
        Assert.InRange(charged.Sum(charge => charge.Cost), 0.9 * plan.Total, plan.Total * (1 + 1e-9));
        if (!areRowsDeclared && SharesDependOnRows(method))
        {
            return;
        }

        foreach (var line in planned.Where(line => line.Purpose.StartsWith("counts of '", StringComparison.Ordinal)))
        {
            var charge = Assert.Single(charged, charge => charge.Purpose == line.Purpose);
            Assert.Equal(line.Cost, charge.Cost, Tolerance * line.Cost);
            Assert.Equal(line.StandardDeviation!.Value, NoiseOf(charge), 0.01 * line.StandardDeviation.Value);
        }

        var others = planned.Where(line => charged.All(charge => charge.Purpose != line.Purpose)).Sum(line => line.Cost);
        var rest = charged.Where(charge => planned.All(line => line.Purpose != charge.Purpose)).Sum(charge => charge.Cost);
        Assert.InRange(rest, 0.9 * others, (others * (1 + Tolerance)) + 1e-15);
    }

    // Their budgets are divided by a number of rows, which is measured first where nobody declared it.
    private static bool SharesDependOnRows(string method) => method is "aim" or "mixture" or "dp-ar" or "tvae" or "ctgan" or "pate-ctgan";

    private static double NoiseOf(Charge charge) => charge.Event switch
    {
        GaussianEvent gaussian => gaussian.Sigma,
        LaplaceEvent laplace => Math.Sqrt(2) * laplace.Scale,
        _ => throw new InvalidOperationException($"A count is charged as {charge.Event.GetType().Name}."),
    };

    private static Schema Schema(bool areRowsDeclared, bool hasEntity) => new()
    {
        Columns =
        [
            new ColumnSchema { Name = "id", Type = Jobs.Declared(ColumnType.Text), Role = Jobs.Declared(ColumnRole.Identifier) },
            Jobs.Integer("a", 0, 9),
            Jobs.Category("b", "x", "y"),
            Jobs.Integer("c", 0, 99),
            Jobs.Category("d", "x", "y"),
        ],
        Rows = areRowsDeclared ? Jobs.Declared((long)Rows) : null,
        Entity = hasEntity ? "id" : null,
        MaxRowsPerEntity = hasEntity ? 2 : 1,
    };
}
