using Veil.Auditing;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Workflows.Training;

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
                    // Of methods that train, which take long, each way once.
                    if (method.ChecksFeasibility)
                    {
                        cases.Add(method.Name, isDeclared, isDeclared ? null : 1e-9, !isDeclared, Neighbours.AddRemove);
                    }
                    else
                    {
                        cases.Add(method.Name, isDeclared, null, false, Neighbours.AddRemove);
                        cases.Add(method.Name, isDeclared, 1e-9, true, Neighbours.AddRemove);
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
            LargestEpsilon = 5000,
            AcceptedBecause = "a test of plans",
            Delta = delta,
            Neighbours = neighbours,
        };
        Dictionary<string, string> options = info.Options.All.Any(option => option.Name == "epochs") ? new() { ["epochs"] = "1" } : [];
        var csv = Jobs.Csv("id,a,b,c,d", Rows, (i, random) => $"{i / 2},{i % 10},{(i % 3 == 0 ? 'x' : 'y')},{random.Next(100)},{(i % 2 == 0 ? 'x' : 'y')}");

        var plan = Jobs.Plan(schema, method, privacy, options);
        var statement = new TrainJob().Run(
            new TrainRequest
            {
                Input = Jobs.Source(csv, Jobs.WithHeader),
                Privacy = privacy,
                Schema = schema,
                Method = method,
                Options = options,
                Noise = RepeatableNoise.Of(1),
            },
            null,
            TestContext.Current.CancellationToken).Model.Statement;

        Assert.Equal(plan.Rule, statement.Rule);
        Assert.Equal(
            plan.Lines.Where(line => line.IsPrelude).Select(line => (line.Purpose, line.Cost)),
            statement.Charges.Where(charge => charge.Prelude).Select(charge => (charge.Purpose, charge.Cost)));
        var planned = plan.Lines.Where(line => !line.IsPrelude).ToList();
        var charged = statement.Charges.Where(charge => !charge.Prelude).ToList();
        Assert.Equal(plan.Total, planned.Sum(line => line.Cost), Tolerance * plan.Total);
        if (!areRowsDeclared && SharesDependOnRows(method))
        {
            return;
        }

        // The steps of a network are accounted by their privacy loss: what is left in the currency of the rule is for the rest.
        if (info.TrainsByStep)
        {
            Assert.Single(charged, charge => charge.Event is SubsampledGaussianEvent);
            charged.RemoveAll(charge => charge.Event is SubsampledGaussianEvent);
            planned.RemoveAll(line => line.Purpose.Contains("steps of", StringComparison.Ordinal));
        }

        var total = planned.Sum(line => line.Cost);
        Assert.Equal(total, statement.Total, Tolerance * total);
        Assert.InRange(charged.Sum(charge => charge.Cost), 0, total * (1 + 1e-9));
        var singles = planned.Where(line => line.Purpose.StartsWith("counts of '", StringComparison.Ordinal)).ToList();
        Assert.Equal(["counts of 'a'", "counts of 'b'", "counts of 'c'", "counts of 'd'"], singles.Select(line => line.Purpose));
        foreach (var line in singles)
        {
            // Adaptive methods may count a column once more.
            var charge = charged.First(charge => charge.Purpose == line.Purpose);
            Assert.Equal(line.Cost, charge.Cost, Tolerance * line.Cost);
            Assert.Equal(line.StandardDeviation!.Value, NoiseOf(charge), 0.01 * line.StandardDeviation.Value);
            charged.Remove(charge);
        }

        // A method that chooses by what it has learnt may find nothing that is worth the rest.
        var (left, spent) = (total - singles.Sum(line => line.Cost), charged.Sum(charge => charge.Cost));
        Assert.InRange(spent, IsAdaptive(method) ? 0 : left * (1 - Tolerance), (left * (1 + Tolerance)) + 1e-12);
    }

    private static bool IsAdaptive(string method) => method is "aim" or "clique-tree" or "mixture" or "correlated";

    // Their budgets are divided by a number of rows, which is measured first where nobody declared it.
    private static bool SharesDependOnRows(string method) => method is "aim" or "mixture" or "dp-ar" or "tvae" or "ctgan" or "pate-ctgan";

    private static double NoiseOf(Charge charge) => charge.Event switch
    {
        // Rounding adds the variance of a uniform number.
        GaussianEvent gaussian => Math.Sqrt((gaussian.Sigma * gaussian.Sigma) + (1 / 12.0)),
        LaplaceEvent laplace => Math.Sqrt(2) * laplace.Scale,
        _ => throw new InvalidOperationException($"A count is charged as {charge.Event.GetType().Name}."),
    };

    private static Schema Schema(bool areRowsDeclared, bool hasEntity) => new()
    {
        Columns =
        [
            // The column of an entity is a key, whatever its role is said to be.
            Jobs.Column("id", ColumnType.Category) with { Role = Jobs.Declared(hasEntity ? ColumnRole.Use : ColumnRole.Identifier) },
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
